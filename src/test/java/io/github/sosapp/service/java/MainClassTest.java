package io.github.sosapp.service.java;

import static io.github.sosapp.service.java.ClassPathEntry.Kind.RELEASE;
import static io.github.sosapp.service.java.JavaRecipeTest.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.service.ServicePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainClassTest {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir
    private Path directory;

    @Test
    void theOnlyMainClassIsFound() {
        JavaServiceFixture service = JavaServiceFixture.in(directory)
                .compile("example.Text", "static void main(String[] words) {}")
                .compile("example.Other", "public static int main(String[] words) { return 0; }");

        assertThat(mainClass(service.plan())).isEqualTo("example.Main");
    }

    @Test
    void severalMainClassesAreListed() {
        assertFailure(
                () -> JavaServiceFixture.in(directory)
                        .mainClass("example.tool.Export")
                        .plan(),
                "there are 2 main classes in this module",
                "found example.Main, example.tool.Export",
                "set sos.java.main to one of them, or sos.skip to true if this is no service");
    }

    @Test
    void theManifestOfTheJarDecidesBetweenThem() {
        JavaServiceFixture service = JavaServiceFixture.in(directory)
                .mainClass("example.tool.Export")
                .archive(
                        "target/app-1.4.0.jar",
                        Map.of(MANIFEST, "Manifest-Version: 1.0\nMain-Class: example.Main\n\n"));

        assertThat(mainClass(service.plan())).isEqualTo("example.Main");
    }

    @Test
    void theManifestOfAJarOlderThanTheClassesDoesNot() {
        assertFailure(
                () -> JavaServiceFixture.in(directory)
                        .mainClass("example.tool.Export")
                        .archive(
                                "target/app-1.4.0.jar",
                                Map.of(MANIFEST, "Manifest-Version: 1.0\nMain-Class: old.Main\n\n"))
                        .old("target/app-1.4.0.jar")
                        .plan(),
                "there are 2 main classes in this module");
    }

    @Test
    void aSettingDecidesOverAll() {
        JavaServiceFixture service = JavaServiceFixture.in(directory)
                .mainClass("example.tool.Export")
                .archive(
                        "target/app-1.4.0.jar",
                        Map.of(MANIFEST, "Manifest-Version: 1.0\nMain-Class: example.Main\n\n"));

        assertThat(mainClass(service.plan("java.main", "example.tool.Export"))).isEqualTo("example.tool.Export");
    }

    @Test
    void aMainClassMayComeFromALibrary() {
        JavaServiceFixture service = JavaServiceFixture.empty(directory).library("org.server", "server-1.jar", RELEASE);
        service.archive("repository/org.server/server-1.jar", Map.of("org/server/Start.class", "x"));

        assertThat(mainClass(service.plan("java.main", "org.server.Start"))).isEqualTo("org.server.Start");
    }

    @Test
    void aClassThatIsNowhereIsRefused() {
        assertFailure(
                () -> JavaServiceFixture.in(directory).plan("java.main", "example.Mian"),
                "sos.java.main = example.Mian is not a class of this service",
                "-Dsos.java.main on the command line",
                "use one of the main classes: example.Main");
    }

    @Test
    void classesTooNewToBeReadNeedASetting() {
        JavaServiceFixture service = JavaServiceFixture.in(directory).compiledFor(99, "example.Main");

        assertFailure(
                service::plan,
                "the main class cannot be looked for",
                "the classes are compiled for Java 99, which is newer than what this plugin can read",
                "set sos.java.main, or compile with an older maven.compiler.release");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 9, 60})
    void aClassThatWasCutOffIsNamed(int length) throws Exception {
        JavaServiceFixture service = JavaServiceFixture.in(directory).compile("example.Text", "int number = 1;");
        Path damaged = directory.resolve("target/classes/example/Text.class");
        byte[] whole = Files.readAllBytes(damaged);
        assertThat(whole.length).isGreaterThan(100);
        Files.write(damaged, Arrays.copyOf(whole, length));

        assertFailure(
                service::plan,
                "the main class cannot be looked for",
                "why     " + damaged + " is no class file, or a damaged one",
                "compile the classes anew: mvn clean package");
    }

    @Test
    void somethingElseWithTheNameOfAClassIsNamed() {
        JavaServiceFixture service =
                JavaServiceFixture.in(directory).write("target/classes/templates/Page.class", "class ${name} {}");

        assertFailure(
                service::plan,
                "the main class cannot be looked for",
                directory.resolve("target/classes/templates/Page.class") + " is no class file, or a damaged one",
                "if the file is meant to be like that, set sos.java.main");
        assertThat(mainClass(service.plan("java.main", "example.Main"))).isEqualTo("example.Main");
    }

    @Test
    void aModuleWithoutAMainClassIsToldWhatIsMissing() {
        assertFailure(
                () -> JavaServiceFixture.empty(directory)
                        .compile("example.Text", "")
                        .plan(),
                "there is no main class in this module",
                "no class in " + directory.resolve("target/classes") + " has a method main",
                "add a class with public static void main(String[]), or set sos.java.main");
    }

    private static String mainClass(ServicePlan plan) {
        var entrypoint = plan.execution().entrypoint();
        return entrypoint.get(entrypoint.size() - 1);
    }
}
