package io.github.sosapp.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A repository made by the git program, with an identity, a clock and a home of its own. */
public record GitRepository(Path root, Path home) {

    public static GitRepository create(Path root, Path home) throws Exception {
        Files.createDirectories(root);
        Files.createDirectories(home);
        GitRepository repository = new GitRepository(root, home);
        repository.git("init", "-q", "-b", "main");
        return repository;
    }

    public GitRepository at(Path otherRoot) {
        return new GitRepository(otherRoot, home);
    }

    /** The environment that the code under test is given. */
    public Map<String, String> environment() {
        return Map.of("PATH", System.getenv("PATH"), "HOME", home.toString());
    }

    public GitRepository write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Commits everything at a time in seconds and gives the commit's id. */
    public String commit(String message, long time) throws Exception {
        git("add", "-A");
        return commitIndex(message, time);
    }

    public String commitIndex(String message, long time) throws Exception {
        run(time, "commit", "-q", "--allow-empty", "-m", message);
        return head();
    }

    public String head() throws Exception {
        return git("rev-parse", "HEAD").strip();
    }

    public String git(String... arguments) throws Exception {
        return run(1_000_000_000L, arguments);
    }

    public String run(long time, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("git", "-c", "protocol.file.allow=always"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(root.toFile()).redirectErrorStream(true);
        Map<String, String> environment = new TreeMap<>(environment());
        environment.put("GIT_AUTHOR_NAME", "A U Thor");
        environment.put("GIT_AUTHOR_EMAIL", "author@example.org");
        environment.put("GIT_AUTHOR_DATE", (time - 500) + " +0500");
        environment.put("GIT_COMMITTER_NAME", "C O Mitter");
        environment.put("GIT_COMMITTER_EMAIL", "committer@example.org");
        environment.put("GIT_COMMITTER_DATE", time + " +0500");
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", line) + ": " + output);
        }
        return output;
    }
}
