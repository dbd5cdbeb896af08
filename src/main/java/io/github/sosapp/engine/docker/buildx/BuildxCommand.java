package io.github.sosapp.engine.docker.buildx;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The user's {@code docker buildx}, with the user's own configuration and logins. */
public final class BuildxCommand {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern VERSION = Pattern.compile("\\sv?(\\d+)\\.(\\d+)\\S*");
    // The first that tells its progress as data.
    private static final int OLDEST_MINOR = 13;

    private static final String OWN_LOGINS = "SOS_REGISTRY_";

    private final CommandRunner runner;
    private final Map<String, String> environment;
    private final Path directory;

    /**
     * @param environment of the user, whose builders may be reached by way of any of its variables
     * @param directory that paths on the command line are relative to
     */
    public BuildxCommand(CommandRunner runner, Map<String, String> environment, Path directory) {
        this.runner = runner;
        this.environment = new TreeMap<>(environment);
        this.directory = directory;
    }

    /** Several words in one argument, as buildx reads them: parted by commas, in quotes where they may have one. */
    static String listed(String... words) {
        return List.of(words).stream()
                .map(word -> word.contains(",") || word.contains("\"") ? '"' + word.replace("\"", "\"\"") + '"' : word)
                .collect(Collectors.joining(","));
    }

    /**
     * The builder of a name.
     *
     * @param name empty for the one that buildx uses if nobody names one
     * @throws BuildFailure when there is none of that name, or it does not answer
     */
    NamedBuilder builder(String name, String origin) {
        requireVersion();
        List<String> words = new ArrayList<>(List.of("inspect"));
        if (!name.isEmpty()) {
            words.add(name);
        }
        CommandResult answer = ask(words);
        if (!answer.succeeded()) {
            throw answer.errors().contains("no builder")
                    ? unknown(name, origin)
                    : silent(name.isEmpty() ? "in use" : name, "", answer, origin);
        }
        NamedBuilder builder = NamedBuilder.parse(answer.output());
        if (!builder.isRunning()) {
            CommandResult started = ask(List.of("inspect", "--bootstrap", builder.name()));
            builder = NamedBuilder.parse(started.output());
            if (!started.succeeded() || !builder.isRunning()) {
                NamedBuilder asleep = NamedBuilder.parse(answer.output());
                throw silent(asleep.name(), asleep.driver(), started, origin);
            }
        }
        return builder;
    }

    private BuildFailure unknown(String name, String origin) {
        List<String> all = ask(List.of("ls"))
                .output()
                .lines()
                .skip(1)
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .map(line -> line.split("\\s")[0].replace("*", ""))
                .toList();
        return BuildFailure.ofUser("there is no buildx builder " + name)
                .because("docker buildx ls knows " + String.join(", ", all))
                .from(origin)
                .remedy(Suggestion.didYouMean(
                        name, all, "name one of them in sos.docker.builder, or make it with docker buildx create"));
    }

    private static BuildFailure silent(String name, String driver, CommandResult answer, String origin) {
        return BuildFailure.ofWorld("the buildx builder " + name + " does not answer")
                .because(complaint(answer))
                .from(origin)
                .remedy(remedy(driver));
    }

    // Its machine is started by buildx itself, if the driver can.
    private static String remedy(String driver) {
        return switch (driver) {
            case "docker-container" ->
                "let its engine run privileged containers and have BuildKit's image, moby/buildkit; else name a builder of"
                        + " the driver remote in sos.docker.builder, or leave it at auto, which needs neither";
            case "kubernetes" ->
                "see whether kubectl get pods reaches the cluster and may start pods there, with the same KUBECONFIG; else"
                        + " name another builder in sos.docker.builder";
            default -> "docker buildx ls shows its machines: start them, or name another builder in sos.docker.builder";
        };
    }

    /** What it says of its failure at last, without its own mark. */
    static String complaint(CommandResult answer) {
        List<String> lines = answer.complaint();
        return lines.stream()
                .filter(line -> line.startsWith("ERROR: "))
                .reduce((first, second) -> second)
                .or(() -> lines.stream().reduce((first, second) -> second))
                .map(line -> line.replaceFirst("^ERROR: ", ""))
                .orElse("it says nothing");
    }

    /** Whether the engine of a context keeps its images in the store of containerd, which can hand over layouts. */
    boolean hasContainerdStore(String context) {
        Optional<Path> docker = program("docker");
        return docker.isPresent()
                && run(List.of(
                                docker.get().toString(),
                                "--context",
                                context,
                                "info",
                                "--format",
                                "{{json .DriverStatus}}"))
                        .output()
                        .contains("containerd");
    }

    /** The version, for people. */
    String version() {
        Matcher version = VERSION.matcher(ask(List.of("version")).output());
        return version.find() ? version.group().strip() : "";
    }

    private void requireVersion() {
        CommandResult answer = ask(List.of("version"));
        if (!answer.succeeded()) {
            throw missing(complaint(answer));
        }
        Matcher version = VERSION.matcher(answer.output());
        if (version.find() && version.group(1).equals("0") && Integer.parseInt(version.group(2)) < OLDEST_MINOR) {
            throw BuildFailure.ofWorld("docker buildx" + version.group() + " is too old")
                    .because("it cannot tell what it does in a way that can be read; 0." + OLDEST_MINOR
                            + " and newer can")
                    .remedy("install a newer docker-buildx-plugin, or set sos.docker.builder to auto");
        }
    }

    /**
     * Runs a build.
     *
     * @param lines gets everything that it says
     * @throws IOException when it cannot be run, or not to its end
     */
    CommandResult build(List<String> words, CommandRunner.Input context, Duration limit, Consumer<String> lines)
            throws IOException {
        List<String> all = new ArrayList<>(prefix());
        all.add("build");
        all.addAll(words);
        try {
            return runner.feed(new Command(all, childEnvironment(), directory, limit), context, lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    private CommandResult ask(List<String> words) {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(words);
        return run(all);
    }

    private CommandResult run(List<String> words) {
        try {
            return runner.run(new Command(words, childEnvironment(), directory, PATIENCE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        } catch (IOException e) {
            throw BuildFailure.ofWorld("docker buildx does not answer")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("see whether docker buildx ls answers in a shell");
        }
    }

    // The plugin is a program that also runs alone.
    private List<String> prefix() {
        Optional<Path> docker = program("docker");
        if (docker.isPresent()) {
            return List.of(docker.get().toString(), "buildx");
        }
        return program("docker-buildx")
                .or(() -> program("buildx"))
                .map(Path::toString)
                .map(List::of)
                .orElseThrow(() -> missing("there is neither docker nor buildx on the PATH"));
    }

    private Optional<Path> program(String name) {
        return CommandRunner.find(name, environment.getOrDefault("PATH", ""));
    }

    private static BuildFailure missing(String why) {
        return BuildFailure.ofWorld("docker buildx is not installed")
                .because(why)
                .remedy("install the packages docker-cli and docker-buildx (Docker's own: docker-buildx-plugin), or set"
                        + " sos.docker.builder to auto");
    }

    // Anything may be needed to reach a builder, but not the logins that are meant for this plugin alone.
    private Map<String, String> childEnvironment() {
        Map<String, String> child = new TreeMap<>(environment);
        child.keySet().removeIf(name -> name.startsWith(OWN_LOGINS));
        child.put("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        child.put("BUILDX_GIT_INFO", "0");
        return child;
    }
}
