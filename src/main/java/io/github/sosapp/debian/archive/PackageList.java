package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.control.PackageIndex;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One list of packages of a suite.
 *
 * @param name such as {@code bookworm-updates/main}
 * @param file verified and unpacked
 */
record PackageList(String name, Path file) {

    void addTo(PackageIndex.Collector packages) {
        try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
            packages.add(content, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
