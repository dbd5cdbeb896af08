package io.github.sosapp.git;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Asks the {@code git} program; one short process a question, any number at once. Only commands whose output Git keeps stable for scripts, so
 * that the user's taste in {@code git log} does not matter.
 */
final class GitProgram implements RepositoryReader {

    // The status of a very large tree on a cold disk takes minutes.
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<String> PASSED_ON =
            List.of("PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "SystemRoot");

    private final Path program;
    private final CommandRunner runner;
    private final SortedMap<String, String> environment = new TreeMap<>();

    GitProgram(Path program, CommandRunner runner, Map<String, String> environment) {
        this.program = program;
        this.runner = runner;
        environment.forEach((name, value) -> {
            // GIT_CONFIG_COUNT and its like are how CI declares safe directories; GIT_DIR would ask another repository.
            if (PASSED_ON.contains(name) || name.startsWith("GIT_CONFIG_")) {
                this.environment.put(name, value);
            }
        });
        this.environment.put("GIT_OPTIONAL_LOCKS", "0");
        this.environment.put("GIT_TERMINAL_PROMPT", "0");
        this.environment.put("LC_ALL", "C");
    }

    @Override
    public boolean isDirty(Checkout checkout, List<String> paths, List<String> excluded)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "status",
                "--porcelain=v1",
                "-z",
                "--untracked-files=normal",
                "--no-renames",
                "--ignore-submodules=none",
                "--"));
        paths.forEach(path -> arguments.add(":(top,literal)" + path));
        excluded.forEach(path -> arguments.add(":(top,literal,exclude)" + path));
        return !succeed(checkout, checkout.root(), arguments).output().isEmpty();
    }

    @Override
    public Optional<Commit> lastCommit(Checkout checkout, List<String> paths) throws IOException, InterruptedException {
        return commit(
                checkout, paths.stream().map(path -> ":(top,literal)" + path).toList());
    }

    @Override
    public Optional<Commit> head(Checkout checkout) throws IOException, InterruptedException {
        return commit(checkout, List.of());
    }

    @Override
    public Optional<String> origin(Checkout checkout) throws IOException, InterruptedException {
        // Of several addresses Git fetches from the first. Exit code 1 without words means that there is none.
        List<String> question = List.of("config", "--null", "--get-all", "remote.origin.url");
        CommandResult result = run(checkout.root(), question);
        if (result.exitCode() == 1 && result.errors().isBlank()) {
            return Optional.empty();
        }
        return fields(checked(checkout, result).output()).findFirst();
    }

    @Override
    public List<IndexEntry> index(Checkout checkout, Path directory) throws IOException, InterruptedException {
        return fields(succeed(checkout, directory, List.of("ls-files", "--stage", "-z"))
                        .output())
                .map(GitProgram::indexEntry)
                .toList();
    }

    private Optional<Commit> commit(Checkout checkout, List<String> pathspecs)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("rev-list", "-1", "--timestamp", "HEAD", "--"));
        arguments.addAll(pathspecs);
        CommandResult result = run(checkout.root(), arguments);
        if (!result.succeeded() && result.errors().contains("bad revision 'HEAD'")) {
            return Optional.empty();
        }
        String[] fields = checked(checkout, result).output().strip().split(" ");
        return fields.length == 2
                ? Optional.of(new Commit(fields[1], Instant.ofEpochSecond(Long.parseLong(fields[0]))))
                : Optional.empty();
    }

    // "<mode> <object> <stage>\t<path>"
    private static IndexEntry indexEntry(String line) {
        int tab = line.indexOf('\t');
        String[] fields = line.substring(0, tab).split(" ");
        return new IndexEntry(line.substring(tab + 1), fields[0], fields[1]);
    }

    private static Stream<String> fields(String output) {
        return Stream.of(output.split("\0")).filter(field -> !field.isEmpty());
    }

    private CommandResult succeed(Checkout checkout, Path directory, List<String> arguments)
            throws IOException, InterruptedException {
        return checked(checkout, run(directory, arguments));
    }

    private CommandResult run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        // No file system monitor: it would outlive the build.
        List<String> line = new ArrayList<>(List.of(program.toString(), "-c", "core.fsmonitor=false"));
        line.addAll(arguments);
        return runner.run(new Command(line, environment, directory, PATIENCE));
    }

    private static CommandResult checked(Checkout checkout, CommandResult result) {
        if (result.succeeded()) {
            return result;
        }
        List<String> words = result.complaint().stream()
                .map(line -> line.replaceAll("://[^/\\s]*@", "://"))
                .toList();
        // Git before 2.35.3 says "unsafe repository".
        if (result.errors().contains("dubious ownership") || result.errors().contains("unsafe repository")) {
            throw BuildFailure.ofWorld("Git refuses to read the repository " + checkout.root())
                    .because("the directory belongs to another user than the one who runs this build")
                    .remedy("run git config --global --add safe.directory " + checkout.root()
                            + ", or build as the owner of the directory");
        }
        throw BuildFailure.ofWorld("Git cannot read the repository " + checkout.root())
                .because("the git program ended with exit code " + result.exitCode() + " and said:")
                .listing(words)
                .remedy("make git status work in " + checkout.root());
    }
}
