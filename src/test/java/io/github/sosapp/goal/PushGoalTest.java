package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.registry.KnownBlobs;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.registry.auth.ServerLogin;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.secret.Secret;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushGoalTest {

    private static final String REPOSITORY = "sos-app/emergency-service";

    @TempDir
    Path temporary;

    private FakeRegistry registry;
    private ModuleFixture module;
    private Digest digest;
    private final KnownBlobs known = KnownBlobs.none();

    @BeforeEach
    void build() {
        registry = FakeRegistry.open();
        module = new ModuleFixture(temporary).write("notes.txt", "page one\n").build();
        digest = ImageDescription.read(module.project().results("production").description())
                .image()
                .digest();
        module.console.forget();
    }

    @AfterEach
    void close() {
        assertThat(registry.violations()).isEmpty();
        registry.close();
    }

    @Test
    void aPushTellsWhereToWithWhichLoginAndWhatWasSent() {
        registry.withBasicLogin("octo", "canary");

        push();

        assertThat(module.console.masked()).isEqualTo("""
                        [INFO]   %s   login: settings.xml server "%s"
                        [INFO]   2 platforms, 4 blobs: 4 uploaded (# KB)   #.# s
                        [INFO]   tags 1.4.0, latest -> sha256:#…  (same as built)
                        """.formatted(registry.host() + "/" + REPOSITORY, registry.host())
                .replace("# KB", sizeOf(module.console.infos().get(1))));
        assertThat(module.console.infos().get(2)).contains(digest.abbreviated());
        assertThat(registry.tag(REPOSITORY, "1.4.0")).isEqualTo(digest);
        assertThat(registry.tag(REPOSITORY, "latest")).isEqualTo(digest);
    }

    @Test
    void aSecondPushSendsNothing() {
        push();
        module.console.forget();

        push();

        assertThat(module.console.infos().get(1)).startsWith("  2 platforms, 4 blobs: already in the registry   ");
    }

    @Test
    void aPushAfterOneChangeSaysWhatWasThereAlready() {
        push();
        module.write("notes.txt", "page two\n").build().console.forget();

        push();

        assertThat(module.console.infos().get(0)).endsWith("   no login asked for");
        assertThat(module.console.infos().get(1)).contains("3 uploaded (", "1 already there");
    }

    @Test
    void aSecondServiceTellsWhereItsLayersWereMountedFrom(@TempDir Path other) throws Exception {
        push();
        module = new ModuleFixture(other).write("notes.txt", "page one\n");
        module.artifactId = "location-service";
        module.build().console.forget();

        push();

        assertThat(module.console.infos().get(1)).contains("mounted from sos-app/emergency-service   ");
        var receipt = Json.parse(
                Files.readAllBytes(module.project().results("production").pushReceipt()));
        assertThat(receipt.path("blobs").findValuesAsText("mountedFrom"))
                .isNotEmpty()
                .containsOnly("sos-app/emergency-service");
        assertThat(receipt.path("mounted").path("blobs").asInt())
                .isEqualTo(receipt.path("blobs").findValues("mountedFrom").size());
    }

    @Test
    void theReceiptStandsBesideTheImage() throws Exception {
        push("tags", "nightly");

        var receipt = Json.parse(
                Files.readAllBytes(module.project().results("production").pushReceipt()));
        assertThat(receipt.path("digest").asText()).isEqualTo(digest.toString());
        assertThat(receipt.path("tags").get(0).asText()).isEqualTo("nightly");
        assertThat(module.console.infos().get(2)).startsWith("  tag nightly -> ");
    }

    @Test
    void aPushThatIsSwitchedOffSaysWhere() {
        push("push", "false");

        assertThat(module.console.infos())
                .containsExactly("emergency-service not pushed: sos.push = false (-Dsos.push on the command line)");
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void withoutARegistryTheFailureSaysHowToSetIt() {
        assertThatThrownBy(() -> goal().run(module.project(), ModuleFixture.settings()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no registry to push emergency-service to")
                .hasMessageContaining("<sos.registry>");
    }

    @Test
    void anImageThatWasAlteredAfterTheBuildIsNotPushed() throws Exception {
        Path blobs = module.project().results("production").layoutDirectory().resolve("blobs/sha256");
        Path index = blobs.resolve(digest.hex());
        Files.writeString(index, Files.readString(index) + " ");

        assertThatThrownBy(() -> push()).isInstanceOf(BuildFailure.class);
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void aPushThatFailsLeavesNoReceipt() {
        registry.withFaults(FaultPlan.none().always("PUT", "/manifests/", Fault.status(400)));

        assertThatThrownBy(() -> push()).isInstanceOf(BuildFailure.class);
        assertThat(module.project().results("production").pushReceipt()).doesNotExist();
        assertThat(module.console.lines).isEmpty();
    }

    private void push(String... settings) {
        String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "registry";
        all[settings.length + 1] = registry.host() + "/sos-app";
        goal().run(module.project(), ModuleFixture.settings(all));
    }

    private PushGoal goal() {
        HttpTransport http = new HttpTransport(
                HttpSettings.of("sos-test").withInsecureHosts(Set.of(registry.host())),
                new RetryPolicy(() -> 0.5, pause -> {}));
        CredentialChain logins = CredentialChain.of(new LoginPlaces(
                Map.of(),
                Path.of("/nonexistent"),
                Optional.of(registry.host()),
                List.of(new ServerLogin(registry.host(), "octo", new Secret("canary")))));
        return new PushGoal(
                reference -> RegistryClient.forPush(http, logins, reference),
                known,
                (layer, repository) -> {
                    throw new AssertionError("nothing of this image is elsewhere, but " + layer + " was asked for");
                },
                module.console.log());
    }

    private static String sizeOf(String line) {
        return line.replaceAll(".*\\((.*)\\).*", "$1");
    }
}
