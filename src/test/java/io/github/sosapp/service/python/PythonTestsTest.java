package io.github.sosapp.service.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonTestsTest {

    @TempDir
    private Path directory;

    @Test
    void aRequirementOfPytestMeansTests() throws IOException {
        Files.writeString(directory.resolve("requirements-dev.txt"), "click==8.1.7\npytest==8.0.0\n");

        assertThat(PythonTests.areIn(directory)).isTrue();
    }

    @Test
    void aFileThatIsNoUtf8IsLeftToTheBuildToRefuse() throws IOException {
        Files.write(directory.resolve("requirements.txt"), "click==8.1.7\r\n".getBytes(StandardCharsets.UTF_16));

        assertThat(PythonTests.areIn(directory)).isFalse();
    }
}
