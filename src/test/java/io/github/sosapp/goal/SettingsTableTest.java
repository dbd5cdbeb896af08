package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.Bases;
import io.github.sosapp.base.PackagesSource;
import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.report.BuildReport.SettingRow;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import io.github.sosapp.testing.GoldenFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTableTest {

    @TempDir
    Path temporary;

    @Test
    void whatNobodyGaveIsShownAsFound() {
        assertThat(rows(ModuleFixture.settings("registry", "ghcr.io/sos-app")))
                .contains(
                        new SettingRow(
                                "image",
                                "ghcr.io/sos-app/emergency-service",
                                "sos.registry (-Dsos.registry on the command line) + artifactId"),
                        new SettingRow("tags", "1.4.0, latest", "default for this version"),
                        new SettingRow("language", "go", "found in the source"),
                        new SettingRow("port", "8080", "default for Go"),
                        new SettingRow("user", "1001:1001", "default for Go"),
                        new SettingRow("workdir", "/", "default for Go"),
                        new SettingRow("entrypoint", "/app", "default for Go"),
                        new SettingRow("go.version", "1.21.13", "go.mod"),
                        new SettingRow("compression", "gzip", "default"),
                        new SettingRow("args", "", "not set"));
    }

    @Test
    void changesOfTagsAreShownAsTheTagsThatResult() {
        assertThat(rows(ModuleFixture.settings("tags", "+stable")))
                .contains(new SettingRow("tags", "1.4.0, latest, stable", "-Dsos.tags on the command line"));
    }

    @Test
    void whatWasTakenAwaySaysByWhom() {
        assertThat(rows(ModuleFixture.without("labels.owner", "labels.owner", "x", "port", "9090")))
                .contains(new SettingRow("labels.owner", "(removed)", "pom.xml removes it"));
        assertThat(rows(ModuleFixture.without("port", "port", "9090")))
                .contains(new SettingRow("port", "(none)", "pom.xml"));
    }

    @Test
    void aSettingThatWasTakenAwayShowsTheDefaultThatTakesItsPlace() {
        assertThat(rows(ModuleFixture.without("user", "user", "7")))
                .contains(new SettingRow("user", "1001:1001", "default for Go"));
    }

    @Test
    void aModuleWithoutAServiceHasSettingsToo() {
        List<SettingRow> rows = new SettingsTable(ModuleFixture.settings("port", "9090"), Optional.empty()).rows();

        assertThat(rows).hasSize(SettingCatalog.ALL.size());
        assertThat(rows)
                .contains(
                        new SettingRow("port", "9090", "-Dsos.port on the command line"),
                        new SettingRow("user", "", "not set"));
    }

    @Test
    void explainPrintsTheTableAndWhatProgramsSee() {
        ModuleFixture module = go();

        new ExplainGoal(
                        ModuleFixture.planner(new GoRecipe()),
                        List.of("HOME", "GOPROXY"),
                        Optional::empty,
                        module.console.log())
                .run(module.project(), ModuleFixture.settings("env.MOTTO", "first\nsecond", "x.team", "blue"));

        GoldenFile.of(getClass(), "explain-emergency.txt")
                .assertMatches(module.console.infos().stream().collect(Collectors.joining("\n", "", "\n")));
    }

    @Test
    void settingsOfOtherLanguagesAreShownOnlyWhenSomebodyGaveThem() {
        assertThat(rows(ModuleFixture.settings()))
                .extracting(SettingRow::name)
                .contains("go.version", "upx", "certificates", "debian.mirror")
                .noneMatch(name -> name.matches("(java|node|python)\\..*|pluginExtensions"));
        assertThat(rows(ModuleFixture.settings("java.version", "21", "node.scripts", "sharp")))
                .contains(
                        new SettingRow("java.version", "21", "-Dsos.java.version on the command line, no effect here"),
                        new SettingRow(
                                "node.scripts", "sharp", "-Dsos.node.scripts on the command line, no effect here"));
    }

    @Test
    void explainNamesTheMirrorOfABaseOfPackagesAndWhoNamedIt() {
        URI archive = URI.create("https://mirror.example.com/debian");
        URI security = URI.create("https://mirror.example.com/security");
        assertThat(explained(Optional.of(new DebianMirrors(List.of(archive), List.of(security), "pom.xml"))))
                .contains("packages of the base come from https://mirror.example.com/debian, named by pom.xml;"
                        + " security updates from https://mirror.example.com/security");
        assertThat(explained(Optional.empty()))
                .contains("packages of the base come from the mirror in the apt sources of debian:trixie-slim,"
                        + " because neither sos.debian.mirror nor this machine names one");
    }

    private List<String> explained(Optional<DebianMirrors> mirrors) {
        ModuleFixture module = go();
        new ExplainGoal(
                        ModuleFixture.planner(List.of(new EmptyPackages()), new GoRecipe()),
                        List.of(),
                        () -> mirrors,
                        module.console.log())
                .run(module.project(), ModuleFixture.settings("target", "production-debian"));
        return module.console.infos();
    }

    @Test
    void explainPrintsThePlanOnRequest() {
        ModuleFixture module = go();

        new ExplainGoal(ModuleFixture.planner(new GoRecipe()), List.of(), Optional::empty, module.console.log())
                .run(module.project(), ModuleFixture.settings("plan", "true"));

        assertThat(module.console.infos()).contains("{", "  \"target\" : \"production\",", "}");
    }

    /** Stands for the archive, which the table never asks. */
    private static final class EmptyPackages implements BaseSource {

        @Override
        public boolean provides(BaseRequest request) {
            return PackagesSource.isPackages(request);
        }

        @Override
        public BaseImage find(BaseRequest request, List<Platform> platforms) {
            return new Bases(List.of()).find(BaseRequest.of(BaseRequest.SCRATCH, "test"), platforms);
        }
    }

    private List<SettingRow> rows(Settings settings) {
        return new SettingsTable(settings, ModuleFixture.planner(new GoRecipe()).plan(go().project(), settings)).rows();
    }

    private ModuleFixture go() {
        GoServiceFixture.in(temporary);
        return new ModuleFixture(temporary);
    }
}
