package io.github.sosapp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** pnpm and both generations of yarn, which {@code src/it/machine/install} puts beside the other programs of the tests. */
public enum NodeInstallers {
    PNPM("pnpm", "pnpm/bin/pnpm.cjs"),
    PNPM_9("pnpm", "pnpm9/bin/pnpm.cjs"),
    YARN("yarn", "@yarnpkg/cli-dist/bin/yarn.js"),
    YARN_CLASSIC("yarn", "yarn/bin/yarn.js");

    private final String command;
    private final String script;

    NodeInstallers(String command, String script) {
        this.command = command;
        this.script = script;
    }

    /** The word that starts it. */
    public String command() {
        return command;
    }

    /** A directory for PATH that has just this program, made below {@code work}. */
    public Path directory(Path work) {
        String home = System.getenv().getOrDefault("SOS_TEST_HOME", "/opt/sos-test");
        Path program = Path.of(home, "node/node_modules", script);
        Required.that(Files.isRegularFile(program), program + " is not there", "src/it/machine/install");
        try {
            Path directory = Files.createDirectories(work.resolve("bin-" + name()));
            if (!Files.exists(directory.resolve(command))) {
                Files.createSymbolicLink(directory.resolve(command), program);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the lock file of the package.json in a directory; installs nothing. */
    public void lock(Path service, Path work) throws IOException {
        List<String> words = switch (this) {
            case PNPM, PNPM_9 ->
                Files.exists(service.resolve("pnpm-workspace.yaml"))
                        ? List.of("install", "--lockfile-only", "--ignore-scripts")
                        : List.of("install", "--lockfile-only", "--ignore-scripts", "--ignore-workspace");
            case YARN -> List.of("install", "--mode=update-lockfile");
            case YARN_CLASSIC -> List.of("install", "--ignore-scripts", "--non-interactive", "--ignore-platform");
        };
        if (this == YARN) {
            Files.writeString(service.resolve(".yarnrc.yml"), "nodeLinker: node-modules\n");
            // Else it takes the project in a directory above for its own.
            Files.writeString(service.resolve("yarn.lock"), "");
        }
        Programs.output(
                service,
                "sh",
                "-c",
                "PATH=" + directory(work) + ":$PATH; exec " + command + " " + String.join(" ", words) + " >&2");
    }
}
