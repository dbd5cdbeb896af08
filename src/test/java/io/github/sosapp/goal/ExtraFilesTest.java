package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraFilesTest {

    @TempDir
    Path temporary;

    private ModuleFixture module;

    @BeforeEach
    void writeModule() {
        module = new ModuleFixture(temporary.resolve("module"))
                .write("conf/app.yml", "level: 1")
                .write("target/classes/rules.txt", "1");
    }

    @Test
    void noSettingMeansNoLayer() {
        assertThat(ExtraFiles.layer(ModuleFixture.settings(), module.project())).isEmpty();
    }

    @Test
    void aFileKeepsItsModeAndBelongsToRootUnlessSaidOtherwise() {
        assertThat(layer("files.conf.from", "conf/app.yml", "files.conf.to", "/etc/app/config.yml")
                        .files())
                .containsExactly(new PlannedFile(
                        "/etc/app/config.yml",
                        PlannedFile.MODE_OF_SOURCE,
                        Owner.ROOT,
                        new FileSource.OnDisk(module.directory.resolve("conf/app.yml"))));
    }

    @Test
    void modeAndOwnerAreTakenFromTheSettings() {
        PlannedFile file = layer(
                        "files.conf.from", "conf",
                        "files.conf.to", "/etc/app",
                        "files.conf.mode", "0640",
                        "files.conf.owner", "1001:33")
                .files()
                .get(0);

        assertThat(file.mode()).isEqualTo(0640);
        assertThat(file.owner()).isEqualTo(new Owner(1001, 33));
    }

    @Test
    void anOwnerWithoutGroupIsItsOwnGroup() {
        PlannedFile file = layer("files.c.from", "conf", "files.c.to", "/c", "files.c.owner", "1001")
                .files()
                .get(0);

        assertThat(file.owner()).isEqualTo(new Owner(1001, 1001));
    }

    @Test
    void filesComeInTheOrderOfTheirNamesWhichMayHaveDots() {
        assertThat(layer("files.b.from", "conf", "files.b.to", "/b", "files.a.x.from", "conf", "files.a.x.to", "/a")
                        .files())
                .extracting(PlannedFile::path)
                .containsExactly("/a", "/b");
    }

    @Test
    void aFileThatAnotherPluginMadeInTargetMayBeAdded() {
        assertThat(layer("files.rules.from", "target/classes", "files.rules.to", "/rules")
                        .files())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"etc/app", "/", "", "/etc/../app", "/etc/./app", "/etc/app/", "//etc", "/.."})
    void aPlaceThatIsNoneInTheImageIsRefused(String to) {
        assertThatThrownBy(() -> layer("files.conf.from", "conf", "files.conf.to", to))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.files.conf.to = ")
                .hasMessageContaining("is not an absolute path in the image")
                .hasMessageContaining("-Dsos.files.conf.to on the command line")
                .hasMessageContaining("/etc/app/config.yml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/.hidden", "/..data/x", "/etc/a..b", "/a"})
    void dotsWithinNamesAreAllowed(String to) {
        assertThat(layer("files.conf.from", "conf", "files.conf.to", to)
                        .files()
                        .get(0)
                        .path())
                .isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "../secret.txt, lies outside the module",
        "/etc/passwd, lies outside the module",
        "conf/app.yaml, does not exist in the module",
        "., holds the image itself",
        "target, holds the image itself",
        "target/sos, holds the image itself",
        "target/sos/report.json, holds the image itself"
    })
    void aSourceThatCannotBeIsRefused(String from, String complaint) throws IOException {
        Files.writeString(temporary.resolve("secret.txt"), "secret");

        assertThatThrownBy(() -> layer("files.conf.from", from, "files.conf.to", "/conf"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.files.conf.from = " + from + " " + complaint);
    }

    @Test
    void aLinkOutOfTheModuleIsRefused() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(module.directory.resolve("conf/link.txt"), secret);

        assertThatThrownBy(() -> layer("files.conf.from", "conf/link.txt", "files.conf.to", "/conf"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("is a link that leads outside the module, to " + secret.toRealPath())
                .hasMessageContaining("copy the file into the module");
    }

    @Test
    void aLinkWithinTheModuleStandsForWhatItLeadsTo() throws IOException {
        Files.createSymbolicLink(module.directory.resolve("current"), Path.of("conf"));

        assertThat(layer("files.conf.from", "current", "files.conf.to", "/conf")
                        .files()
                        .get(0)
                        .source())
                .isEqualTo(new FileSource.OnDisk(module.directory.resolve("conf")));
    }

    @Test
    void aModuleThatIsReachedByALinkKeepsThatPath() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), module.directory);
        ModuleFixture linked = new ModuleFixture(link);

        LayerPlan layer = ExtraFiles.layer(
                        ModuleFixture.settings("files.c.from", "conf", "files.c.to", "/c"), linked.project())
                .orElseThrow();

        assertThat(layer.files().get(0).source()).isEqualTo(new FileSource.OnDisk(link.resolve("conf")));
    }

    @ParameterizedTest
    @CsvSource({
        "mode, rwxr-xr-x, is not a file mode, 0640",
        "mode, 0888, is not a file mode, 0640",
        "owner, app, is not a numeric owner, 1001:1001",
        "owner, 1:2:3, is not a numeric owner, 1001:1001"
    })
    void aModeOrOwnerThatIsNoneIsRefused(String fact, String value, String complaint, String example) {
        assertThatThrownBy(
                        () -> layer("files.conf.from", "conf", "files.conf.to", "/conf", "files.conf." + fact, value))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.files.conf." + fact + " = " + value + " " + complaint)
                .hasMessageContaining(example);
    }

    @ParameterizedTest
    @CsvSource({"from, lacks .to", "to, lacks .from", "mode, lacks .from"})
    void halfAFileIsRefused(String fact, String complaint) {
        assertThatThrownBy(() -> layer("files.conf." + fact, "/conf"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.files.conf " + complaint)
                .hasMessageContaining("-Dsos.files.conf." + fact + " on the command line")
                .hasMessageContaining("give both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"files.conf", "files.conf.form", "files.from"})
    void anUnknownFactIsRefused(String name) {
        assertThatThrownBy(() -> layer(name, "conf"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no setting sos." + name)
                .hasMessageContaining("use sos.files.<name>.from, .to, .mode and .owner");
    }

    private LayerPlan layer(String... settings) {
        return ExtraFiles.layer(ModuleFixture.settings(settings), module.project())
                .orElseThrow();
    }
}
