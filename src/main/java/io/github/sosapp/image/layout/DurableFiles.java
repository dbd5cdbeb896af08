package io.github.sosapp.image.layout;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Changes files so that a final name holds the old content or the whole new content, even after a power cut. */
final class DurableFiles {

    private final Path temporaryDirectory;
    private final Consumer<Path> beforeChange;

    /**
     * @param temporaryDirectory on the same file system as the final names
     * @param beforeChange told the file before every single change; tests interrupt there
     */
    DurableFiles(Path temporaryDirectory, Consumer<Path> beforeChange) {
        this.temporaryDirectory = temporaryDirectory;
        this.beforeChange = beforeChange;
    }

    void write(Path target, byte[] content) throws IOException {
        Path temporary = temporary(target);
        beforeChange.accept(temporary);
        Files.write(temporary, content);
        sync(temporary);
        replace(target, temporary);
    }

    /** Gives a finished blob another name; it is copied only where the file system knows no second name for a file. */
    void place(Path target, Path source, Descriptor expected) throws IOException {
        Path temporary = temporary(target);
        beforeChange.accept(temporary);
        try {
            Files.createLink(temporary, source);
        } catch (IOException | UnsupportedOperationException otherFileSystem) {
            Files.copy(source, temporary, StandardCopyOption.REPLACE_EXISTING);
        }
        sync(temporary);
        if (!holds(temporary, expected)) {
            throw new IOException("the file of layer " + expected.digest() + " has changed since it was written");
        }
        replace(target, temporary);
    }

    static boolean holds(Path file, Descriptor expected) throws IOException {
        return Files.isRegularFile(file)
                && Files.size(file) == expected.size()
                && Digest.ofFile(file).equals(expected.digest());
    }

    private Path temporary(Path target) throws IOException {
        Files.createDirectories(temporaryDirectory);
        Path temporary = temporaryDirectory.resolve(target.getFileName().toString());
        Files.deleteIfExists(temporary);
        return temporary;
    }

    private void replace(Path target, Path temporary) throws IOException {
        beforeChange.accept(target);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(Path file) throws IOException {
        beforeChange.accept(file);
        Files.deleteIfExists(file);
    }

    /** Removes what an interrupted writer left behind. */
    void deleteTemporaryFiles() throws IOException {
        if (Files.isDirectory(temporaryDirectory)) {
            try (Stream<Path> files = Files.list(temporaryDirectory)) {
                for (Path file : files.toList()) {
                    delete(file);
                }
            }
            delete(temporaryDirectory);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (AccessDeniedException readOnly) {
            syncDirectory(file);
        }
    }

    /** Makes renames durable; Windows has no such operation and needs none. */
    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notSupportedHere) {
            // The content is complete either way; only its survival of a power cut is the file system's own affair.
        }
    }

    /** The failure of a write, in plain words. */
    static BuildFailure failure(Path directory, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        BuildFailure.Facts failure =
                BuildFailure.ofWorld("cannot write the image to " + directory).causedBy(cause);
        if (lower.contains("no space left") || lower.contains("not enough space") || lower.contains("quota exceeded")) {
            return failure.because("the disk is full; the image that was there before is unchanged")
                    .remedy("free some space and run the build again");
        }
        if (cause instanceof AccessDeniedException || lower.contains("permission denied")) {
            return failure.because("no permission to write " + message)
                    .remedy("make the directory writable for the user who runs the build");
        }
        return failure.because(message).remedy("run mvn clean package; if it stays, look at the disk");
    }
}
