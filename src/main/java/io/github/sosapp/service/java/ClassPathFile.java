package io.github.sosapp.service.java;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.PlannedFile;
import java.util.List;

/**
 * The class path as an argument file of the {@code java} launcher, one entry a line: a class path of a hundred jars would
 * bury everything else in the entry point and in what debugging tools show of it.
 */
final class ClassPathFile {

    private static final String PATH = JavaApplication.DIRECTORY + "/classpath";

    private ClassPathFile() {}

    /** The word that makes the launcher read the file. */
    static String argument() {
        return "@" + PATH;
    }

    /** @param entries absolute paths in the image, in their order */
    static PlannedFile of(List<String> entries) {
        // A line that ends with a backslash inside quotes goes on (java launcher, "Argument Files").
        String text = "-cp \"\\\n"
                + String.join(
                        ":\\\n", entries.stream().map(ClassPathFile::quoted).toList()) + "\"\n";
        return new PlannedFile(PATH, 0644, Owner.ROOT, new FileSource.Text(text));
    }

    private static String quoted(String entry) {
        return entry.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
