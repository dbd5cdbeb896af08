package io.github.sosapp.service.python.lock;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a file of requirements as pip joins them: continued lines are one, comments are gone. */
final class RequirementLines {

    /**
     * One of them.
     *
     * @param number of its first line in the file
     */
    record Line(Path file, int number, String text) {

        String place() {
            return file + " line " + number;
        }
    }

    private RequirementLines() {}

    static List<Line> read(Path file) {
        String content;
        try {
            content = Files.readString(file);
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file)
                    .because(why(file, e))
                    .causedBy(e)
                    .remedy("let this user read the file, save it as UTF-8, or correct its name");
        }
        List<Line> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int first = 0;
        int number = 0;
        for (String raw : content.replaceFirst("^\uFEFF", "").split("\r?\n", -1)) {
            number++;
            first = joined.isEmpty() ? number : first;
            boolean isComment = raw.strip().startsWith("#");
            boolean continues = raw.endsWith("\\") && !isComment;
            // A comment ends what is continued, as it does for pip.
            joined.append(isComment ? "" : continues ? raw.substring(0, raw.length() - 1) + " " : raw);
            if (!continues) {
                String text = joined.toString().replaceAll("(^|\\s+)#.*$", "").strip();
                if (!text.isEmpty()) {
                    lines.add(new Line(file, first, text));
                }
                joined.setLength(0);
            }
        }
        return lines;
    }

    private static String why(Path file, IOException e) {
        if (!Files.exists(file)) {
            return "there is no such file";
        }
        return e instanceof CharacterCodingException
                ? "it is not a text in UTF-8; what PowerShell's > writes is UTF-16"
                : "this user cannot read it";
    }
}
