package io.github.sosapp.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {

    @TempDir
    private Path directory;

    @Test
    void aMissingFileIsSaidToBeMissing() {
        Path file = directory.resolve("absent");

        NoSuchFileException cause = catchThrowableOfType(NoSuchFileException.class, () -> Files.size(file));

        assertThat(FileTrouble.inWords(cause)).isEqualTo("there is no " + file);
    }

    @Test
    void aLackOfPermissionIsSaidToBeOne() {
        assertThat(FileTrouble.inWords(new AccessDeniedException("/nonexistent")))
                .isEqualTo("this user may not read or write /nonexistent");
    }

    @Test
    void theWordsOfTheSystemAreKept() {
        assertThat(FileTrouble.inWords(new IOException("No space left on device")))
                .isEqualTo("No space left on device");
    }
}
