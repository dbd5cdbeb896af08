package io.github.sosapp.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs commands; a seam, so that tests can answer for a program that a machine lacks. */
public interface CommandRunner {

    /**
     * Runs a command to its end and keeps what it printed.
     *
     * @throws IOException when the program cannot be started or does not end in time
     */
    CommandResult run(Command command) throws IOException, InterruptedException;

    /**
     * Runs a command to its end and hands over every line that it prints, errors among the others.
     *
     * @param lines gets each line as soon as it is there, in a thread that it may not hold up for long
     * @return with what was handed over as output, of a long one only the end
     * @throws IOException when the program cannot be started or does not end in time
     */
    default CommandResult follow(Command command, Consumer<String> lines) throws IOException, InterruptedException {
        CommandResult result = run(command);
        result.output().lines().forEach(lines);
        result.errors().lines().forEach(lines);
        return new CommandResult(result.exitCode(), result.output() + result.errors(), "");
    }

    /** Writes what a program reads from its standard input. */
    interface Input {

        /** @throws IOException when the program does not read on, which is no failure by itself */
        void writeTo(OutputStream out) throws IOException;
    }

    /** A program that did not end in time. */
    final class TookTooLong extends IOException {

        private static final long serialVersionUID = 1;

        TookTooLong(Command command) {
            super(command.arguments().get(0) + " did not end within "
                    + command.timeout().toSeconds() + " s");
        }
    }

    /**
     * As {@link #follow}, with something to read for the program; one that reads nothing gets nothing.
     *
     * @throws TookTooLong when the program does not end in time
     * @throws RuntimeException of the input, after the program was ended
     */
    default CommandResult feed(Command command, Input input, Consumer<String> lines)
            throws IOException, InterruptedException {
        return follow(command, lines);
    }

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
