package io.github.sosapp.engine.daemonless;

import static io.github.sosapp.engine.daemonless.GoCompilation.digests;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs with the real upx. */
class UpxIT {

    private static final String[] ON = {"upx", "on"};

    @TempDir
    private Path directory;

    private final GoCompilation go = new GoCompilation();

    @BeforeEach
    void upx() {
        Required.program("upx", "apt-get install upx-ucl (on Debian 12 from its backports)");
    }

    @Test
    void packsForBothPlatformsAndUpxGivesTheProgramBackAsItWas() throws Exception {
        ServicePlan plan = go.build(GoServiceFixture.in(directory.resolve("service")), ON);

        for (Platform platform : List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64)) {
            Path packed = output(plan, "upx", platform);
            Path unpacked = directory.resolve("unpacked-" + platform.fileName());
            go.run(directory, "upx", "-q", "-d", "-o", unpacked.toString(), packed.toString());

            assertThat(unpacked).hasSameBinaryContentAs(output(plan, "go-build", platform));
            assertThat(packed.toFile().length()).isLessThan(unpacked.toFile().length() / 2);
            assertThat(GoBuildInfo.releaseOf(unpacked)).contains("go1.21.13");
        }
    }

    @Test
    void thePackedProgramAnswersAndItsCostWasMeasured() throws Exception {
        ServicePlan plan = go.build(GoServiceFixture.in(directory), "upx", "on", "platforms", "native");

        Path packed = output(plan, "upx", Platform.ofThisMachine());
        PackedProgram notes = PreparationRunner.packed(plan.preparations()).get(0);

        assertThat(go.run(directory, packed.toString(), "--version"))
                .isEqualTo("emergency 1.4.0 2026-11-20T10:15:30Z " + GoServiceFixture.COMMIT);
        assertThat(notes.kept()).isTrue();
        assertThat(notes.sizes().packedLayer()).isLessThan(notes.sizes().plainLayer());
        assertThat(notes.sizes().packed()).isEqualTo(packed.toFile().length());
        assertThat(notes.start()).isPresent();
        assertThat(notes.start().get().packed()).isPositive();
    }

    @Test
    void twoDirectoriesGiveTheSameBytes() throws IOException {
        ServicePlan here = go.build(GoServiceFixture.in(directory.resolve("here")), ON);
        ServicePlan there = go.build(GoServiceFixture.in(directory.resolve("else/where")), ON);

        assertThat(digests(there)).isEqualTo(digests(here)).hasSize(2);
    }

    @Test
    void autoDecidesByTheCompressedLayer() throws IOException {
        GoServiceFixture service = GoServiceFixture.in(directory);
        // Packed with the quickest method, the file gets smaller and the compressed layer larger.
        ServicePlan quick = go.build(service, "upx", "auto", "upx.args", "-1", "platforms", "linux/amd64");
        PackedProgram.Sizes sizes =
                PreparationRunner.packed(quick.preparations()).get(0).sizes();

        assertThat(sizes.packed()).isLessThan(sizes.plain());
        assertThat(output(quick, "upx", Platform.LINUX_AMD64))
                .hasSameBinaryContentAs(output(quick, "go-build", Platform.LINUX_AMD64));

        ServicePlan thorough = go.build(service, "upx", "auto", "platforms", "linux/amd64");

        assertThat(PreparationRunner.packed(thorough.preparations()).get(0).kept())
                .isTrue();
    }

    private static Path output(ServicePlan plan, String id, Platform platform) {
        return plan.preparations().stream()
                .filter(preparation ->
                        preparation.id().equals(id) && preparation.platform().equals(platform))
                .map(Preparation::output)
                .findFirst()
                .orElseThrow();
    }
}
