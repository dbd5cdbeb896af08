package io.github.sosapp.service.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeModulesTest {

    @TempDir
    private Path directory;

    @Test
    void aPackagedRuntimeIsNotCut() {
        service("int x;");

        assertThat(fixture().plan().base().packages().javaModules()).isEmpty();
        assertThat(fixture().plan("java.modules", "auto").base().packages().javaModules())
                .isEmpty();
    }

    @Test
    void theStandardSetIsTheSameForAllServicesAndHasNoTools() {
        service("java.sql.Connection connection;");

        List<String> modules = modules("standard");
        assertThat(modules)
                .contains("java.se", "jdk.crypto.ec", "jdk.unsupported", "jdk.zipfs")
                .doesNotContain("jdk.compiler", "jdk.jshell", "jdk.jlink", "jdk.localedata")
                .isSorted();
        assertThat(fixture().plan("java.runtime", "jlink").base().packages().javaModules())
                .isEqualTo(modules);
    }

    @Test
    void everyStandardModuleIsOneOfAJdk() {
        service("int x;");

        assertThat(ModuleFinder.ofSystem().findAll().stream()
                        .map(module -> module.descriptor().name()))
                .containsAll(modules("standard"));
    }

    @Test
    void autoIsWhatTheClassesReferToAndEllipticCurves() {
        service("java.sql.Connection connection; java.util.logging.Logger logger;");

        assertThat(modules("auto")).containsExactly("java.base", "java.sql", "jdk.crypto.ec");
    }

    @Test
    void namesAndWordsMayBeMixed() {
        service("int x;");

        assertThat(modules("auto, java.naming,jdk.jfr"))
                .containsExactly("java.base", "java.naming", "jdk.crypto.ec", "jdk.jfr");
        assertThat(modules("java.xml")).containsExactly("java.xml");
    }

    @Test
    void aWordThatCannotBeAModuleIsRefused() {
        service("int x;");

        assertThatThrownBy(() -> modules("java.base,--output"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.java.modules = java.base,--output has a word that is no name of a module: --output
                          from    -Dsos.java.modules on the command line
                          do      use standard, auto, or names such as java.sql""");
    }

    @Test
    void aDamagedClassIsToldAndNothingOfJdepsItself() throws Exception {
        service("int x;");
        Files.writeString(directory.resolve("target/classes/example/Broken.class"), "no class");

        assertThatThrownBy(() ->
                        fixture().plan("java.runtime", "jlink", "java.modules", "auto", "java.main", "example.Main"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the modules that the service needs cannot be found out
                          why     jdeps says:
                                  Error: a class file is damaged
                          do      name the modules in sos.java.modules, or use the set standard""");
    }

    private List<String> modules(String value) {
        return fixture()
                .plan("java.runtime", "jlink", "java.modules", value)
                .base()
                .packages()
                .javaModules();
    }

    private void service(String fields) {
        fixture()
                .compile("example.Main", fields + " public static void main(String... words) {}")
                .archive("target/app-1.4.0.jar", Map.of("x", "x"));
    }

    private JavaServiceFixture fixture() {
        return JavaServiceFixture.empty(directory);
    }
}
