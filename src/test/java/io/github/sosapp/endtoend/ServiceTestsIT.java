package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The phase {@code test} of services that are not Java, with the real programs of their languages. */
class ServiceTestsIT {

    private static final String GO_TEST = """
            package main

            import (
            	"os"
            	"runtime"
            	"testing"
            )

            func TestSurroundings(t *testing.T) {
            	t.Log(runtime.Version(), "canary:", os.Getenv("SECRET_TOKEN"))
            	if os.Getenv("SECRET_TOKEN") != "" || runtime.Version() != "go1.21.13" {
            		t.Fatal("not the surroundings of a build")
            	}
            }
            """;

    @TempDir
    private Path directory;

    private ServiceProject service;
    private MavenBuild maven;

    @BeforeEach
    void write() throws Exception {
        service = ServiceProject.create(directory.resolve("service"));
        maven = MavenBuild.of(service.directory(), directory.resolve("home"))
                .withTests()
                .environment("SECRET_TOKEN", "canary-4711");
    }

    @Test
    void aGoServiceIsBuiltWhenItsTestsPassAndOnlyThen() throws Exception {
        Required.program("go", "apt-get install golang-go");
        service.write("main_test.go", GO_TEST);

        MavenOutcome passed = maven.succeeds("package");
        assertThat(passed.says("emergency-service: go test ./..., go1.21.13")).isTrue();
        assertThat(passed.says("example.com/sos/emergency")).isTrue();
        Map<String, String> good = service.results();
        service.replace("main_test.go", "os.Getenv(\"SECRET_TOKEN\") != \"\"", "true");

        MavenOutcome failed = maven.run("package");
        failed.failedWith("""
                emergency-service: the tests failed
                  why     go test ./... ended with exit code 1, see the lines above
                  from    %s
                  do      correct the service or its tests; -DskipTests builds without them
                """.formatted(service.directory()));
        assertThat(failed.says("--- FAIL: TestSurroundings")).isTrue();
        assertThat(failed.toString()).doesNotContain("canary-4711");
        assertThat(service.results()).isEqualTo(good);

        assertThat(maven.succeeds("package", "-DskipTests").says("tests skipped: skipTests = true"))
                .isTrue();
        assertThat(maven.succeeds("package", "-Dmaven.test.skip").says("tests skipped: maven.test.skip = true"))
                .isTrue();
    }

    @Test
    void pytestRunsInTheServicesOwnEnvironment() throws Exception {
        Required.program("python3", "apt-get install python3-venv");
        Path place = service.directory();
        Files.delete(place.resolve("go.mod"));
        Files.delete(place.resolve("main.go"));
        service.write("requirements.txt", "")
                .write("requirements-dev.txt", "pytest==8.4.2\n")
                .write("src/main.py", "def answer():\n    return 42\n")
                .write("tests/test_main.py", """
                        import os
                        from src.main import answer

                        def test_answer():
                            assert answer() == 42
                            assert 'SECRET_TOKEN' not in os.environ
                        """);
        Programs.output(place, "python3", "-m", "venv", ".venv");

        MavenOutcome missing = maven.run("test");
        assertThat(missing.exitCode()).isNotZero();
        assertThat(missing.says("the tests are run by pytest, which this Python does not have"))
                .isTrue();

        Programs.output(place, ".venv/bin/python", "-m", "pip", "install", "--quiet", "-r", "requirements-dev.txt");
        Map<String, String> sources = ServiceProject.contents(place.resolve("src"));
        assertThat(maven.succeeds("test").says("1 passed")).isTrue();
        assertThat(ServiceProject.contents(place.resolve("src"))).isEqualTo(sources);
        assertThat(place.resolve(".pytest_cache")).doesNotExist();
    }

    @Test
    void whatTheTestsOfThePythonExamplePinIsInstalledForThemAndTheyEndTheServiceInOrder() throws Exception {
        Required.program("pip3", "apt-get install python3-pip");
        Path example = Examples.copyTo(directory.resolve("examples"), "1.4.0").service("python-service");
        Map<String, String> sources = ServiceProject.contents(example.resolve("src"));

        MavenOutcome first = maven.inDirectory(example).succeeds("test");
        Programs.output(directory, "rm", "-r", example.resolve("target").toString());
        MavenOutcome again = maven.inDirectory(example).succeeds("-o", "test");

        assertThat(first.says("6 passed")).isTrue();
        assertThat(again.says("6 passed")).isTrue();
        assertThat(first.toString()).doesNotContain("canary-4711");
        assertThat(ServiceProject.contents(example.resolve("src"))).isEqualTo(sources);
        assertThat(example.resolve("tests/__pycache__")).doesNotExist();
    }
}
