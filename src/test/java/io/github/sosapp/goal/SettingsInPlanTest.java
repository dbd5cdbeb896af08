package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.Bases;
import io.github.sosapp.endtoend.BasesIT;
import io.github.sosapp.endtoend.CheckIT;
import io.github.sosapp.endtoend.DevIT;
import io.github.sosapp.engine.docker.DockerEngineIT;
import io.github.sosapp.engine.docker.buildx.BuildxOptionsTest;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.mojo.PackageBasesIT;
import io.github.sosapp.mojo.SettingsIT;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.PlanDocument;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.dockerfile.DockerfileRecipe;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.java.JavaServiceFixture;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.node.NodeServiceFixture;
import io.github.sosapp.service.python.PythonRecipe;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every setting of the catalogue changes an image or an output: those that change the plan here, the others in {@link
 * SettingsIT}, {@link PackageBasesIT}, {@link BasesGoalTest}, {@link BasesIT}, {@link DockerfileGoalTest}, {@link
 * CheckIT}, {@link DevIT}, {@link DockerEngineIT} and {@link BuildxOptionsTest}.
 */
class SettingsInPlanTest {

    private static final List<String> TESTED_BELOW = List.of("target", "engine", "base", "language", "buildArgs");
    // By JibExtensionsTest and PluginExtensionsIT: without an extension there is nothing to see.
    private static final List<String> TESTED_WITH_EXTENSIONS = List.of("pluginExtensions");
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
                new Case("upx", "preparedBy\":\"upx", "upx", "on"),
                new Case("upx.args", "-9", "upx.args", "-9", "upx", "on"),
                new Case("upx.version", "4.2.4", "upx.version", "4.2.4", "upx", "on"),
                new Case("env", "MODE_OF_TEST", "env.MODE_OF_TEST", "yes"),
                new Case("labels", "test.label", "labels.test.label", "yes"),
                new Case("annotations", "test.annotation", "annotations.test.annotation", "yes"),
                new Case(
                        "files", "/etc/greeting", "files.greeting.to", "/etc/greeting", "files.greeting.from", "motd"));
    }

    static Stream<Case> casesOfJava() {
        return Stream.of(
                new Case("java.main", "other.Main", "java.main", "other.Main"),
                // The manifest of the jar names another main class than the POM does.
                new Case("java.content", "other.Main", "java.content", "classes"),
                new Case("java.options", "-Xmx99m", "java.options", "-Xmx99m"),
                new Case("java.version", "packages:trixie", "java.version", "21"),
                new Case("health.path", "/ready", "health.path", "/ready"),
                new Case("packages", "libjemalloc2", "packages", "libjemalloc2"),
                new Case("java.runtime", "java.se", "java.runtime", "jlink"),
                new Case("java.modules", "jdk.jshell", "java.modules", "java.sql,jdk.jshell", "java.runtime", "jlink"));
    }

    static Stream<Case> casesOfNode() {
        return Stream.of(
                new Case("node.version", "20.x", "node.version", "20"),
                new Case("node.scripts", "left-pad", "node.scripts", "left-pad"),
                new Case("node.foreign", "--foreign=left-pad", "node.foreign", "left-pad"),
                new Case("node.libc", "--libc=musl", "node.libc", "musl"));
    }

    @ParameterizedTest
    @MethodSource("casesOfNode")
    void theSettingOfNodeIsSeenInThePlan(Case expected) {
        Path service = directory.resolve("node");
        NodeServiceFixture.in(service);

        assertThat(planOn(service, new NodeRecipe(), expected.settings())).contains("\"" + expected.text() + "\"");
        assertThat(planOn(service, new NodeRecipe())).doesNotContain("\"" + expected.text() + "\"");
    }

    @Test
    void buildArgumentsAreSeenInThePlanOfADockerfile() {
        Path service = directory.resolve("dockerfile");
        GoServiceFixture.empty(service).write("Dockerfile", "FROM scratch\n");
        Recipe recipe = new DockerfileRecipe(Optional.empty());

        assertThat(planOn(service, recipe, "buildArgs.RELEASE", "candidate")).contains("\"candidate\"");
        assertThat(planOn(service, recipe)).doesNotContain("candidate");
    }

    static Stream<Case> casesOfPython() {
        String image = "registry.example.com/python:3";
        return Stream.of(
                new Case("python.version", "--python-version=3.12.0", "python.version", "3.12", "base", image),
                new Case("python.bytecode", "bytecode false", "python.bytecode", "false"),
                new Case("python.module", "other.main", "python.module", "other.main"),
                new Case("python.requirements", "six==1.16.0", "python.requirements", "prod.txt"),
                new Case(
                        "python.interpreter",
                        "/usr/bin/python3",
                        "python.interpreter",
                        "/usr/bin/python3",
                        "base",
                        image,
                        "python.version",
                        "3.12"));
    }

    @ParameterizedTest
    @MethodSource("casesOfPython")
    void theSettingOfPythonIsSeenInThePlan(Case expected) {
        Path service = directory.resolve("python");
        GoServiceFixture.empty(service)
                .write(".python-version", expected.setting().equals("python.version") ? "3.11" : "")
                .write("requirements.txt", "idna==3.7\n")
                .write("prod.txt", "six==1.16.0\n")
                .write("other/main.py", "")
                .write("src/main.py", "");

        List<String> others = new ArrayList<>(List.of(expected.settings()));
        others.subList(0, 2).clear();
        assertThat(planOn(service, new PythonRecipe(), expected.settings())).contains("\"" + expected.text());
        assertThat(planOn(service, new PythonRecipe(), others.toArray(String[]::new)))
                .doesNotContain("\"" + expected.text());
    }

    @ParameterizedTest
    @MethodSource("casesOfJava")
    void theSettingOfJavaIsSeenInThePlan(Case expected) {
        Path service = directory.resolve("java");
        JavaServiceFixture.in(service)
                .mainClass("other.Main")
                .archive(
                        "target/app-1.4.0.jar",
                        Map.of("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: example.Main\n\n"));

        List<String> others = new ArrayList<>(List.of(expected.settings()));
        others.subList(0, 2).clear();
        assertThat(planOfJava(service, expected.settings()))
                .containsPattern("[\" ]" + Pattern.quote(expected.text()) + "\"");
        assertThat(planOfJava(service, others.toArray(String[]::new)))
                .doesNotContainPattern("[\" ]" + Pattern.quote(expected.text()) + "\"");
    }

    @Test
    void aTargetThatTheLanguageDoesNotKnowIsRefused() {
        NodeServiceFixture.in(directory);

        assertThatThrownBy(() -> planOn(directory, new NodeRecipe(), "target", "production-alpine"))
                .hasMessageContaining("sos.target = production-alpine is not a target of Node.js services")
                .hasMessageContaining("use production or development");
    }

    @Test
    void aTargetThatWasCutShortIsAnsweredWithOneThatTheLanguageHas() {
        NodeServiceFixture.in(directory);

        assertThatThrownBy(() -> planOn(directory, new NodeRecipe(), "target", "prod"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                sos.target = prod is not a target of Node.js services
                  why     these have production, development
                  from    -Dsos.target on the command line
                  do      did you mean production?""");
    }

    private static String planOfJava(Path directory, String... settings) {
        return planOn(
                directory,
                JavaServiceFixture.empty(directory)
                        .configuredMainClass("other.Main")
                        .recipe(),
                settings);
    }

    /** Of a service whose base can be anything. */
    private static String planOn(Path directory, Recipe recipe, String... settings) {
        ModuleFixture service = new ModuleFixture(directory);
        List<BaseRequest> requests = new ArrayList<>();
        BaseSource anyBase = new BaseSource() {
            @Override
            public boolean provides(BaseRequest request) {
                return true;
            }

            @Override
            public BaseImage find(BaseRequest request, List<Platform> platforms) {
                requests.add(request);
                return new Bases(List.of()).find(BaseRequest.of(BaseRequest.SCRATCH, request.origin()), platforms);
            }
        };
        PlannedImage planned = ModuleFixture.planner(List.of(anyBase), recipe)
                .plan(service.project(), ModuleFixture.settings(settings))
                .orElseThrow();
        return new PlanDocument(directory).of(planned.plan())
                + quoted(requests.get(0).packages().more())
                + quoted(requests.get(0).packages().javaModules())
                + quoted(List.of("bytecode " + requests.get(0).packages().bytecode()));
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> " \"" + word + "\"").collect(Collectors.joining());
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
    @CsvSource({"engine, daemonless, 'daemonless, docker'", "language, go, 'go, java, node, python'"})
    void aSettingThatKnowsFewWordsRefusesOthers(String setting, String usual, String word) {
        assertThat(plan(setting, usual)).isEqualTo(plan());
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
    void packagesForABaseThatHasNoneAreRefused() {
        assertThatThrownBy(() -> plan("packages", "libjemalloc2"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.packages = libjemalloc2 has no effect
                          why     the base scratch is not made of packages
                          from    -Dsos.packages on the command line
                          do      remove the setting, or set sos.base to packages:bookworm or packages:trixie""");
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
        List<String> tested = new ArrayList<>(TESTED_BELOW);
        tested.addAll(TESTED_WITH_EXTENSIONS);
        tested.addAll(READ_BY_NONE);
        Stream.of(cases(), casesOfJava(), casesOfNode(), casesOfPython())
                .flatMap(all -> all)
                .map(Case::setting)
                .forEach(tested::add);
        Stream.of(
                        SettingsIT.class,
                        PackageBasesIT.class,
                        BasesGoalTest.class,
                        BasesIT.class,
                        DockerfileGoalTest.class,
                        CheckIT.class,
                        DevIT.class,
                        DockerEngineIT.class,
                        BuildxOptionsTest.class)
                .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .forEach(name ->
                        catalogue.stream().filter(key -> isTestOf(name, key)).forEach(tested::add));

        assertThat(tested).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(catalogue);
    }

    // A test of the setting "plan" is called planIs…, one of "debian.mirror" debianMirrorIs…; that of "pushAtEnd" is
    // none
    // of "push".
    private static boolean isTestOf(String method, String key) {
        String name = Pattern.compile("\\.([a-z])")
                .matcher(key)
                .replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
        return method.matches(name + "(Is|Lets|Names)[A-Z].*");
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
