package io.github.sosapp.registry;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.Download;
import io.github.sosapp.http.Expected;
import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.ReplyTarget;
import io.github.sosapp.http.Request;
import io.github.sosapp.http.RequestBody;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.registry.auth.AuthorizedTransport;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.Login;
import io.github.sosapp.registry.auth.LoginRefused;
import io.github.sosapp.registry.auth.Scope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The routes of one repository in a registry (distribution-spec, "Endpoints"). Safe for several threads. */
public final class RegistryClient {

    // Ten minutes with the usual limit of one: large layers are stored only after their last byte came.
    private static final int COMMIT = 10;
    private static final String MANIFEST_TYPES =
            String.join(", ", MediaType.INDEX, MediaType.MANIFEST, MediaType.DOCKER_LIST, MediaType.DOCKER_MANIFEST);

    private final AuthorizedTransport wire;
    private final String repository;
    private final Scope scope;
    private final RegistryFailure failures;

    private RegistryClient(AuthorizedTransport wire, String repository, Scope scope, RegistryFailure failures) {
        this.wire = wire;
        this.repository = repository;
        this.scope = scope;
        this.failures = failures;
    }

    /**
     * A client that only reads the repository of {@code image}; asks nothing yet.
     *
     * @param setting that names the image, for messages
     */
    public static RegistryClient forPull(
            HttpTransport http, CredentialChain logins, ImageReference image, String setting) {
        var wire = new AuthorizedTransport(http, logins, image.registry());
        return new RegistryClient(
                wire,
                image.repository(),
                Scope.pull(image.repository()),
                new RegistryFailure(wire, image.repository(), false, List.of(setting)));
    }

    /** A client that reads and writes the repository of {@code image}; asks nothing yet. */
    public static RegistryClient forPush(HttpTransport http, CredentialChain logins, ImageReference image) {
        var wire = new AuthorizedTransport(http, logins, image.registry());
        return new RegistryClient(
                wire,
                image.repository(),
                Scope.push(image.repository()),
                new RegistryFailure(wire, image.repository(), true, List.of("sos.registry", "sos.image")));
    }

    /** Registry and repository. */
    public String name() {
        return wire.registry() + "/" + repository;
    }

    /** Host, with the port unless it is the scheme's own. */
    public String registry() {
        return wire.registry();
    }

    String repository() {
        return repository;
    }

    RegistryFailure failures() {
        return failures;
    }

    HttpTransport http() {
        return wire.http();
    }

    /** The login in use; empty when the registry asked for none, or none was found. */
    public Optional<Login> login() {
        return wire.login();
    }

    /** Whether the repository has a blob. */
    public boolean hasBlob(Digest digest) {
        return has("look for the blob " + digest.abbreviated() + " in " + name(), "blobs/" + digest);
    }

    /** Whether the repository has a manifest of that digest. */
    public boolean hasManifest(Digest digest) {
        return has("look for the manifest " + digest.abbreviated() + " in " + name(), "manifests/" + digest);
    }

    private boolean has(String action, String path) {
        Reply reply = exchange(action, Request.of("HEAD", route(action, path)).with("Accept", MANIFEST_TYPES));
        if (reply.status() == 404) {
            return false;
        }
        if (!reply.succeeded()) {
            throw failures.answered(action, reply);
        }
        return true;
    }

    /** One try of {@link #hasBlob} between two tries of an upload; empty when there was no clear answer. */
    Optional<Boolean> hasBlobNow(Digest digest) throws HttpFailure {
        Reply reply = attempt(Request.of("HEAD", route("upload", "blobs/" + digest)));
        return reply.succeeded() ? Optional.of(true) : reply.status() == 404 ? Optional.of(false) : Optional.empty();
    }

    /** Opens an upload, once; the answer is 202 with the session's address in {@code Location}. */
    Reply startUpload() throws HttpFailure {
        return attempt(Request.of("POST", route("upload", "blobs/uploads/")));
    }

    /**
     * Asks the registry to take a blob from another repository of its own (distribution-spec, "Mounting a blob from
     * another repository"): 201 when it did, 202 with an upload session when it did not; empty when it may not be asked.
     */
    Optional<Reply> mount(Digest digest, String source) throws HttpFailure {
        String path = "blobs/uploads/?mount=" + digest + "&from=" + source;
        try {
            return Optional.of(wire.attempt(Request.of("POST", route("mount", path)), scope.andPull(source)));
        } catch (LoginRefused refused) {
            return Optional.empty();
        }
    }

    /** Gives an upload session up, as far as the registry lets us; its answer does not matter. */
    void cancelUpload(URI session) {
        try {
            wire.attempt(Request.of("DELETE", session), scope);
        } catch (HttpFailure | LoginRefused abandoned) {
            // The registry drops sessions by itself after a while.
        }
    }

    /** Sends a blob into an upload session and closes it, once. */
    Reply finishUpload(URI session, Digest digest, RequestBody content) throws HttpFailure {
        String separator = session.getRawQuery() == null ? "?" : "&";
        return attempt(Request.of("PUT", URI.create(session + separator + "digest=" + digest))
                .with("Content-Type", "application/octet-stream")
                .carrying(content)
                .waiting(COMMIT));
    }

    /**
     * The manifest or index under a tag or digest; empty when the registry has none.
     *
     * @throws BuildFailure when its bytes do not have the digest that was asked for or announced
     */
    public Optional<RemoteManifest> manifest(String tagOrDigest) {
        String action = "read " + name() + (tagOrDigest.startsWith("sha256:") ? "@" : ":") + tagOrDigest;
        Request request = Request.get(route(action, "manifests/" + tagOrDigest)).with("Accept", MANIFEST_TYPES);
        for (boolean again = true; ; again = false) {
            Reply reply = exchange(action, request);
            if (reply.status() == 404) {
                return Optional.empty();
            }
            if (!reply.succeeded()) {
                throw failures.answered(action, reply);
            }
            RemoteManifest manifest = new RemoteManifest(mediaType(action, reply), reply.body());
            String wanted = tagOrDigest.startsWith("sha256:")
                    ? tagOrDigest
                    : reply.header("Docker-Content-Digest")
                            .orElse(manifest.digest().toString());
            if (wanted.equals(manifest.digest().toString())) {
                return Optional.of(manifest);
            }
            if (!again) {
                throw otherBytes(action, wanted, manifest.digest());
            }
        }
    }

    private String mediaType(String action, Reply reply) {
        try {
            String inside = Json.parse(reply.body()).path("mediaType").asText("");
            String header =
                    reply.header("Content-Type").orElse("").split(";")[0].trim();
            return inside.isEmpty() ? header : inside;
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot " + action)
                    .because("the registry answered with something that is not a manifest")
                    .causedBy(e)
                    .remedy("check that " + registry() + " is a registry");
        }
    }

    BuildFailure otherBytes(String action, String wanted, Digest received) {
        return BuildFailure.ofWorld("cannot " + action)
                .because("the registry answered with other bytes: wanted " + wanted + ", received " + received)
                .remedy("do not use this copy; ask whoever runs " + registry() + " or the proxy before it");
    }

    /** Stores a manifest under its digest or a tag; the registry is believed only as far as it was read back. */
    void putManifest(String tagOrDigest, String mediaType, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        String action = "push " + name() + (tagOrDigest.startsWith("sha256:") ? "@" : ":") + tagOrDigest;
        Reply reply = exchange(
                action,
                Request.of("PUT", route(action, "manifests/" + tagOrDigest))
                        .with("Content-Type", mediaType)
                        .carrying(RequestBody.of(bytes))
                        .waiting(COMMIT));
        if (!reply.succeeded()) {
            throw failures.answered(action, reply);
        }
        boolean confirmed = reply.header("Docker-Content-Digest")
                .filter(digest.toString()::equals)
                .isPresent();
        if (!confirmed && manifest(digest.toString()).isEmpty()) {
            throw BuildFailure.ofWorld("cannot " + action)
                    .because("the registry took the manifest but does not have it under " + digest.abbreviated())
                    .remedy("ask whoever runs " + registry());
        }
    }

    /** A small blob, such as an image configuration, verified; at most 8 MiB. */
    public byte[] blob(Descriptor descriptor) {
        String action = "read the blob " + descriptor.digest().abbreviated() + " of " + name();
        Request request = Request.get(route(action, "blobs/" + descriptor.digest()));
        for (boolean again = true; ; again = false) {
            Reply reply = exchange(action, request);
            if (!reply.succeeded()) {
                throw failures.answered(action, reply);
            }
            Digest received = Digest.of(reply.body());
            if (received.equals(descriptor.digest())) {
                return reply.body();
            }
            if (!again) {
                throw otherBytes(action, descriptor.digest().toString(), received);
            }
        }
    }

    /**
     * A blob of any size; goes on where a broken connection ended. {@code target} appears only when it is complete and has
     * the digest.
     *
     * @param received told the bytes that are there, after every piece, by any thread; may start again
     * @throws IOException when the file cannot be written
     */
    public void download(Descriptor descriptor, Path target, LongConsumer received) throws IOException {
        String action = "read the blob " + descriptor.digest().abbreviated() + " of " + name();
        Request request = Request.get(route(action, "blobs/" + descriptor.digest()));
        Download download = new Download(http().retries(), this::read, received);
        try {
            Reply reply = download.to(
                    target,
                    request,
                    Expected.of(descriptor.size(), descriptor.digest().hex()));
            if (!reply.succeeded()) {
                throw failures.answered(action, reply);
            }
        } catch (HttpFailure failure) {
            throw failures.unreachable(action, failure);
        }
    }

    private Reply read(Request request, ReplyTarget target) throws HttpFailure {
        try {
            return wire.read(request, scope, target);
        } catch (LoginRefused refusal) {
            throw failures.refused(refusal);
        }
    }

    private URI route(String action, String path) {
        try {
            return wire.base().resolve("v2/" + repository + "/" + path);
        } catch (HttpFailure failure) {
            throw failures.unreachable(action, failure);
        } catch (LoginRefused refusal) {
            throw failures.refused(refusal);
        }
    }

    private Reply exchange(String action, Request request) {
        try {
            return wire.exchange(request, scope);
        } catch (HttpFailure failure) {
            throw failures.unreachable(action, failure);
        } catch (LoginRefused refusal) {
            throw failures.refused(refusal);
        }
    }

    private Reply attempt(Request request) throws HttpFailure {
        try {
            return wire.attempt(request, scope);
        } catch (LoginRefused refusal) {
            throw failures.refused(refusal);
        }
    }
}
