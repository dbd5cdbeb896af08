package io.github.sosapp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;

/** A file with a text that somebody has looked at and found good. */
public final class GoldenFile {

    private final Path file;

    private GoldenFile(Path file) {
        this.file = file;
    }

    /** The resource of that name beside a test class. */
    public static GoldenFile of(Class<?> test, String name) {
        return new GoldenFile(Path.of("src/test/resources")
                .resolve(test.getPackageName().replace('.', '/'))
                .resolve(name));
    }

    /** Fails with the differences, and with the command that makes the actual text the good one. */
    public void assertMatches(String actual) {
        try {
            String good = Files.exists(file) ? Files.readString(file) : "";
            if (!good.equals(actual)) {
                Path written = Path.of("target/golden").resolve(file.getFileName());
                Files.createDirectories(written.getParent());
                Files.writeString(written, actual);
                Assertions.fail(file.getFileName() + " differs; when the new text is the better one:\n  mkdir -p "
                        + file.getParent() + " && cp " + written + " " + file + "\n"
                        + difference(good.lines().toList(), actual.lines().toList()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines between the common beginning and the common end; - is the good text, + the actual one. */
    static String difference(List<String> good, List<String> actual) {
        int start = 0;
        while (start < good.size() && start < actual.size() && good.get(start).equals(actual.get(start))) {
            start++;
        }
        int goodEnd = good.size();
        int actualEnd = actual.size();
        while (goodEnd > start && actualEnd > start && good.get(goodEnd - 1).equals(actual.get(actualEnd - 1))) {
            goodEnd--;
            actualEnd--;
        }
        StringBuilder text = new StringBuilder("line " + (start + 1) + ":\n");
        good.subList(start, goodEnd)
                .forEach(line -> text.append("- ").append(line).append('\n'));
        actual.subList(start, actualEnd)
                .forEach(line -> text.append("+ ").append(line).append('\n'));
        return text.toString();
    }
}
