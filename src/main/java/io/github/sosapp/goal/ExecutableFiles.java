package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.git.SourceHistory;
import io.github.sosapp.git.TrackedModes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.function.Predicate;

/**
 * Says which files of a module are executable: tracked ones as Git's index says, others as their owner says. Git is asked
 * when the first file needs it, because most images take no file from the module's directory.
 */
public final class ExecutableFiles implements Predicate<Path> {

    private final SourceHistory history;
    private final Path directory;
    private TrackedModes tracked;

    public ExecutableFiles(SourceHistory history, Path directory) {
        this.history = history;
        this.directory = directory;
    }

    @Override
    public boolean test(Path file) {
        return tracked().executable(file).orElseGet(() -> isExecutableForOwner(file));
    }

    private synchronized TrackedModes tracked() {
        if (tracked == null) {
            try {
                tracked = history.modesBelow(directory);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw BuildFailure.ofWorld("the build was interrupted")
                        .causedBy(e)
                        .remedy("start it again");
            }
        }
        return tracked;
    }

    private static boolean isExecutableForOwner(Path file) {
        try {
            return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OWNER_EXECUTE);
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }
}
