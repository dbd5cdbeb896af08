package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.goal.LaunchConfiguration.Outcome;
import io.github.sosapp.service.Development.Debugger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What VS Code is told of the debugger in a container. */
class LaunchConfigurationTest {

    @TempDir
    private Path module;

    @Test
    void goSourcesAreNamedByTheModuleThatTheyAreOf() {
        Debugger delve = new Debugger(2345, "go", module.resolve("service"), "example.com/sos/emergency");

        assertThat(new LaunchConfiguration("emergency-service", delve, 12345).text(module))
                .isEqualTo("""
                {
                  "version" : "0.2.0",
                  "configurations" : [ {
                    "name" : "emergency-service in its container",
                    "type" : "go",
                    "request" : "attach",
                    "mode" : "remote",
                    "host" : "127.0.0.1",
                    "port" : 12345,
                    "substitutePath" : [ {
                      "from" : "${workspaceFolder}/service",
                      "to" : "example.com/sos/emergency"
                    } ]
                  } ]
                }
                """);
    }

    @Test
    void sourcesOfAWorkspaceOfNpmAreThoseOfItsProject() {
        Debugger inspector = new Debugger(9229, "node", module.getParent().getParent(), "/app");

        assertThat(new LaunchConfiguration("auth", inspector, 9229).text(module))
                .contains("\"localRoot\" : \"${workspaceFolder}/../..\"", "\"remoteRoot\" : \"/app\"")
                .contains("\"restart\" : true");
    }

    @Test
    void javaFindsItsSourcesItself() {
        Debugger jdwp = new Debugger(5005, "java", module, "");

        assertThat(new LaunchConfiguration("ledger", jdwp, 5005).text(module))
                .contains("\"type\" : \"java\"", "\"hostName\" : \"127.0.0.1\"", "\"port\" : 5005")
                .doesNotContain("Root", "substitutePath");
    }

    @Test
    void aFileOfSomebodyElseStays() throws Exception {
        var configuration = new LaunchConfiguration("ledger", new Debugger(5005, "java", module, ""), 5005);
        Path file = module.resolve(".vscode/launch.json");

        assertThat(configuration.writeTo(module)).isEqualTo(Outcome.WRITTEN);
        assertThat(file).hasContent(configuration.text(module));
        assertThat(configuration.writeTo(module)).isEqualTo(Outcome.SAME);

        Files.writeString(file, "{}");
        assertThat(configuration.writeTo(module)).isEqualTo(Outcome.FOREIGN);
        assertThat(file).hasContent("{}");
        assertThat(module.resolve(".vscode")).isDirectoryContaining("glob:**launch.json");
    }

    @Test
    void whereNothingCanBeWrittenTheFailureSaysSo() throws Exception {
        Files.writeString(module.resolve(".vscode"), "a file");
        var configuration = new LaunchConfiguration("ledger", new Debugger(5005, "java", module, ""), 5005);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> configuration.writeTo(module)))
                .hasMessageContaining("cannot write " + module.resolve(".vscode/launch.json"))
                .hasMessageContaining("leave sos.dev.vscode out: the configuration is printed then");
    }
}
