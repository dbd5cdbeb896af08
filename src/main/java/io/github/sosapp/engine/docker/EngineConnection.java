package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.sosapp.engine.docker.wire.EngineTransport;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** An engine that answered, and the version of its interface that both sides speak. */
final class EngineConnection implements AutoCloseable {

    /** The newest version of the interface that this package was written for. */
    private static final Version NEWEST_KNOWN = new Version(1, 44);

    private static final Version FIRST_WITH_ZSTD = new Version(1, 42);

    /** BuildKit is no experiment since Docker Engine 18.09. */
    private static final Version FIRST_WITH_BUILDKIT = new Version(1, 39);

    /** Docker Engine 23.0: the oldest that can keep images in containerd's store. */
    private static final Version FIRST_WITH_CONTAINERD = new Version(1, 42);

    /** Docker Engine 28.0: before, BuildKit with containerd's store loses the context of this kind of call (moby 47717). */
    private static final Version FIRST_WITH_CONTEXT_IN_CONTAINERD = new Version(1, 48);

    /** Docker Engine 19.03: the oldest whose builders behave as this package expects. */
    private static final Version FIRST_THAT_BUILDS = new Version(1, 40);

    /** What engines that keep images in containerd's store, and know layers by their compressed bytes, say of it. */
    private static final String CONTAINERD_STORE = "io.containerd.snapshotter";

    private static final Duration SHORT_CALL = Duration.ofSeconds(60);
    private static final Duration FIRST_CALL = Duration.ofSeconds(15);

    private final DockerEndpoint endpoint;
    private final DockerHttpClient http;
    private final Version version;
    private final boolean podman;
    private final BuildKitContext context;
    private final String release;
    private final Platform platform;
    private DockerClient client;

    private EngineConnection(DockerEndpoint endpoint, DockerHttpClient http, Greeting greeting) {
        this.endpoint = endpoint;
        this.http = http;
        this.version = greeting.version;
        this.podman = greeting.podman;
        this.context = greeting.context;
        this.release = greeting.release;
        this.platform = greeting.platform;
    }

    /**
     * Connects to one engine.
     *
     * @throws IOException when it does not answer as an engine does
     */
    static EngineConnection open(DockerEndpoint endpoint) throws IOException {
        DockerHttpClient http = transport(endpoint);
        try {
            return new EngineConnection(endpoint, http, greet(http));
        } catch (RuntimeException | IOException e) {
            close(http);
            throw e;
        }
    }

    private static DockerHttpClient transport(DockerEndpoint endpoint) throws IOException {
        if (endpoint.host().getScheme().equals("npipe")) {
            return new ZerodepDockerHttpClient.Builder()
                    .dockerHost(endpoint.host())
                    .connectionTimeout(Duration.ofSeconds(10))
                    .build();
        }
        Optional<SSLContext> tls = Optional.empty();
        if (endpoint.certificates().isPresent()) {
            Path directory = endpoint.certificates().get();
            tls = Optional.ofNullable(new LocalDirectorySSLConfig(directory.toString()).getSSLContext());
            if (tls.isEmpty()) {
                throw new IOException("ca.pem, cert.pem and key.pem are not in " + directory);
            }
        }
        return new EngineTransport(endpoint.host(), tls);
    }

    private record Greeting(
            Version version, boolean podman, BuildKitContext context, String release, Platform platform) {}

    private static Greeting greet(DockerHttpClient http) throws IOException {
        return bounded(FIRST_CALL, () -> {
            Version highest;
            boolean podman;
            try (var ping = http.execute(get("/_ping"))) {
                if (ping.getStatusCode() != 200) {
                    throw new IOException("it answered " + ping.getStatusCode() + " to the first call");
                }
                highest = Version.parse(ping.getHeader("Api-Version"));
                podman = ping.getHeader("Libpod-API-Version") != null;
            }
            try (var reply = http.execute(get("/version"))) {
                JsonNode json = Json.parse(reply.getBody().readAllBytes());
                String lowest = json.path("MinAPIVersion").asText("");
                Version agreed = Version.lower(highest, NEWEST_KNOWN);
                return new Greeting(
                        lowest.isEmpty() ? agreed : Version.higher(agreed, Version.parse(lowest)),
                        podman,
                        context(http, highest),
                        json.path("Version").asText("unknown"),
                        new Platform(
                                json.path("Os").asText("linux"),
                                json.path("Arch")
                                        .asText(Platform.ofThisMachine().architecture()),
                                ""));
            }
        });
    }

    private static BuildKitContext context(DockerHttpClient http, Version version) throws IOException {
        if (version.isBelow(FIRST_WITH_CONTAINERD) || !version.isBelow(FIRST_WITH_CONTEXT_IN_CONTAINERD)) {
            return BuildKitContext.SENT;
        }
        try (var reply = http.execute(get("/info"))) {
            JsonNode info = Json.parse(reply.getBody().readAllBytes());
            if (!hasContainerdStore(info)) {
                return BuildKitContext.SENT;
            }
            // A virtual machine has another kernel, and its loopback is not ours.
            return info.path("KernelVersion").asText("").equals(System.getProperty("os.version"))
                    ? BuildKitContext.FETCHED
                    : BuildKitContext.LOST;
        }
    }

    /** What an engine says of itself tells where it keeps images. */
    static boolean hasContainerdStore(JsonNode info) {
        boolean containerd = false;
        for (JsonNode status : info.path("DriverStatus")) {
            containerd |= status.path(1).asText("").startsWith(CONTAINERD_STORE);
        }
        return containerd;
    }

    private static DockerHttpClient.Request get(String path) {
        return DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build();
    }

    /** How BuildKit gets a context over this kind of connection, if at all. */
    private enum BuildKitContext {
        SENT,
        FETCHED,
        LOST
    }

    /** Makes a call that an engine answers at once. */
    <T> T ask(Callable<T> call) throws IOException {
        return bounded(SHORT_CALL, call);
    }

    // docker-java waits forever when its stream thread dies of an Error (its issue 2350): every call has a limit of
    // ours.
    private static <T> T bounded(Duration limit, Callable<T> call) throws IOException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "sos-engine-call");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the build was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException broken) {
                throw broken.getCause();
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    /** What it knows of images. */
    EngineImages images() {
        return new EngineImages(this);
    }

    /** With commands for what has many details. Made when it is asked for: it costs a young JVM as much as a build's calls. */
    synchronized DockerClient client() {
        if (client == null) {
            // An empty configuration directory: docker-java would apply the current context and know its credentials.
            var config = new DefaultDockerClientConfig.Builder()
                    .withDockerHost(endpoint.host().toString())
                    .withDockerConfig("/nonexistent")
                    .withApiVersion(version.toString())
                    .build();
            client = DockerClientImpl.getInstance(config, http);
        }
        return client;
    }

    DockerHttpClient http() {
        return http;
    }

    /** The prefix of every path of the agreed version. */
    String versionPath() {
        return "/v" + version;
    }

    /** Whether it loads layers that are compressed with zstd; Docker Engine does since 23.0. */
    boolean readsZstd() {
        return !version.isBelow(FIRST_WITH_ZSTD);
    }

    /** Whether it carries out Dockerfiles with BuildKit when it is asked over this connection. */
    boolean hasBuildKit() {
        return !podman
                && context != BuildKitContext.LOST
                && !version.isBelow(FIRST_WITH_BUILDKIT)
                && platform.os().equals("linux");
    }

    /** Whether BuildKit loses a context that is sent, and can fetch one from this machine. */
    boolean fetchesContexts() {
        return context == BuildKitContext.FETCHED;
    }

    /** For people: why {@link #hasBuildKit} says no. */
    String withoutBuildKit() {
        return context == BuildKitContext.LOST
                ? release() + " keeps images in containerd's store; BuildKit gets no context there before 28.0"
                : release() + " does not offer it over this connection";
    }

    /** Whether it is new enough to build. */
    boolean builds() {
        return !version.isBelow(FIRST_THAT_BUILDS);
    }

    /** The version of the interface that both sides speak. */
    Version version() {
        return version;
    }

    /** For people: which engine in which release. */
    String release() {
        return (podman ? "Podman " : "Docker Engine ") + release;
    }

    /** The platform whose programs the engine runs without help. */
    Platform platform() {
        return platform;
    }

    boolean isPodman() {
        return podman;
    }

    /** For people: where it is. */
    DockerEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        close(http);
    }

    private static void close(DockerHttpClient http) {
        try {
            if (http != null) {
                http.close();
            }
        } catch (IOException harmless) {
            // Everything that was asked has been answered.
        }
    }

    /** A version of the engine's interface, for example 1.44. */
    record Version(int major, int minor) {

        static Version parse(String text) throws IOException {
            try {
                String[] parts = text.strip().split("\\.", 2);
                return new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            } catch (RuntimeException e) {
                throw new IOException("it does not say which version of the Docker interface it speaks", e);
            }
        }

        static Version lower(Version left, Version right) {
            return left.isBelow(right) ? left : right;
        }

        static Version higher(Version left, Version right) {
            return left.isBelow(right) ? right : left;
        }

        private boolean isBelow(Version other) {
            return major < other.major || (major == other.major && minor < other.minor);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }
}
