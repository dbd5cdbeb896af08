package io.github.sosapp.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.python.PythonRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceDetectorTest {

    private final ServiceDetector detector =
            new ServiceDetector(List.of(new GoRecipe(), new NodeRecipe(), new PythonRecipe()));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "go.mod, go",
        "package.json, node",
        "requirements.txt, python",
        "pyproject.toml, python",
        "uv.lock, python",
        "poetry.lock, python",
        "pylock.toml, python",
    })
    void aFileGivesTheLanguageAway(String file, String language) {
        write(file);

        assertThat(found()).contains(language);
    }

    @Test
    void severalLanguagesAreAnErrorThatNamesWhatWasFoundAndASettingDecides() {
        write("go.mod", "package.json", "requirements.txt");

        assertThatThrownBy(() -> found()).isInstanceOf(BuildFailure.class).hasMessage("""
                        this module could be a service in several languages
                          why     found Go (go.mod) and Node.js (package.json) and Python (requirements.txt)
                          do      say which one it is: sos.language = go or node or python""");
        assertThat(found("language", "node")).contains("node");
    }

    @Test
    void whereNothingIsFoundTheFailureSaysWhatWasLookedFor() {
        write("main.rb");

        assertThat(found()).isEmpty();
        assertThat(detector.nothingIn(directory)).hasMessage("""
                        there is no service in this module
                          why     looked in %s for go.mod (Go), package.json (Node.js), requirements.txt or pyproject.toml or \
                        pylock.toml or uv.lock or poetry.lock (Python)
                          do      put the POM beside the service, or set sos.source to its directory""".formatted(directory));
    }

    @Test
    void aSourceThatIsNoDirectoryIsRefused() {
        assertThatThrownBy(() -> detector.detect(
                        directory.resolve("services/auth"), GoServiceFixture.settings("source", "services/auth")))
                .hasMessage("""
                        sos.source = services/auth is not a directory of the module
                          from    -Dsos.source on the command line
                          do      name the directory that holds the service, relative to the POM""");
    }

    private void write(String... files) {
        for (String file : files) {
            GoServiceFixture.empty(directory).write(file, file.equals("package.json") ? "{\"main\":\"x.js\"}" : "");
        }
    }

    private Optional<String> found(String... settings) {
        return detector.detect(directory, GoServiceFixture.settings(settings)).map(Recipe::language);
    }
}
