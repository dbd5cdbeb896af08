package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.SelfSignedServer;
import io.github.sosapp.testing.ServiceProject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody reads whose image cannot be pushed: one clear failure; the image on disk and the old tag stay as they are. */
class PushFailuresIT {

    private static final int UPLOADS_AT_ONCE = 4;

    private static final String REPOSITORY = "team/emergency-service";
    private static final String TAG = "1.4.0-SNAPSHOT";

    @TempDir
    private static Path shared;

    private static ServiceProject service;
    private static Path home;
    private static Map<String, String> built;

    private FakeRegistry registry;

    @BeforeAll
    static void buildOnce() throws Exception {
        Required.program("go", "apt-get install golang-go");
        home = shared.resolve("home");
        service = ServiceProject.create(shared.resolve("service"));
        MavenBuild.of(service.directory(), home).succeeds("package");
        built = service.results();
    }

    @BeforeEach
    void openRegistry() {
        registry = FakeRegistry.open();
    }

    @AfterEach
    void nothingOnDiskChangedAndNoTagWasSet() throws Exception {
        assertThat(service.results()).isEqualTo(built);
        assertThat(registry.tag(REPOSITORY, TAG)).isNull();
        registry.close();
    }

    @Test
    void withoutARegistryItIsSaidHowToSetOne() throws Exception {
        MavenBuild.of(service.directory(), home).run("sos:push").failedWith("""
                emergency-service: there is no registry to push emergency-service to
                  why     neither sos.registry nor sos.image names one
                  do      set sos.registry, for example <sos.registry>ghcr.io/your-team</sos.registry> in the properties of the parent POM
                """);
    }

    @Test
    void aModuleWithoutAnImageIsToldToBuildOne() throws Exception {
        ServiceProject unbuilt = ServiceProject.create(shared.resolve("unbuilt"));

        MavenBuild.of(unbuilt.directory(), home)
                .run("sos:push", "-Dsos.registry=" + registry.host() + "/team")
                .failedWith("""
                        emergency-service: there is no built image in this module
                          why     there is no readable production.json in {directory}/target/sos
                          do      run mvn package first
                        """.replace("{directory}", unbuilt.directory().toString()));
    }

    @Test
    void aRegistryThatKnowsNoLoginSaysWhichPlacesWereAsked() throws Exception {
        registry.withTokens("octo", "secret", false);

        push().failedWith(withHost("""
                emergency-service: cannot log in to {host}
                  why     the token service 127.0.0.1 answered 401, and no login for it was found: wrong user name or password
                  do      run docker login {host}, or add a server with the id {host} to settings.xml, or set SOS_REGISTRY_USERNAME and SOS_REGISTRY_PASSWORD
                  asked   SOS_REGISTRY_USERNAME (unset), settings.xml "{host}" (no entry), settings.xml "127.0.0.1" (no entry), docker login (no file {home}/.docker/config.json), containers/auth.json (no file {home}/.config/containers/auth.json)
                """));
    }

    @Test
    void aWrongPasswordIsNotAnImageThatIsNotFound() throws Exception {
        registry.withTokens("octo", "secret", false);

        MavenOutcome outcome = build().environment("SOS_REGISTRY_USERNAME", "octo")
                .environment("SOS_REGISTRY_PASSWORD", "another-password")
                .run("sos:push");

        outcome.failedWith(withHost("""
                emergency-service: cannot log in to {host}
                  why     the token service 127.0.0.1 answered 403 to the token of SOS_REGISTRY_USERNAME and SOS_REGISTRY_PASSWORD (user octo): wrong user name or password
                  do      check that this login is right and may use {host}/team/emergency-service, or set another: docker login {host}
                  asked   SOS_REGISTRY_USERNAME (used), settings.xml (not asked), docker login (not asked), containers/auth.json (not asked)
                """));
        assertThat(outcome.toString()).doesNotContain("another-password").doesNotContain("not found");
    }

    @Test
    void aLoginThatMayOnlyReadIsToldSo() throws Exception {
        registry.withFaults(FaultPlan.none()
                .always("POST", "/uploads/", Fault.error(403, "DENIED", "permission_denied: write_package")));

        push().failedWith(withHost("""
                emergency-service: cannot upload the blob sha256:… to {host}/team/emergency-service
                  why     the registry answered 403 to a request without a login: permission_denied: write_package
                  do      run docker login {host}, or add a server with the id {host} to settings.xml, or set SOS_REGISTRY_USERNAME and SOS_REGISTRY_PASSWORD
                """));
    }

    @Test
    void aHostThatDoesNotExistIsNamed() throws Exception {
        MavenBuild.of(service.directory(), home)
                .run("sos:push", "-Dsos.registry=registry.invalid/team")
                .failedWith("""
                        emergency-service: cannot reach the registry registry.invalid
                          why     there is no host named registry.invalid
                          do      check the name in sos.registry or sos.image, and that this machine can reach it
                        """);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        try (FakeRegistry strange =
                FakeRegistry.open(SelfSignedServer.at("127.0.0.1", shared).server())) {
            MavenBuild.of(service.directory(), home)
                    .run("sos:push", "-Dsos.registry=" + strange.host() + "/team")
                    .failedWith("""
                            emergency-service: cannot reach the registry {host}
                              why     the certificate of {host} is not trusted: no known authority issued it
                              do      set sos.caCertificates to a PEM file with the authority that issued the certificate
                            """.replace("{host}", strange.host()));
            assertThat(strange.seen()).isEmpty();
        }
    }

    @Test
    void aRegistryThatStaysDownIsNotAskedForEver() throws Exception {
        registry.withFaults(FaultPlan.none().always("HEAD", "/blobs/", Fault.status(503, "Retry-After: 0")));

        push().failedWith(withHost("""
                emergency-service: cannot look for the blob sha256:… in {host}/team/emergency-service
                  why     the registry answered 503: it is not available at the moment; trying again did not help
                  do      try again later; if it stays, ask whoever runs {host}
                """));
    }

    @Test
    void aManifestThatTheRegistryRefusesIsNotTriedAgain() throws Exception {
        registry.withFaults(FaultPlan.none()
                .always("PUT", "/manifests/", Fault.error(400, "MANIFEST_INVALID", "manifest invalid")));

        push().failedWith(withHost("""
                emergency-service: cannot push {host}/team/emergency-service@sha256:…
                  why     the registry answered 400: manifest invalid
                  do      use a registry that speaks OCI image-spec 1.0 or newer
                """));
        assertThat(registry.count("PUT", "/manifests/")).isEqualTo(1);
    }

    @Test
    void aPushThatIsToldToEndGivesItsUploadsUp() throws Exception {
        Required.program("setsid", "apt-get install util-linux");
        registry.withFaults(FaultPlan.none().always("PUT", "/blobs/", Fault.stall()));
        Process push = build().startedBy("setsid").start("sos:push");
        // Until every upload that goes on at once hangs: a session that is being opened cannot be given up yet.
        while (push.isAlive() && registry.count("PUT", "/blobs/") < UPLOADS_AT_ONCE) {
            TimeUnit.MILLISECONDS.sleep(10);
        }

        // As Ctrl-C and as the end of a CI job: the whole group hears of it.
        Programs.run(home, Map.of(), "kill", "-s", "TERM", "--", "-" + push.pid());
        assertThat(push.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(registry.count("PUT", "/blobs/")).isPositive();
        assertThat(registry.count("DELETE", "/uploads/")).isPositive();
        assertThat(registry.content().openSessions()).isZero();
    }

    private MavenBuild build() {
        return MavenBuild.of(service.directory(), home)
                .with("-Dsos.registry=" + registry.host() + "/team", "-Dsos.insecureRegistries=" + registry.host());
    }

    private MavenOutcome push() throws Exception {
        return build().run("sos:push");
    }

    private String withHost(String text) {
        return text.replace("{host}", registry.host()).replace("{home}", home.toString());
    }
}
