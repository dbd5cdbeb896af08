package io.github.sosapp.registry;

import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.registry.auth.ServerLogin;
import io.github.sosapp.secret.Secret;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The parts of a push to a fake registry, put together with pauses that are recorded instead of waited for. */
final class PushBench {

    static final String CANARY = "canary-passw0rd-never-shown";

    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    final List<TransferProgress> progress = new CopyOnWriteArrayList<>();
    final FakeRegistry registry;
    private List<ServerLogin> servers = List.of();
    private String repository = "sos/service";
    private Duration idle = Duration.ofSeconds(20);

    PushBench(FakeRegistry registry) {
        this.registry = registry;
    }

    PushBench withLogin(String user, String password) {
        servers = List.of(new ServerLogin(registry.host(), user, new Secret(password)));
        return this;
    }

    PushBench withIdleTimeout(Duration timeout) {
        idle = timeout;
        return this;
    }

    PushBench withRepository(String name) {
        repository = name;
        return this;
    }

    ImageReference image() {
        return ImageReference.parse(registry.host() + "/" + repository);
    }

    HttpTransport http() {
        return new HttpTransport(
                Patience.of(HttpSettings.of("sos-test"), idle).withInsecureHosts(Set.of(registry.host())),
                new RetryPolicy(() -> 0.5, pauses::add));
    }

    CredentialChain logins() {
        return CredentialChain.of(
                new LoginPlaces(Map.of(), Path.of("/nonexistent"), Optional.of(registry.host()), servers));
    }

    RegistryClient client() {
        return RegistryClient.forPush(http(), logins(), image());
    }

    PushReceipt push(ImageLayout layout, String... tags) {
        return push(layout, KnownBlobs.none(), tags);
    }

    PushReceipt push(ImageLayout layout, KnownBlobs known, String... tags) {
        return new ImagePush(client(), known, progress::add).push(layout, List.of(tags));
    }
}
