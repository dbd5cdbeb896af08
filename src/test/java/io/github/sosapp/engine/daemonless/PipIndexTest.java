package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipIndexTest {

    @TempDir
    private Path directory;

    private final Map<String, String> newest = new TreeMap<>();
    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private Map<String, String> user;

    @BeforeEach
    void installPip() throws IOException {
        Path pip = Files.createFile(
                Files.createDirectories(directory.resolve("bin")).resolve("pip3"));
        assertThat(pip.toFile().setExecutable(true)).isTrue();
        user = Map.of("PATH", pip.getParent().toString());
    }

    @Test
    void onlyNewerReleasesAreListedInTheOrderOfThePins() {
        newest.putAll(Map.of("zope-interface", "7.2", "anyio", "4.10.0", "idna", "3.7", "six", "1.16.0rc1"));

        assertThat(newer("zope.interface==6.0 --hash=sha256:1\nanyio==4.9.0\nidna==3.7\nsix==1.16.0\n"))
                .containsExactly("zope-interface  6.0 -> 7.2", "anyio  4.9.0 -> 4.10.0");
    }

    @Test
    void theIndexIsAskedAsItIsWhenWheelsAreFetched() {
        newest.put("anyio", "4.9.0");

        newer("--index-url https://registry.example.com/simple\nanyio==4.9.0\n");

        assertThat(asked)
                .containsExactly("index versions anyio --only-binary=:all: --python-version=3.11 --platform=linux"
                        + " --index-url https://registry.example.com/simple");
    }

    @Test
    void anIndexThatDoesNotAnswerIsToldWithPipsOwnWords() {
        assertThatThrownBy(() -> newer("anyio==4.9.0\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                pip does not tell which releases of anyio there are
                  why     pip index versions ended with exit code 1 and said:
                          ERROR: No matching distribution found for anyio at https://***@registry.example.com
                  do      use pip 21.2 or newer, and an index that it can reach: pip config list""");
    }

    @Test
    void withoutANetworkNobodyIsAsked() {
        PreparationRunner runner =
                new PreparationRunner(CommandRunner.ofThisMachine(), user, directory.resolve("work"), true, false);

        assertThatThrownBy(() -> runner.newerPackages(List.of(download("anyio==4.9.0\n"))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith(
                        "nobody can tell which packages of Python are newer\n  why     Maven is offline");
        assertThat(runner.newerPackages(List.of())).isEmpty();
    }

    private List<String> newer(String requirements) {
        return new PipIndex(this::pip, user, directory.resolve("work")).newer(download(requirements));
    }

    private Preparation download(String requirements) {
        return new Preparation(
                "python-wheels",
                Platform.LINUX_ARM64,
                "pip",
                "",
                List.of(
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--python-version=3.11",
                        "--platform=linux",
                        "--require-hashes",
                        "--dest",
                        "wheels"),
                new TreeMap<>(),
                directory,
                directory.resolve("wheels"),
                new TreeMap<>(Map.of("requirements.txt", requirements)));
    }

    /** Answers as pip 23 does. */
    private CommandResult pip(io.github.sosapp.process.Command command) {
        List<String> words = command.arguments();
        asked.add(String.join(" ", words.subList(1, words.size())));
        String name = words.get(3);
        return newest.containsKey(name)
                ? new CommandResult(
                        0,
                        name + " (" + newest.get(name) + ")\nAvailable versions: " + newest.get(name) + ", 0.1\n",
                        "")
                : new CommandResult(
                        1,
                        "",
                        "ERROR: No matching distribution found for " + name
                                + " at https://me:canary@registry.example.com\n");
    }
}
