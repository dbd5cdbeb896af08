package io.github.sosapp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.NonWritableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

    @TempDir
    private Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFileHasItsNameOnlyWhenItIsWhole() throws Exception {
        Path target = Files.writeString(directory.resolve("target"), "old");
        try (DurableFile file = DurableFile.in(directory)) {
            file.write(bytes("new"));
            assertThat(target).hasContent("old");
            file.moveTo(target);
        }
        assertThat(target).hasContent("new");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void aFileThatIsGivenUpIsGone() throws Exception {
        try (DurableFile file = DurableFile.in(directory.resolve("made"))) {
            file.write(bytes("half"));
        }
        assertThat(directory.resolve("made")).isEmptyDirectory();
    }

    @Test
    void whatWasWrittenCanBeTakenBack() throws Exception {
        Path target = directory.resolve("target");
        try (DurableFile file = DurableFile.in(directory)) {
            file.write(bytes("a long beginning"));
            file.clear();
            file.stream().write(bytes("anew"));
            file.moveTo(target);
        }
        assertThat(target).hasContent("anew");
    }

    @Test
    void anotherNameOfAFileLeavesTheFileAsItIs() throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "content");
        source.toFile().setReadOnly();
        Path target = directory.resolve("target");
        try (DurableFile file = DurableFile.ofSame(directory.resolve("unfinished"), source)) {
            assertThat(file.path()).hasContent("content");
            assertThatThrownBy(() -> file.write(bytes("x"))).isInstanceOf(NonWritableChannelException.class);
            file.moveTo(target);
        }
        assertThat(source).hasContent("content");
        assertThat(target).hasContent("content");
        assertThat(directory.resolve("unfinished")).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftIsDeletedAndNothingElse() throws Exception {
        DurableFile left = DurableFile.in(directory);
        left.write(bytes("half"));
        Path other = Files.writeString(directory.resolve(".sos-notes"), "of somebody");

        DurableFile.deleteUnfinished(directory);

        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(other));
        left.close();
        DurableFile.deleteUnfinished(directory.resolve("missing"));
    }
}
