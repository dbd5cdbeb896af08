package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.mojo.SettingsIT;
import io.github.sosapp.plan.PlanDocument;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting of the catalogue changes an image or an output: those that change the plan here, the others in {@link SettingsIT}. */
class SettingsInPlanTest {

    private static final List<String> ONE_WORD_SO_FAR = List.of("target", "engine", "base", "language");
    // Free for teams, and read by nobody on purpose.
    private static final List<String> READ_BY_NONE = List.of("x");

    @TempDir
    private Path directory;

    private ModuleFixture module;

    /** With those settings, by turns name and value, the plan has {@code text}; without the first one it has not. */
    record Case(String setting, String text, String... settings) {
        @Override
        public String toString() {
            return setting;
        }
    }

    static Stream<Case> cases() {
        String health = "--check";
        return Stream.of(
                new Case("image", "name ghcr.io/team/other ", "image", "ghcr.io/team/other"),
                new Case("registry", "name ghcr.io/team/emergency-service ", "registry", "ghcr.io/team"),
                new Case("tags", "tags [1.4.0, latest, stable]", "tags", "+stable"),
                new Case("platforms", "linux/riscv64", "platforms", "linux/riscv64"),
                new Case("source", "./cmd/inner", "source", "inner"),
                new Case("port", "9090/tcp", "port", "9090"),
                new Case("user", "2002:2003", "user", "2002:2003"),
                new Case("workdir", "/somewhere", "workdir", "/somewhere"),
                new Case("entrypoint", "/another", "entrypoint", "/another"),
                new Case("args", "--serve", "args", "--serve"),
                new Case("volumes", "/persistent", "volumes", "/persistent"),
                new Case("stopSignal", "SIGINT", "stopSignal", "SIGINT"),
                new Case("health", health, "health", health),
                new Case("health.interval", "PT7S", "health.interval", "7s", "health", health),
                new Case("health.timeout", "PT6S", "health.timeout", "6s", "health", health),
                new Case("health.startPeriod", "PT5S", "health.startPeriod", "5s", "health", health),
                new Case("health.retries", "\"retries\":9", "health.retries", "9", "health", health),
                new Case("compression", "zstd", "compression", "zstd"),
                new Case("certificates", "warnings []  base scratch + time zones", "certificates", "none"),
                new Case("go.version", "go1.22.12", "go.version", "1.22.12"),
                new Case("go.main", "./tool", "go.main", "tool"),
                new Case("go.tags", "netgo,osusergo", "go.tags", "netgo,osusergo"),
                new Case("env", "MODE_OF_TEST", "env.MODE_OF_TEST", "yes"),
                new Case("labels", "test.label", "labels.test.label", "yes"),
                new Case("annotations", "test.annotation", "annotations.test.annotation", "yes"),
                new Case(
                        "files", "/etc/greeting", "files.greeting.to", "/etc/greeting", "files.greeting.from", "motd"));
    }

    @BeforeEach
    void writeService() {
        GoServiceFixture.in(directory)
                .write("tool/main.go", GoServiceFixture.MAIN)
                .write("motd", "Welcome\n")
                .write("inner/go.mod", "module example.com/sos/inner\n\ngo 1.21.13\n")
                .write("inner/cmd/inner/main.go", GoServiceFixture.MAIN);
        module = new ModuleFixture(directory);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSettingIsSeenInThePlan(Case expected) {
        List<String> others = new ArrayList<>(List.of(expected.settings()));
        others.subList(0, expected.setting().equals("files") ? 4 : 2).clear();

        assertThat(plan(expected.settings())).contains(expected.text());
        assertThat(plan(others.toArray(String[]::new))).doesNotContain(expected.text());
    }

    @ParameterizedTest
    @CsvSource({"target, production", "engine, daemonless", "language, go"})
    void aSettingThatKnowsOneWordSoFarRefusesOthers(String setting, String word) {
        assertThat(plan(setting, word)).isEqualTo(plan());
        assertThatThrownBy(() -> plan(setting, "other"))
                .isInstanceOfSatisfying(
                        BuildFailure.class,
                        failure -> assertThat(failure.problem())
                                .isEqualTo("sos." + setting + " = other is not one of: " + word));
    }

    @Test
    void scratchIsTheBaseOfGoServicesAndAnUnknownWordIsNone() {
        assertThat(plan("base", "scratch")).isEqualTo(plan());
        assertThatThrownBy(() -> plan("base", "Other Thing"))
                .isInstanceOfSatisfying(
                        BuildFailure.class,
                        failure -> assertThat(failure.problem()).isEqualTo("sos.base = Other Thing is not a base"));
    }

    @Test
    void settingsOfTeamsChangeNothing() {
        assertThat(plan("x.cost-centre", "4711")).isEqualTo(plan());
    }

    @Test
    void everySettingOfTheCatalogueHasItsTest() {
        List<String> catalogue = new ArrayList<>();
        SettingCatalog.ALL.stream().map(SettingKey::name).forEach(catalogue::add);
        SettingCatalog.MAPS.forEach(map -> catalogue.add(map.name()));
        List<String> tested = new ArrayList<>(ONE_WORD_SO_FAR);
        tested.addAll(READ_BY_NONE);
        cases().map(Case::setting).forEach(tested::add);
        Arrays.stream(SettingsIT.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .forEach(name ->
                        catalogue.stream().filter(key -> isTestOf(name, key)).forEach(tested::add));

        assertThat(tested).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(catalogue);
    }

    // A test of the setting "plan" is called planIs…; that of "pushAtEnd" is none of "push".
    private static boolean isTestOf(String method, String key) {
        return method.matches(key + "(Is|Lets|Names)[A-Z].*");
    }

    private String plan(String... settings) {
        PlannedImage planned = ModuleFixture.planner(new GoRecipe())
                .plan(module.project(), ModuleFixture.settings(settings))
                .orElseThrow();
        return new PlanDocument(directory).of(planned.plan())
                + " name " + planned.name() + " tags " + planned.tags()
                + " warnings " + planned.service().warnings()
                + "  base " + planned.baseDescription();
    }
}
