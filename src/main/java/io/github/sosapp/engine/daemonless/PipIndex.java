package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the user's own index, by the pip of this machine, which release of a pinned package is the newest that has a wheel for
 * the service's Python and platform. Releases before the final one do not count.
 */
final class PipIndex {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 4;
    private static final Pattern NEWEST = Pattern.compile("(?m)^(\\S+) \\((\\S+)\\)\\s*$");
    private static final String ABOUT_WHEELS = "--(only-binary|implementation|python-version|abi|platform)=.*";

    private final CommandRunner runner;
    private final Map<String, String> user;
    private final Path workDirectory;

    PipIndex(CommandRunner runner, Map<String, String> user, Path workDirectory) {
        this.runner = runner;
        this.user = user;
        this.workDirectory = workDirectory;
    }

    /** A line for each pinned package that has a newer release, in the order of the pins. */
    List<String> newer(Preparation download) {
        List<Requirement> pinned = InstalledWheels.asked(download);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < pinned.size(); i += AT_ONCE) {
            List<Background<Optional<String>>> asked = pinned.subList(i, Math.min(pinned.size(), i + AT_ONCE)).stream()
                    .map(one -> Background.start("sos-pip-index", () -> newer(download, one)))
                    .toList();
            try {
                asked.forEach(answer -> answer.result().ifPresent(lines::add));
            } finally {
                asked.forEach(Background::close);
            }
        }
        return lines;
    }

    private Optional<String> newer(Preparation download, Requirement requirement) {
        PythonVersion pinned = requirement.versions().pinned().orElseThrow();
        return newest(download, requirement.name().toString())
                .filter(newest -> newest.compareTo(pinned) > 0)
                .map(newest -> requirement.name() + "  " + pinned + " -> " + newest);
    }

    private Optional<PythonVersion> newest(Preparation download, String name) {
        List<String> words = new ArrayList<>(List.of(PipDownload.program(user).toString(), "index", "versions", name));
        download.arguments().stream().filter(word -> word.matches(ABOUT_WHEELS)).forEach(words::add);
        words.addAll(indexOptions(download));
        CommandResult answer = run(words);
        Matcher newest = NEWEST.matcher(answer.output());
        if (!answer.succeeded() || !newest.find()) {
            throw BuildFailure.ofWorld("pip does not tell which releases of " + name + " there are")
                    .because("pip index versions ended with exit code " + answer.exitCode() + " and said:")
                    .listing(PipFailure.last(PipFailure.withoutSecrets(answer.complaint())))
                    .remedy("use pip 21.2 or newer, and an index that it can reach: pip config list");
        }
        return PythonVersion.find(newest.group(2));
    }

    /** Those of the file of requirements that say where packages are. */
    private static List<String> indexOptions(Preparation download) {
        return download.files().values().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("-"))
                .flatMap(line -> Arrays.stream(line.split("\\s+", 2)))
                .toList();
    }

    private CommandResult run(List<String> words) {
        try {
            return runner.run(new Command(
                    words,
                    PipDownload.environment(user, workDirectory),
                    Files.createDirectories(workDirectory),
                    PATIENCE));
        } catch (IOException e) {
            throw BuildFailure.ofWorld("pip did not run to its end")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("run pip --version in a terminal; if that works, try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }
}
