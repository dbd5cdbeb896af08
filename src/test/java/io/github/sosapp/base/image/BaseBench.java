package io.github.sosapp.base.image;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.registry.auth.ServerLogin;
import io.github.sosapp.secret.Secret;
import io.github.sosapp.testing.FakeRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The parts that find bases, around a fake registry and a user's cache in a directory of the test. */
final class BaseBench {

    static final String REPOSITORY = "sos/java";
    static final String ORIGIN = "sos.base in pom.xml";

    final FakeRegistry registry;
    final BlobStore store;
    final KeptDocuments kept;
    private final Path cache;
    private ConcurrentMap<String, String> session = new ConcurrentHashMap<>();
    private Optional<ServerLogin> login = Optional.empty();
    private Optional<BaseLock> lock = Optional.empty();
    private String project = "project";
    private boolean offline;

    BaseBench(FakeRegistry registry, Path cache) {
        this.registry = registry;
        this.cache = cache;
        this.store = new BlobStore(cache, Clock.systemUTC());
        this.kept = new KeptDocuments(store);
    }

    /** For registries that are asked by name. */
    BaseBench(Path cache) {
        this(null, cache);
    }

    BaseBench withLogin(String user, String password) {
        login = Optional.of(new ServerLogin(registry.host(), user, new Secret(password)));
        return this;
    }

    BaseBench withLock(BaseLock locked) {
        lock = Optional.of(locked);
        return this;
    }

    /** Another run of Maven. */
    BaseBench again() {
        session = new ConcurrentHashMap<>();
        registry.forgetSeen();
        return this;
    }

    BaseBench offline() {
        offline = true;
        return this;
    }

    BaseBench inProject(String name) {
        project = name;
        return this;
    }

    String image() {
        return registry.host() + "/" + REPOSITORY;
    }

    RegistryClient client(ImageReference reference) {
        HttpTransport http = new HttpTransport(
                HttpSettings.of("sos-test").withInsecureHosts(Set.of(reference.registry())),
                new RetryPolicy(() -> 0.5, pause -> {}));
        CredentialChain logins = CredentialChain.of(new LoginPlaces(
                Map.of(),
                Path.of("/nonexistent"),
                Optional.empty(),
                login.stream().toList()));
        return RegistryClient.forPull(http, logins, reference, "sos.base");
    }

    RegistryBases bases() {
        BaseDigests digests =
                new BaseDigests(lock, session, cache.resolve("projects/" + project + "/bases.json"), offline);
        return new RegistryBases(this::client, kept, digests, offline);
    }

    /** The base for both usual platforms. */
    BaseImage find(String base) {
        return find(base, Platform.LINUX_AMD64, Platform.LINUX_ARM64);
    }

    BaseImage find(String base, Platform... platforms) {
        return bases().find(BaseRequest.of(base, ORIGIN), List.of(platforms));
    }
}
