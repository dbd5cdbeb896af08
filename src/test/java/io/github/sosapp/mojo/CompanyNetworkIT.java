package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.FakeDebianArchive;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.JavaProject;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.NamingProxy;
import io.github.sosapp.testing.SelfSignedServer;
import io.github.sosapp.testing.ServiceProject;
import io.github.sosapp.testing.TinyDebian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mirror and a registry whose names only a proxy can resolve, so that nothing gets past it, with certificates that only
 * the company's own authorities vouch for.
 */
class CompanyNetworkIT {

    private static final String MIRROR = "debian.company.test";
    private static final String REGISTRY = "registry.company.test";
    private static final String BASE = REGISTRY + "/team/auth-service:1.4.0";

    @TempDir
    private Path temporary;

    private SelfSignedServer mirrorServer;
    private SelfSignedServer registryServer;
    private TinyDebian debian;
    private FakeRegistry registry;
    private NamingProxy proxy;
    private Path authorities;

    @BeforeEach
    void openNetwork() throws Exception {
        mirrorServer = SelfSignedServer.named(temporary.resolve("mirror"), MIRROR);
        registryServer = SelfSignedServer.named(temporary.resolve("registry"), REGISTRY);
        debian = TinyDebian.open(
                FakeDebianArchive.open(mirrorServer.server()), temporary.resolve("archive"), Instant.now());
        registry = FakeRegistry.open(registryServer.server());
        proxy = NamingProxy.knowing(Map.of(
                MIRROR + ":443",
                mirrorServer.server().getAddress().getPort(),
                REGISTRY + ":443",
                registryServer.server().getAddress().getPort()));
        authorities = Files.writeString(
                temporary.resolve("authorities.pem"),
                Files.readString(mirrorServer.certificate()) + Files.readString(registryServer.certificate()));
    }

    @AfterEach
    void closeNetwork() throws IOException {
        proxy.close();
        registry.close();
        debian.close();
    }

    @Test
    void packagesAndImagesComeThroughTheProxyFromServersThatTheCompanysAuthoritiesVouchFor() throws Exception {
        ServiceProject first = onPackages("first");
        String trusting = "-Dsos.caCertificates=" + authorities;

        maven(first, "direct", "").run("package", trusting).failedWith("""
                        auth-service: cannot fetch the list of bookworm
                          why     there is no host named debian.company.test
                          from    pom.xml
                          do      check the name in sos.debian.mirror, and that this machine can reach it
                          asked   https://debian.company.test/debian/dists/bookworm/InRelease
                        """);
        assertThat(proxy.requests()).isEmpty();
        maven(first, "strange", proxy.inSettings()).run("package").failedWith("""
                        auth-service: cannot fetch the list of bookworm
                          why     the certificate of debian.company.test:443 is not trusted: no known authority issued it
                          from    pom.xml
                          do      set sos.caCertificates to a PEM file with the authority that issued the certificate
                          asked   https://debian.company.test/debian/dists/bookworm/InRelease
                        """);
        assertThat(first.results()).isEmpty();
        assertThat(debian.server().requests()).isEmpty();
        maven(first, "home", proxy.inSettings()).succeeds("package", "sos:push", trusting);

        assertThat(debian.server().requests())
                .contains("GET /" + TinyDebian.inRelease(), "GET /" + TinyDebian.pool("zlib1g", "1.2"));
        assertThat(registry.tag("team/auth-service", "1.4.0")).hasToString(first.digest());
        assertThat(registry.violations()).isEmpty();
        assertThat(Set.copyOf(proxy.requests()))
                .containsExactlyInAnyOrder("CONNECT " + MIRROR + ":443", "CONNECT " + REGISTRY + ":443");

        ServiceProject second =
                JavaProject.create(temporary.resolve("second")).configuration("<base>" + BASE + "</base>");
        maven(second, "strange", proxy.inSettings()).run("package").failedWith("""
                        auth-service: cannot reach the registry registry.company.test
                          why     the certificate of registry.company.test:443 is not trusted: no known authority issued it
                          from    pom.xml
                          do      set sos.caCertificates to a PEM file with the authority that issued the certificate
                        """);
        registry.forgetSeen();
        maven(second, "home", proxy.inSettings()).succeeds("package", trusting);

        assertThat(registry.count("GET", "/manifests/")).isPositive();
        assertThat(layers(second)).containsAll(layers(first));
    }

    private ServiceProject onPackages(String name) throws IOException {
        return JavaProject.create(temporary.resolve(name))
                .configuration("""
                <registry>%s/team</registry>
                <debian>
                  <mirror>https://%s/debian</mirror>
                  <keyring>%s</keyring>
                </debian>
                """.formatted(REGISTRY, MIRROR, debian.keyring()));
    }

    private MavenBuild maven(ServiceProject project, String home, String settings) throws IOException {
        Path directory = Files.createDirectories(temporary.resolve(home));
        Files.writeString(directory.resolve("settings.xml"), MavenBuild.settings(settings));
        return MavenBuild.of(project.directory(), directory);
    }

    private static List<String> layers(ServiceProject project) throws IOException {
        JsonNode report = Json.parse(Files.readAllBytes(project.directory().resolve("target/sos/report.json")));
        List<String> digests = new ArrayList<>();
        for (JsonNode layer : report.path("platforms").path(0).path("layers")) {
            digests.add(layer.path("digest").asText());
        }
        assertThat(digests).isNotEmpty();
        return digests;
    }
}
