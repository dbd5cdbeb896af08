package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Installs what only the tests of a Python service need, by the pip of the Python that runs them and into a directory of the
 * build. It gets into no image. Nothing is installed again while the requirements and that Python are what they were.
 */
final class TestPackages implements Toolchain {

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final CommandRunner runner;
    private final Map<String, String> user;
    private final Path workDirectory;
    private final boolean offline;
    private final KeptFiles kept;

    /** @param kept what earlier builds fetched, for when the output was deleted and nothing can be fetched */
    TestPackages(CommandRunner runner, Map<String, String> user, Path workDirectory, boolean offline, KeptFiles kept) {
        this.runner = runner;
        this.user = user;
        this.workDirectory = workDirectory;
        this.offline = offline;
        this.kept = kept;
    }

    @Override
    public void run(Preparation preparation) {
        Path python = Pytest.python(preparation.directory(), user);
        Path memory = preparation.output().resolveSibling("installed");
        try {
            Digest wish = wish(preparation, python);
            if (Files.isRegularFile(memory) && Files.readString(memory).equals(wish.toString())) {
                return;
            }
            Files.deleteIfExists(memory);
            PipDownload.empty(preparation.output());
            install(preparation, python, wish);
            Files.writeString(memory, wish.toString());
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot install what the tests need into " + preparation.output())
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to the directory, " + orOwnEnvironment(preparation));
        }
    }

    /** The Python and all requirements beside those that are named, because files of requirements name each other. */
    private Digest wish(Preparation preparation, Path python) throws IOException {
        CommandResult version = execute(preparation, python, List.of("-c", "import sys; print(sys.version)"));
        StringBuilder text = new StringBuilder();
        text.append(python).append('\n').append(version.output()).append(preparation.arguments());
        List<Path> files = new ArrayList<>();
        for (Path directory :
                List.of(preparation.directory(), preparation.directory().resolve("requirements"))) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> found = Files.list(directory)) {
                    found.filter(file -> file.toString().endsWith(".txt"))
                            .sorted()
                            .forEach(files::add);
                }
            }
        }
        for (Path file : files) {
            text.append('\n').append(file).append(Digest.of(Files.readAllBytes(file)));
        }
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    // In two steps, because pip cannot install without its index what it has in its cache, but it can from a directory.
    private void install(Preparation preparation, Path python, Digest wish) throws IOException {
        Path wheels = preparation.output().resolveSibling("wheels");
        PipDownload.empty(wheels);
        if (!offline) {
            pip(preparation, python, download(preparation, wheels));
            kept.keep(wish, wheels);
        } else if (!kept.restore(wish, wheels)) {
            throw BuildFailure.ofUser("what the tests need is not on this machine")
                    .because("Maven is offline, and the requirements have changed or were never installed")
                    .from(preparation.directory())
                    .remedy("test once without -o, " + orOwnEnvironment(preparation));
        }
        List<String> words = new ArrayList<>(preparation.arguments());
        words.addAll(List.of("--no-index", "--find-links=" + wheels));
        pip(preparation, python, words);
    }

    private static List<String> download(Preparation preparation, Path wheels) {
        List<String> words = new ArrayList<>(preparation.arguments());
        words.set(words.indexOf("install"), "download");
        words.replaceAll(word -> word.startsWith("--target=") ? "--dest=" + wheels : word);
        return words;
    }

    private void pip(Preparation preparation, Path python, List<String> words) throws IOException {
        CommandResult result = execute(preparation, python, words);
        if (!result.succeeded()) {
            throw BuildFailure.ofWorld("what the tests need could not be installed")
                    .because(python + " -m pip ended with exit code " + result.exitCode() + " and said:")
                    .listing(PipFailure.last(PipFailure.withoutSecrets(result.complaint())))
                    .from(preparation.directory())
                    .remedy("correct the requirements, " + orOwnEnvironment(preparation));
        }
    }

    private CommandResult execute(Preparation preparation, Path python, List<String> arguments) throws IOException {
        SortedMap<String, String> environment = PipAccess.of(user, workDirectory);
        environment.putAll(preparation.environment());
        List<String> words = new ArrayList<>(List.of(python.toString()));
        words.addAll(arguments);
        try {
            return runner.run(new Command(words, environment, preparation.directory(), PATIENCE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    private static String orOwnEnvironment(Preparation preparation) {
        return "or make a virtual environment in " + preparation.directory() + ": python3 -m venv .venv &&"
                + " .venv/bin/pip install pytest -r <your requirements>; -DskipTests builds without tests";
    }
}
