package io.github.sosapp.debian.control;

import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The package indices that this machine's own apt has fetched: real input, and what apt itself answers from. */
final class HostArchive {

    private static final String INSTALL = "apt-get update (on Debian)";

    private HostArchive() {}

    /** The package files in apt's order, as apt has them stored. */
    static List<Path> indices() {
        Required.program("apt-get", INSTALL);
        List<Path> files = Programs.output(
                        Path.of("/"), "apt-get", "indextargets", "--format", "$(CREATED_BY) $(FILENAME)")
                .lines()
                .filter(line -> line.startsWith("Packages "))
                .map(line -> Path.of(line.substring("Packages ".length())))
                .toList();
        Required.that(!files.isEmpty(), "apt has fetched no package index", INSTALL);
        return files;
    }

    static String architecture() {
        Required.program("dpkg", INSTALL);
        return Programs.output(Path.of("/"), "dpkg", "--print-architecture");
    }

    /** All of them in one index. */
    static PackageIndex index() throws IOException {
        PackageIndex.Collector collector = PackageIndex.of(architecture());
        for (Path file : indices()) {
            try (InputStream packages = open(file)) {
                collector.add(packages, suite(file));
            }
        }
        return collector.index();
    }

    /** The file's content, whatever it was compressed with. */
    static InputStream open(Path file) throws IOException {
        return new ProcessBuilder("/usr/lib/apt/apt-helper", "cat-file", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .getInputStream();
    }

    private static String suite(Path file) {
        return file.getFileName().toString().replaceAll(".*_dists_", "");
    }
}
