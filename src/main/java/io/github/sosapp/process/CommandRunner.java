package io.github.sosapp.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs commands; a seam, so that tests can answer for a program that a machine lacks. */
public interface CommandRunner {

    /**
     * Runs a command to its end and keeps what it printed.
     *
     * @throws IOException when the program cannot be started or does not end in time
     */
    CommandResult run(Command command) throws IOException, InterruptedException;

    /** Runs commands as children of this process. */
    static CommandRunner ofThisMachine() {
        return new LocalCommandRunner();
    }

    /** The program of that name in the first directory of {@code searchPath} (the PATH variable) that has it. */
    static Optional<Path> find(String program, String searchPath) {
        for (String directory : searchPath.split(java.io.File.pathSeparator)) {
            for (String suffix : new String[] {"", ".exe"}) {
                Path candidate = Path.of(directory.isEmpty() ? "." : directory, program + suffix);
                if (!directory.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return Optional.of(candidate.toAbsolutePath());
                }
            }
        }
        return Optional.empty();
    }
}
