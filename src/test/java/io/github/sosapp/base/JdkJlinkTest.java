package io.github.sosapp.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.process.CommandRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkJlinkTest {

    private static final int RUNNING = Runtime.version().feature();
    private static final Path PROGRAM = Path.of(System.getProperty("java.home"), "bin", "jlink");

    @TempDir
    private Path directory;

    @Test
    void theJdkThatRunsMavenOnlyCutsItsOwnRelease() {
        assertThat(JdkJlink.ofThisProcess(RUNNING + 1)).isEmpty();
        assertThat(JdkJlink.ofThisProcess(RUNNING - 1)).isEmpty();
        assertThat(JdkJlink.ofThisProcess(RUNNING).orElseThrow().version())
                .isEqualTo(Runtime.version().toString());
    }

    @Test
    void aModuleThatIsNotThereIsToldInTheWordsOfJlink() {
        refusesAMissingModule(
                JdkJlink.ofThisProcess(RUNNING).orElseThrow(), Runtime.version().toString());
    }

    @Test
    void aJdkElsewhereIsRunAsAProgram() {
        CommandRunner programs = CommandRunner.ofThisMachine();
        String version = JdkJlink.versionOf(PROGRAM, programs);

        assertThat(version).startsWith(RUNNING + ".");
        refusesAMissingModule(JdkJlink.at(PROGRAM, version, programs, Map.of()), version);
    }

    @Test
    void aProgramThatCannotBeRunIsTold() {
        Path missing = directory.resolve("jlink");

        assertThat(JdkJlink.versionOf(missing, CommandRunner.ofThisMachine())).isEmpty();
        assertThatThrownBy(() -> JdkJlink.at(missing, "17.0.9", CommandRunner.ofThisMachine(), Map.of())
                        .run(List.of(), directory))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("jlink of Java 17.0.9 cannot be run in " + directory + "\n  why     ")
                .hasMessageContaining("do      use the packaged runtime: -Dsos.java.runtime=packaged");
    }

    private void refusesAMissingModule(Jlink jlink, String version) {
        List<String> arguments = List.of(
                "--add-modules",
                "com.example.missing",
                "--output",
                directory.resolve("runtime").toString());

        assertThatThrownBy(() -> jlink.run(arguments, directory))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        jlink cannot cut the Java runtime
                          why     jlink of Java %s says:
                                  Error: Module com.example.missing not found
                          do      name modules that exist in sos.java.modules, or use the packaged runtime: -Dsos.java.runtime=packaged""".formatted(version));
        assertThat(Files.exists(directory.resolve("runtime"))).isFalse();
    }
}
