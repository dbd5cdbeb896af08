package io.github.sosapp.process;

import java.util.List;

/** What a program left behind: exit code, standard output and standard error as UTF-8 text. */
public record CommandResult(int exitCode, String output, String errors) {

    /** Whether the program ended with exit code 0. */
    public boolean succeeded() {
        return exitCode == 0;
    }

    /** Lines of standard error, or of standard output when there are none; blank lines left out. */
    public List<String> complaint() {
        List<String> lines = errors.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? output.lines().filter(line -> !line.isBlank()).toList() : lines;
    }
}
