package io.github.sosapp.testing;

import java.util.ArrayList;
import java.util.List;

/** What a person sees of text that was written to a terminal: carriage returns write over what is in the line. */
public final class Terminal {

    /** Starts a program on a terminal of its own; what it draws goes to standard output. To go before the program's words. */
    public static final List<String> PROGRAM =
            List.of("python3", "-c", "import os,pty,sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))");

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int column;

    private Terminal() {}

    /** The lines that are left in the end, without blanks at their ends. */
    public static List<String> showing(String written) {
        Terminal terminal = new Terminal();
        withoutColours(written).chars().forEach(letter -> terminal.write((char) letter));
        return terminal.lines.stream()
                .map(line -> line.toString().stripTrailing())
                .toList();
    }

    private static String withoutColours(String written) {
        return written.replaceAll("\u001b\\[[0-9;]*m", "");
    }

    private void write(char letter) {
        StringBuilder line = lines.get(lines.size() - 1);
        if (letter == '\r') {
            column = 0;
        } else if (letter == '\n') {
            lines.add(new StringBuilder());
            column = 0;
        } else {
            if (column == line.length()) {
                line.append(letter);
            } else {
                line.setCharAt(column, letter);
            }
            column++;
        }
    }
}
