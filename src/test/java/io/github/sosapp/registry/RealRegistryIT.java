package io.github.sosapp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.registry.TransferProgress.State;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.testing.CuttingProxy;
import io.github.sosapp.testing.Layouts;
import io.github.sosapp.testing.RealRegistry;
import io.github.sosapp.testing.Required;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes to registry programs that others wrote, judged by crane. */
class RealRegistryIT {

    private static final String PASSWORD = "canary-passw0rd-never-shown";
    // htpasswd -Bbn octo with the password above
    private static final String HTPASSWD = "octo:$2y$05$d4PIW8ai89s4czy6OPuEO.E4ofGwMkb1fYZGWFOE0Ur8FjlSsql/S";

    enum Server {
        DOCKER_REGISTRY("docker-registry", "apt-get install docker-registry"),
        DISTRIBUTION_3(
                "registry3",
                "go install github.com/distribution/distribution/v3/cmd/registry@v3.1.2, renamed to registry3");

        private final String program;
        private final String installCommand;

        Server(String program, String installCommand) {
            this.program = program;
            this.installCommand = installCommand;
        }

        RealRegistry start(Path directory, String htpasswd) throws Exception {
            return RealRegistry.start(Required.program(program, installCommand), directory, htpasswd);
        }
    }

    @TempDir
    Path temporary;

    private RegistryClient client(String host, Map<String, String> environment) {
        var http =
                new HttpTransport(HttpSettings.of("sos-test").withInsecureHosts(Set.of(host)), RetryPolicy.standard());
        var logins = CredentialChain.of(new LoginPlaces(environment, temporary, Optional.of(host), List.of()));
        return RegistryClient.forPush(http, logins, ImageReference.parse(host + "/sos/service"));
    }

    private PushReceipt push(RegistryClient client, ImageLayout layout, String... tags) {
        return new ImagePush(client, KnownBlobs.none(), event -> {}).push(layout, List.of(tags));
    }

    private static String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.trim();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsPushedIsWhatCraneFinds(Server server) throws Exception {
        String crane = Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@latest")
                .toString();
        try (RealRegistry registry = server.start(temporary.resolve("registry"), "")) {
            ImageLayout layout = Layouts.twoPlatforms(temporary.resolve("layout"), 1, 3, 2_000_000);

            PushReceipt first = push(client(registry.host(), Map.of()), layout, "1.0", "latest");
            PushReceipt second = push(client(registry.host(), Map.of()), layout, "1.0", "latest");

            assertThat(first.count(State.UPLOADED)).isEqualTo(7);
            assertThat(second.changed()).isFalse();
            String name = registry.host() + "/sos/service";
            assertThat(run(crane, "digest", "--insecure", name + ":1.0"))
                    .isEqualTo(layout.root().digest().toString());
            run(crane, "validate", "--insecure", "--remote", name + ":latest");
            for (String platform : new String[] {"linux/amd64", "linux/arm64"}) {
                run(crane, "validate", "--insecure", "--platform", platform, "--remote", name + ":1.0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aBlobOfAnotherRepositoryIsMounted(Server server) throws Exception {
        try (RealRegistry registry = server.start(temporary.resolve("registry"), "")) {
            ImageLayout layout = Layouts.single(temporary.resolve("layout"), 1, 2, 10_000);
            push(client(registry.host(), Map.of()), layout, "1.0");
            var reference = ImageReference.parse(registry.host() + "/sos/other");
            var http = new HttpTransport(
                    HttpSettings.of("sos-test").withInsecureHosts(Set.of(registry.host())), RetryPolicy.standard());
            var logins = CredentialChain.of(new LoginPlaces(Map.of(), temporary, Optional.empty(), List.of()));

            KnownBlobs known = KnownBlobs.none();
            var manifest = layout.manifest(layout.root());
            // One that has moved meanwhile: the registry answers with a session, into which it is sent.
            known.add(registry.host(), "sos/nothing", manifest.config().digest());
            manifest.layers().forEach(layer -> known.add(registry.host(), "sos/service", layer.digest()));

            PushReceipt receipt = new ImagePush(RegistryClient.forPush(http, logins, reference), known, e -> {})
                    .push(layout, List.of("1.0"));

            assertThat(receipt.count(State.MOUNTED)).isEqualTo(2);
            assertThat(receipt.count(State.UPLOADED)).isOne();
            assertThat(receipt.mountedFrom()).containsExactly("sos/service");
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aRegistryWithALoginLetsOnlyTheRightOneIn(Server server) throws Exception {
        try (RealRegistry registry = server.start(temporary.resolve("registry"), HTPASSWD)) {
            ImageLayout layout = Layouts.single(temporary.resolve("layout"), 1, 2, 10_000);
            Map<String, String> right = Map.of("SOS_REGISTRY_USERNAME", "octo", "SOS_REGISTRY_PASSWORD", PASSWORD);
            Map<String, String> wrong =
                    Map.of("SOS_REGISTRY_USERNAME", "octo", "SOS_REGISTRY_PASSWORD", PASSWORD + "!");

            BuildFailure refused =
                    catchThrowableOfType(BuildFailure.class, () -> push(client(registry.host(), wrong), layout, "1.0"));
            BuildFailure anonymous = catchThrowableOfType(
                    BuildFailure.class, () -> push(client(registry.host(), Map.of()), layout, "1.0"));
            PushReceipt receipt = push(client(registry.host(), right), layout, "1.0");

            assertThat(refused.problem()).isEqualTo("cannot log in to " + registry.host());
            assertThat(refused.getMessage()).contains("(user octo)").doesNotContain(PASSWORD);
            assertThat(anonymous.why().orElseThrow()).contains("no login for it was found");
            assertThat(receipt.login()).contains("SOS_REGISTRY_USERNAME and SOS_REGISTRY_PASSWORD");
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aConnectionCutInALargeBlobCostsAtMostThatBlobOnceMore(Server server) throws Exception {
        try (RealRegistry registry = server.start(temporary.resolve("registry"), "");
                CuttingProxy proxy = new CuttingProxy(registry.port(), 8 << 20)) {
            ImageLayout layout = Layouts.single(temporary.resolve("layout"), 1, 1, 32 << 20);

            PushReceipt receipt = push(client(proxy.host(), Map.of()), layout, "1.0");

            assertThat(client(registry.host(), Map.of())
                            .manifest("1.0")
                            .orElseThrow()
                            .digest())
                    .isEqualTo(layout.root().digest());
            assertThat(proxy.sent()).isLessThan(2 * receipt.bytes(State.UPLOADED));
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aDownloadThatIsCutGoesOnWhereItEnded(Server server) throws Exception {
        try (RealRegistry registry = server.start(temporary.resolve("registry"), "");
                CuttingProxy proxy = CuttingProxy.ofAnswers(registry.port(), 24 << 20)) {
            ImageLayout layout = Layouts.single(temporary.resolve("layout"), 1, 1, 32 << 20);
            push(client(registry.host(), Map.of()), layout, "1.0");
            Descriptor blob = layout.manifest(layout.root()).layers().get(0);
            Path fetched = temporary.resolve("fetched");

            client(proxy.host(), Map.of()).download(blob, fetched, received -> {});

            assertThat(fetched).hasSameBinaryContentAs(layout.blob(blob.digest()));
            // What the cut took away on its way comes twice, at most a buffer; all anew would be 56 MiB.
            assertThat(proxy.sent()).isBetween(blob.size(), blob.size() + (8 << 20));
        }
    }
}
