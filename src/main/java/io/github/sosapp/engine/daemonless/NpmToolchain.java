package io.github.sosapp.engine.daemonless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.semver4j.Semver;

/**
 * The npm of this machine. Only where it installs, and no script can run, it gets the user's logins; scripts get a home
 * directory of their own and nothing of the user's.
 */
final class NpmToolchain implements Toolchain, TestTool {

    private static final Duration LOOK = Duration.ofSeconds(60);
    private static final Duration WORK = Duration.ofHours(1);
    private static final String INSTALL = "ci";
    private static final int OLDEST = 10;
    private static final String PACKAGES = "node_modules";
    private static final String ALONE = "--workspaces=false";

    private final CommandRunner runner;
    private final Path program;
    private final NpmAccess access;
    private final Path workDirectory;
    private final String npmVersion;
    private final String nodeVersion;
    private final boolean offline;

    private NpmToolchain(
            CommandRunner runner,
            Path program,
            NpmAccess access,
            Path workDirectory,
            String npmVersion,
            String nodeVersion,
            boolean offline) {
        this.runner = runner;
        this.program = program;
        this.access = access;
        this.workDirectory = workDirectory;
        this.npmVersion = npmVersion;
        this.nodeVersion = nodeVersion;
        this.offline = offline;
    }

    /** Finds npm on the user's path and asks it for the user's own settings. */
    static NpmToolchain find(CommandRunner runner, Map<String, String> user, Path workDirectory, boolean offline) {
        Path program = CommandRunner.find("npm", user.getOrDefault("PATH", ""))
                .orElseThrow(() -> BuildFailure.ofWorld("this service is built with npm, which is not on this machine")
                        .because("no directory of PATH has it")
                        .remedy("install Node.js 20 or newer, which brings npm along"));
        NpmSettings settings = new NpmSettings(() -> ask(runner, program, user, workDirectory));
        String npm = versionOf(program)
                .orElseGet(() -> settings.get().path("npm-version").asText(""));
        make(workDirectory);
        String node = nodeVersion(runner, user, workDirectory);
        requireNpm(program, npm);
        return new NpmToolchain(
                runner, program, NpmAccess.of(user, workDirectory, settings), workDirectory, npm, node, offline);
    }

    // Npm takes a third of a second to tell it, and a build after an edit may not need npm at all.
    private static Optional<String> versionOf(Path program) {
        try {
            Path manifest = program.toRealPath().getParent().resolveSibling("package.json");
            JsonNode json = Json.parse(Files.readAllBytes(manifest));
            return Optional.of(json.path("version").asText(""))
                    .filter(version -> json.path("name").asText().equals("npm") && !version.isEmpty());
        } catch (IOException notWhereNodePutsIt) {
            return Optional.empty();
        }
    }

    /** What npm answered, which is asked once. */
    private static final class NpmSettings implements Supplier<JsonNode> {

        private final Supplier<JsonNode> question;
        private JsonNode answer;

        NpmSettings(Supplier<JsonNode> question) {
            this.question = question;
        }

        @Override
        public synchronized JsonNode get() {
            if (answer == null) {
                answer = question.get();
            }
            return answer;
        }
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot make the directory " + directory)
                    .causedBy(e)
                    .remedy("check its permissions and the free space of the disk");
        }
    }

    // In the user's whole environment, because that is where the answers are; nothing is fetched and no script runs.
    private static JsonNode ask(CommandRunner runner, Path program, Map<String, String> user, Path directory) {
        make(directory);
        // In the directory of a workspace npm refuses to answer otherwise.
        List<String> arguments = List.of(program.toString(), "config", "list", "--long", "--json", ALONE);
        CommandResult result = start(runner, new Command(arguments, user, directory, LOOK));
        if (!result.succeeded()) {
            throw BuildFailure.ofWorld("npm config list failed")
                    .from(program)
                    .listing(NpmFailure.shorten(result.complaint()))
                    .remedy("make npm config list work in a terminal, then build again");
        }
        try {
            return Json.parse(result.output().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw BuildFailure.ofWorld("npm config list --json printed no JSON")
                    .from(program)
                    .causedBy(e)
                    .remedy("check that this program is Node's own, or put Node's directory first on PATH");
        }
    }

    private static String nodeVersion(CommandRunner runner, Map<String, String> user, Path directory) {
        Path node = CommandRunner.find("node", user.getOrDefault("PATH", ""))
                .orElseThrow(() -> BuildFailure.ofWorld("there is npm on this machine, but no node")
                        .because("no directory of PATH has it")
                        .remedy("install Node.js 20 or newer"));
        Map<String, String> bare = Map.of("PATH", user.getOrDefault("PATH", ""));
        return start(runner, new Command(List.of(node.toString(), "--version"), bare, directory, LOOK))
                .output()
                .strip()
                .replaceFirst("^v", "");
    }

    private static void requireNpm(Path program, String version) {
        String major = version.replaceFirst("\\..*", "");
        if (!major.matches("\\d{1,4}") || Integer.parseInt(major) < OLDEST) {
            throw BuildFailure.ofWorld("npm " + version + " is too old")
                    .because("npm before " + OLDEST + " cannot install for another platform")
                    .from(program)
                    .remedy("install Node.js 20 or newer, or run npm install --global npm@" + OLDEST);
        }
    }

    @Override
    public void run(Preparation preparation) {
        CommandResult result = start(runner, command(preparation));
        if (!result.succeeded()) {
            throw NpmFailure.of(preparation, result, offline);
        }
        if (!installs(preparation)) {
            deleteCaches(preparation);
        }
    }

    @Override
    public void judge(TestRun tests, CommandResult result) {
        deleteCaches(tests.command());
        TestTool.super.judge(tests, result);
    }

    private static boolean installs(Preparation preparation) {
        return preparation.arguments().get(0).equals(INSTALL);
    }

    @Override
    public Command command(Preparation preparation) {
        requireNode(preparation);
        SortedMap<String, String> environment = new TreeMap<>(
                installs(preparation) ? access.forInstalling(preparation.directory()) : access.forScripts());
        environment.putAll(preparation.environment());
        return command(preparation.arguments(), environment, preparation.directory());
    }

    /** Asks for what can be had, away from any project; no script can run. */
    CommandResult ask(List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        words.add(ALONE);
        return start(runner, command(words, access.forInstalling(workDirectory), workDirectory));
    }

    private Command command(List<String> words, SortedMap<String, String> environment, Path directory) {
        List<String> arguments = new ArrayList<>(List.of(program.toString()));
        arguments.addAll(words);
        // A project's own .npmrc could name programs; what the command line says comes before it.
        arguments.addAll(List.of(
                "--script-shell=/bin/sh",
                "--node-options=",
                "--git=git",
                "--global=false",
                "--audit=false",
                "--fund=false",
                "--update-notifier=false",
                "--progress=false",
                "--loglevel=error"));
        if (offline) {
            arguments.add("--offline");
        }
        return new Command(arguments, environment, directory, WORK);
    }

    // Tools remember there what they made, and would leave it out next time, when it is gone.
    private static void deleteCaches(Preparation preparation) {
        Path directory = preparation.directory();
        deleteCaches(directory.resolve(PACKAGES));
        preparation.arguments().stream()
                .filter(word -> word.startsWith("--workspace=") || word.startsWith("--prefix="))
                .map(word -> word.substring(word.indexOf('=') + 1))
                .forEach(workspace -> deleteCaches(directory.resolve(workspace).resolve(PACKAGES)));
    }

    private static void deleteCaches(Path packages) {
        if (!Files.isDirectory(packages)) {
            return;
        }
        try (Stream<Path> entries = Files.list(packages)) {
            for (Path entry : entries.filter(NpmToolchain::isCache).toList()) {
                DeletedTree.delete(entry);
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot tidy up " + packages)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to target");
        }
    }

    private static boolean isCache(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith(".") && !name.equals(".bin") && !name.equals(".package-lock.json");
    }

    private void requireNode(Preparation preparation) {
        String wanted = preparation.toolVersion();
        Semver here = Semver.parse(nodeVersion);
        if (!wanted.isEmpty() && (here == null || !here.satisfies(wanted))) {
            throw BuildFailure.ofWorld("the service is built with Node.js " + wanted + ", this machine has "
                            + (nodeVersion.isEmpty() ? "none that tells its version" : nodeVersion))
                    .because(".nvmrc, .node-version, engines in package.json or sos.node.version says so")
                    .remedy("install Node.js " + wanted
                            + " (nvm install, fnm use, volta pin), or change what the service" + " asks for");
        }
    }

    @Override
    public SortedMap<String, String> versions(Preparation preparation) {
        return new TreeMap<>(Map.of("npm", npmVersion, "node", nodeVersion));
    }

    private static CommandResult start(CommandRunner runner, Command command) {
        try {
            return runner.run(command);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("npm did not run to its end")
                    .because(e.getMessage())
                    .from(command.arguments().get(0))
                    .causedBy(e)
                    .remedy("run npm --version in a terminal; if that works, build again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }
}
