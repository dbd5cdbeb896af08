package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.Requirement;
import io.github.sosapp.python.wheel.Wheel;
import io.github.sosapp.python.wheel.WheelCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pip of this machine, which only fetches: what is installed, and for which platform, is decided without it. Nothing is
 * fetched again while the plan asks for the same and the wheels are what they were.
 */
final class PipDownload implements Toolchain {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final String MEMORY = "fetched";

    private final CommandRunner runner;
    private final Map<String, String> user;
    private final Path workDirectory;
    private final boolean offline;
    private final KeptFiles kept;

    /** @param kept what earlier builds fetched, for when the output was deleted */
    PipDownload(CommandRunner runner, Map<String, String> user, Path workDirectory, boolean offline, KeptFiles kept) {
        this.runner = runner;
        this.user = user;
        this.workDirectory = workDirectory;
        this.offline = offline;
        this.kept = kept;
    }

    /** Fetches, and checks that exactly the wheels that were asked for came, unharmed and for their platform. */
    @Override
    public void run(Preparation preparation) {
        try {
            Path memory = preparation.output().resolveSibling(MEMORY);
            if (Files.isRegularFile(memory) && Files.readString(memory).equals(memorable(preparation))) {
                return;
            }
            Files.deleteIfExists(memory);
            empty(preparation.output());
            for (Map.Entry<String, String> file : preparation.files().entrySet()) {
                Files.writeString(preparation.output().resolveSibling(file.getKey()), file.getValue());
            }
            List<Requirement> asked = InstalledWheels.asked(preparation);
            if (!asked.isEmpty() && !restored(preparation)) {
                fetch(preparation);
            }
            verify(preparation, asked);
            kept.keep(wish(preparation), preparation.output());
            Files.writeString(memory, memorable(preparation));
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot keep the wheels in " + preparation.output())
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to the directory, and make room on the disk");
        }
    }

    // Without hashes an index may give another file of the same version now; then only a build that cannot ask believes
    // what was kept.
    private boolean restored(Preparation preparation) throws IOException {
        boolean pinned = preparation.arguments().contains("--require-hashes");
        return (pinned || offline) && kept.restore(wish(preparation), preparation.output());
    }

    private static Digest wish(Preparation preparation) {
        return Digest.of((preparation.arguments() + "\n" + preparation.files()).getBytes(StandardCharsets.UTF_8));
    }

    /** What was asked, and what is there. */
    private static String memorable(Preparation preparation) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(wish(preparation)).append('\n');
        if (Files.isDirectory(preparation.output())) {
            for (Path file : files(preparation.output())) {
                text.append(Digest.of(Files.readAllBytes(file)))
                        .append(' ')
                        .append(file.getFileName())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Makes the directory, or takes everything out of it. */
    static void empty(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(directory);
    }

    private void fetch(Preparation preparation) {
        if (offline) {
            throw BuildFailure.ofUser("the wheels for " + preparation.platform() + " are not on this machine")
                    .because("Maven is offline, and what is to be installed has changed or was never fetched")
                    .remedy("build once without -o");
        }
        SortedMap<String, String> environment = environment(user, workDirectory);
        environment.putAll(preparation.environment());
        List<String> words = new ArrayList<>(List.of(program(user).toString()));
        words.addAll(preparation.arguments());
        try {
            CommandResult result = runner.run(
                    new Command(words, environment, preparation.output().getParent(), PATIENCE));
            if (!result.succeeded()) {
                throw PipFailure.of(preparation, withRefusals(result.complaint(), words, environment, preparation));
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("pip did not run to its end")
                    .because(e.getMessage())
                    .from(words.get(0))
                    .causedBy(e)
                    .remedy("run pip --version in a terminal; if that works, build again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    /** The pip that fetches; it may belong to any Python. */
    static Path program(Map<String, String> user) {
        return CommandRunner.find("pip3", user.getOrDefault("PATH", ""))
                .or(() -> CommandRunner.find("pip", user.getOrDefault("PATH", "")))
                .orElseThrow(() -> BuildFailure.ofWorld("this service is built with pip, which is not on this machine")
                        .because("no directory of PATH has pip3 or pip")
                        .remedy("install pip for any Python 3.8 or newer (Debian: apt-get install python3-pip);"
                                + " which Python it belongs to does not matter"));
    }

    /** What that pip sees. */
    static SortedMap<String, String> environment(Map<String, String> user, Path workDirectory) {
        SortedMap<String, String> environment = PipAccess.of(user, workDirectory);
        // Otherwise pyenv looks for the interpreter that the service names.
        environment.put("PYENV_DIR", "/");
        return environment;
    }

    // Of an index that refuses or does not answer pip only speaks at its loudest; else it says that there is no such
    // package.
    private List<String> withRefusals(
            List<String> complaint, List<String> words, Map<String, String> environment, Preparation preparation)
            throws IOException, InterruptedException {
        if (complaint.stream().noneMatch(line -> line.contains("No matching distribution found"))) {
            return complaint;
        }
        List<String> louder = new ArrayList<>(words);
        louder.add("-vv");
        return Stream.concat(
                        runner.run(new Command(
                                        louder,
                                        environment,
                                        preparation.output().getParent(),
                                        PATIENCE))
                                .output()
                                .lines()
                                .map(String::strip)
                                .filter(line -> line.startsWith("Could not fetch URL")),
                        complaint.stream())
                .toList();
    }

    private static void verify(Preparation preparation, List<Requirement> asked) throws IOException {
        List<Wheel> wheels = InstalledWheels.wheels(preparation);
        WheelCheck check = new WheelCheck(preparation.platform(), ExecutableFormat::platformOf);
        wheels.forEach(check::verify);
        TreeSet<String> wanted = asked.stream()
                .map(one ->
                        text(one.name(), one.versions().pinned().orElseThrow().toString()))
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> found = wheels.stream()
                .map(one -> text(one.name().name(), one.name().version().toString()))
                .collect(Collectors.toCollection(TreeSet::new));
        boolean same = wheels.size() == asked.size()
                && asked.stream()
                        .allMatch(one -> wheels.stream()
                                .anyMatch(wheel -> wheel.name().name().equals(one.name())
                                        && one.versions().allows(wheel.name().version())));
        if (!same) {
            throw BuildFailure.ofWorld("pip gave other packages than it was asked for")
                    .because("asked for " + wanted + ", got " + found)
                    .remedy("update pip (pip install --upgrade pip) and build again");
        }
    }

    private static String text(PackageName name, String version) {
        return name + " " + version;
    }
}
