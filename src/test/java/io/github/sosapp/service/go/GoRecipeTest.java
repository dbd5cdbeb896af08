package io.github.sosapp.service.go;

import static io.github.sosapp.service.go.GoServiceFixture.settings;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoRecipeTest {

    private static final CarriedData CARRIED = CarriedData.load();

    @TempDir
    private Path directory;

    @Test
    void compilesOncePerPlatformWithNothingLeftToChance() {
        ServicePlan plan = plan();

        assertThat(plan.preparations()).hasSize(2);
        Preparation arm = plan.preparations().get(1);
        Path output = directory.resolve("target/sos/work/linux-arm64/app");
        assertThat(arm.id()).isEqualTo("go-build");
        assertThat(arm.tool()).isEqualTo("go");
        assertThat(arm.toolVersion()).isEqualTo("go1.21.13");
        assertThat(arm.directory()).isEqualTo(directory);
        assertThat(arm.output()).isEqualTo(output);
        assertThat(arm.arguments())
                .containsExactly(
                        "build",
                        "-mod=readonly",
                        "-buildvcs=false",
                        "-trimpath",
                        "-ldflags",
                        "-s -w -buildid= -X main.Version=1.4.0 -X main.BuildDate=2026-11-20T10:15:30Z"
                                + " -X main.GitCommit=9be41c7d0f6a4a1f8f0a52a3cbbd6ab2d31c7f10",
                        "-o",
                        output.toString(),
                        "./cmd");
        assertThat(arm.environment())
                .containsExactly(
                        entry("CGO_ENABLED", "0"),
                        entry("GO111MODULE", "on"),
                        entry("GOARCH", "arm64"),
                        entry("GOARM64", "v8.0"),
                        entry("GOENV", "off"),
                        entry("GOEXPERIMENT", ""),
                        entry("GOFIPS140", "off"),
                        entry("GOFLAGS", ""),
                        entry("GOOS", "linux"),
                        entry("GOTOOLCHAIN", "go1.21.13"),
                        entry("GOWORK", "off"));
    }

    @Test
    void sharedLayersComeFirstAndTheProgramLast() {
        assertThat(plan().layers())
                .containsExactly(
                        layer("certificates", file("/etc/ssl/certs/ca-certificates.crt", 0644, carried())),
                        layer(
                                "time zones",
                                file(
                                        "/usr/share/zoneinfo",
                                        0644,
                                        new FileSource.CarriedTree(CARRIED.timeZonesResource()))),
                        layer(
                                "accounts",
                                file(
                                        "/etc/group",
                                        0644,
                                        new FileSource.Text("root:x:0:\ngoapp:x:1001:\nnobody:x:65534:\n")),
                                file("/etc/passwd", 0644, new FileSource.Text("""
                                                root:x:0:0:root:/:/sbin/nologin
                                                goapp:x:1001:1001:goapp:/:/sbin/nologin
                                                nobody:x:65534:65534:nobody:/:/sbin/nologin
                                                """)),
                                file("/tmp", 01777, new FileSource.Directory())),
                        layer("application", file("/app", 0755, new FileSource.Prepared("go-build"))));
    }

    @Test
    void runsTheProgramAsItsOwnUser() {
        ServicePlan plan = plan();

        assertThat(plan.execution().user()).isEqualTo("1001:1001");
        assertThat(plan.execution().entrypoint()).containsExactly("/app");
        assertThat(plan.execution().ports()).containsExactly("8080/tcp");
        assertThat(plan.execution().workingDirectory()).isEqualTo("/");
        assertThat(plan.execution().healthCheck()).isEmpty();
        assertThat(plan.versionProbe()).contains(List.of("--version"));
        assertThat(plan.base().base()).isEqualTo("scratch");
        assertThat(plan.baseAdditions())
                .containsExactly(
                        "certificates " + CARRIED.certificatesDate().toString().substring(0, 7),
                        "time zones " + CARRIED.timeZones());
        assertThat(plan.description())
                .isEqualTo("module example.com/sos/emergency, no direct dependencies, go 1.21.13");
        assertThat(plan.inputs()).containsExactly(directory);
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void tagsVendorDirectoryAndWorkspaceReachTheCompiler() {
        GoServiceFixture.in(directory)
                .write("go.work", "go 1.21\n\nuse .\n")
                .write("vendor/modules.txt", "## workspace\n");

        Preparation preparation = plan("go.tags", "netgo, prod", "platforms", "linux/arm/v6")
                .preparations()
                .get(0);

        assertThat(preparation.arguments()).startsWith("build", "-mod=vendor").containsSequence("-tags", "netgo,prod");
        assertThat(preparation.environment())
                .containsEntry("GOWORK", directory.resolve("go.work").toString())
                .containsEntry("GOARM", "6");
    }

    @Test
    void accountsFollowTheUser() {
        FileSource passwd =
                plan("user", "2000:3000").layers().get(2).files().get(1).source();
        FileSource superuser = plan("user", "0").layers().get(2).files().get(1).source();

        assertThat(((FileSource.Text) passwd).content()).contains("\ngoapp:x:2000:3000:goapp:/:/sbin/nologin\n");
        assertThat(((FileSource.Text) superuser).content()).doesNotContain("goapp");
    }

    @Test
    void certificatesMayBeLeftOut() {
        ServicePlan plan = plan("certificates", "none");

        assertThat(plan.layers()).extracting(LayerPlan::name).containsExactly("time zones", "accounts", "application");
        assertThat(plan.baseAdditions()).containsExactly("time zones " + CARRIED.timeZones());
    }

    @Test
    void certificatesMayComeFromTheProject() throws Exception {
        String bundle = new String(
                getClass()
                        .getResourceAsStream(CarriedData.CERTIFICATES_RESOURCE)
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        GoServiceFixture.in(directory).write("trust/own.pem", bundle);

        ServicePlan plan = plan("certificates", "trust/own.pem");

        Path file = directory.resolve("trust/own.pem");
        assertThat(plan.layers().get(0).files().get(0).source()).isEqualTo(new FileSource.OnDisk(file));
        assertThat(plan.inputs()).containsExactly(directory, file);
        assertThat(plan.baseAdditions()).first().isEqualTo("certificates of trust/own.pem");
    }

    @Test
    void certificatesThatCannotBeUsedAreRefused() {
        GoServiceFixture.in(directory)
                .write("empty.pem", "nothing\n")
                .write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .write("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertRefusedCertificates("gone.pem", "is not a file", "");
        assertRefusedCertificates("empty.pem", "holds something that is not a certificate", "");
        assertRefusedCertificates("broken.pem", "holds something that is not a certificate", "");
        assertRefusedCertificates("debian", "is not a file", " (debian is not there yet)");
        assertThatThrownBy(() -> plan("certificates", "key.pem")).hasMessage("""
                        sos.certificates = key.pem holds a private key
                          why     everybody who can pull the image could read it
                          from    -Dsos.certificates on the command line
                          do      keep only the certificates in the file""");
    }

    @Test
    void bundledCertificatesOlderThanAYearAreWarnedOf() {
        GoServiceFixture.in(directory);
        Instant late = Instant.parse(CARRIED.certificatesDate().plusMonths(13) + "T00:00:00Z");
        ServiceModule module = new ServiceModule(
                "s",
                "1",
                directory,
                directory,
                directory.resolve("target"),
                () -> new ServiceModule.Origin(Optional.empty(), late));

        ServicePlan plan = new GoRecipe().plan(module, settings());

        assertThat(plan.warnings())
                .containsExactly("the bundled certificates are of " + CARRIED.certificatesDate()
                        + ", over 12 months old: update sos-maven-plugin, or set sos.certificates to a PEM file");
        assertThat(plan.preparations().get(0).arguments().toString()).contains("-X main.GitCommit=unknown");
    }

    @Test
    void productionDebianHasAShellAndChecksItsHealthWithCurl() {
        ServicePlan plan = plan("target", "production-debian", "port", "9000", "health.path", "/ready");

        assertThat(plan.base().base()).isEqualTo("packages:trixie");
        assertThat(plan.base().packages().set()).isEqualTo("shell");
        assertThat(plan.layers()).extracting(LayerPlan::name).containsExactly("accounts", "application");
        assertThat(plan.baseAdditions()).isEmpty();
        assertThat(plan.execution().user()).isEqualTo("1001:1001");
        assertThat(plan.execution().healthCheck())
                .contains(new HealthCheck(
                        List.of("/usr/bin/curl", "-f", "-s", "-S", "-o", "/dev/null", "http://127.0.0.1:9000/ready"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(40),
                        3));
    }

    @Test
    void productionAlpineStandsOnARegistrysImageAndSaysWhatNeedsNone() {
        ServicePlan plan = plan("target", "production-alpine");

        assertThat(plan.base().base()).isEqualTo("alpine:3.22");
        assertThat(plan.base().origin())
                .isEqualTo("default for Go's target production-alpine; without a registry use"
                        + " sos.target=production-debian");
        assertThat(plan.layers())
                .extracting(LayerPlan::name)
                .containsExactly("certificates", "time zones", "accounts", "application");
        assertThat(plan.execution().healthCheck().orElseThrow().command())
                .containsExactly("wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health");
        assertThat(plan("target", "production-alpine", "base", "registry.example.com/team/alpine:3")
                        .base()
                        .base())
                .isEqualTo("registry.example.com/team/alpine:3");
    }

    @Test
    void aTargetWithAShellCannotStandOnNothing() {
        assertThatThrownBy(() -> plan("target", "production-debian", "base", "scratch"))
                .hasMessage("""
                        sos.base = scratch has no shell
                          why     the target production-debian is for images with one
                          from    -Dsos.base on the command line
                          do      set sos.target to production, or remove sos.base""");
    }

    @Test
    void aProfileOfTheMainPackageIsAnInputAndTheCompilerIsNotToldToIgnoreIt() {
        GoServiceFixture.in(directory).write("cmd/default.pgo", "profile");

        ServicePlan plan = plan();

        assertThat(plan.inputs()).contains(directory);
        assertThat(String.join(" ", plan.preparations().get(0).arguments())).doesNotContain("-pgo");
        assertThat(plan.preparations().get(0).environment()).containsEntry("GOFLAGS", "");
    }

    @Test
    void packingIsASecondPreparationWhoseOutputIsTheProgram() {
        ServicePlan plan = plan("upx", "on", "platforms", "linux/amd64");

        Path plain = directory.resolve("target/sos/work/linux-amd64/app");
        Preparation packing = plan.preparations().get(1);
        assertThat(packing.id()).isEqualTo("upx");
        assertThat(packing.toolVersion()).isEqualTo("4.2.2");
        assertThat(packing.arguments()).containsExactly("--best", "--lzma", "-o", plain + "-upx", plain.toString());
        assertThat(packing.environment()).containsExactly(entry("SOS_COMPRESSION", "gzip"));
        assertThat(packing.output()).isEqualTo(directory.resolve("target/sos/work/linux-amd64/app-upx"));
        assertThat(plan.layers().get(3).files().get(0).source()).isEqualTo(new FileSource.Prepared("upx"));
        assertThat(plan.warnings()).isEmpty();
        assertThat(plan("upx", "auto").preparations().get(1).environment())
                .containsEntry("SOS_LEAST_SAVING_PERCENT", "15");
    }

    @Test
    void packingForArm64IsWarnedOf() {
        assertThat(plan("upx", "on").warnings())
                .containsExactly("packed by upx, programs for arm64 were seen to die with over 500 environment"
                        + " variables: set enableServiceLinks: false in Kubernetes");
    }

    @Test
    void argumentsThatDoNotSayHowWellToPackAreRefused() {
        assertThatThrownBy(() -> plan("upx", "on", "upx.args", "--best -d")).hasMessage("""
                        sos.upx.args = --best -d has -d, which does not say how well to pack
                          from    -Dsos.upx.args on the command line
                          do      use --best --lzma, --best or a level from -1 to -9""");
        assertThatThrownBy(() -> plan("upx", "on", "upx.version", "latest")).hasMessage("""
                        sos.upx.version = latest is not a release of upx
                          from    -Dsos.upx.version on the command line
                          do      name one exactly, for example 4.2.2""");
    }

    @Test
    void aPlatformThatGoCannotBuildForIsRefused() {
        GoServiceFixture.in(directory);

        assertThatThrownBy(() -> plan("platforms", "linux/arm64,linux/amd46")).hasMessage("""
                        sos.platforms = linux/amd46 is not a platform that Go can build for
                          from    -Dsos.platforms on the command line
                          do      did you mean linux/amd64?   (one of: linux/386, linux/amd64, linux/arm, linux/arm64, \
                        linux/loong64, linux/mips64, linux/mips64le, linux/ppc64le, linux/riscv64, linux/s390x)""");
    }

    private void assertRefusedCertificates(String file, String complaint, String note) {
        assertThatThrownBy(() -> plan("certificates", file)).hasMessage("""
                        sos.certificates = %s %s
                          from    -Dsos.certificates on the command line
                          do      use bundled, none, or a PEM file with certificates, relative to the module%s""".formatted(file, complaint, note));
    }

    private ServicePlan plan(String... namesAndValues) {
        GoServiceFixture service = GoServiceFixture.in(directory);
        return new GoRecipe().plan(service.module(), settings(namesAndValues));
    }

    private static LayerPlan layer(String name, PlannedFile... files) {
        return new LayerPlan(name, List.of(files));
    }

    private static PlannedFile file(String path, int mode, FileSource source) {
        return new PlannedFile(path, mode, Owner.ROOT, source);
    }

    private static FileSource carried() {
        return new FileSource.Carried(CarriedData.CERTIFICATES_RESOURCE);
    }
}
