package io.github.sosapp.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The Python 3.11 that Debian 12 has in /usr/bin, taken for the one of an image. */
public final class HostPython {

    public static final String PROGRAM = "/usr/bin/python3.11";

    private HostPython() {}

    /** Skips the test where it is absent. */
    public static void require() {
        Required.that(
                Files.isExecutable(Path.of(PROGRAM)), PROGRAM + " is not there", "apt-get install python3.11-minimal");
    }

    /** The wanted files of this machine, links left out as in a layer. */
    public static SortedMap<String, byte[]> files(Predicate<String> wanted) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (String directory : new String[] {"/usr/lib/python3.11", "/usr/lib/" + triplet(), "/usr/bin"}) {
            try (Stream<Path> walk = Files.walk(Path.of(directory), directory.endsWith("python3.11") ? 9 : 1)) {
                for (Path file : walk.filter(path -> wanted.test(path.toString()))
                        .filter(path -> !Files.isSymbolicLink(path) && Files.isRegularFile(path))
                        .toList()) {
                    files.put(file.toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static String triplet() {
        return (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64") + "-linux-gnu";
    }
}
