package io.github.sosapp.service.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.service.go.GoServiceFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPointTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "node dist/index.js, node dist/index.js, dist/index.js",
        "node ./dist/main, node ./dist/main, dist/main.js",
        "node --enable-source-maps dist/a.mjs --port 1, node --enable-source-maps dist/a.mjs --port 1, dist/a.mjs",
        "node -r ./dist/trace.js dist/a.js, node -r ./dist/trace.js dist/a.js, dist/a.js",
        "cross-env MODE=fast node a.cjs, node a.cjs, a.cjs"
    })
    void aStartScriptThatCallsNodeIsTaken(String script, String command, String file) {
        EntryPoint entry = EntryPoint.ofScript(script).orElseThrow();

        assertThat(String.join(" ", entry.command())).isEqualTo(command);
        assertThat(entry.file()).contains(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nest start",
                "node a.js && node b.js",
                "npm run build",
                "node",
                "node --watch",
                "node $FILE",
                "FOO=1"
            })
    void aStartScriptThatNeedsAShellIsNot(String script) {
        assertThat(EntryPoint.ofScript(script)).isEmpty();
    }

    @Test
    void variablesOfTheStartScriptBecomeThoseOfTheImage() {
        assertThat(EntryPoint.ofScript("NODE_ENV=staging node a.js")
                        .orElseThrow()
                        .environment())
                .containsEntry("NODE_ENV", "staging");
    }

    @ParameterizedTest
    @CsvSource({"dist/app.js, dist/app.js", "./dist/app, dist/app.js", "lib, lib/index.js"})
    void mainIsResolvedAsNodeDoes(String main, String file) {
        service("{\"main\":\"" + main + "\"}").write("lib/index.js", "");

        assertThat(found().file()).contains(file);
    }

    @ParameterizedTest
    @CsvSource({
        "src/index.ts, dist/index.js",
        "src/index.js, src/index.js",
        "index.js, index.js",
        "server.js, server.js"
    })
    void withoutAnyWordTheUsualPlacesAreTried(String source, String file) {
        service("{}").write(source, "");

        assertThat(found().file()).contains(file);
    }

    @Test
    void whatTheTeamStartsCounts() {
        service("{\"scripts\":{\"start\":\"nest start\"}}");
        EntryPoint entry = EntryPoint.of(
                directory,
                PackageJson.read(directory),
                GoServiceFixture.settings("entrypoint", "node --no-warnings build/main.js"));

        assertThat(entry.file()).contains("build/main.js");
    }

    private NodeServiceFixture service(String json) {
        return NodeServiceFixture.empty(directory).write("package.json", json);
    }

    private EntryPoint found() {
        return EntryPoint.of(directory, PackageJson.read(directory), GoServiceFixture.settings());
    }
}
