package io.github.sosapp.image.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private Path root;
    private BlobStore store;

    @BeforeEach
    void setUp() {
        root = directory.resolve("cache");
        store = storeAt(NOW);
    }

    @Test
    void givesBackWhatWasPut() throws Exception {
        Digest digest = put("blob");
        assertThat(store.find(digest))
                .hasValueSatisfying(file -> assertThat(file)
                        .hasContent("blob")
                        .isEqualTo(root.resolve("blobs/sha256").resolve(digest.hex())));
        assertThat(store.find(Digest.of(new byte[1]))).isEmpty();
    }

    @Test
    void aKeptFileIsFoundEvenWhenItsFirstNameIsGoneButNotWhenItWasDamaged() throws Exception {
        Path file = Files.writeString(directory.resolve("built"), "blob");
        Digest digest = Digest.ofFile(file);
        store.keep(digest, file);
        store.keep(digest, file);
        Files.delete(file);
        assertThat(store.find(digest))
                .hasValueSatisfying(kept -> assertThat(kept).hasContent("blob"));

        Files.writeString(store.path(digest), "blog");
        assertThat(store.find(digest)).isEmpty();
        assertThat(store.path(digest)).doesNotExist();
    }

    @Test
    void isOpenToItsOwnerAlone() throws Exception {
        put("blob");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void aDamagedBlobIsRemovedAsIfItHadNeverBeenThere() throws Exception {
        Digest digest = put("blob");
        Files.writeString(store.path(digest), "blub");
        assertThat(store.find(digest)).isEmpty();
        assertThat(store.path(digest)).doesNotExist();
        assertThat(store.find(put("blob"))).isPresent();
    }

    @Test
    void bytesWithAnotherDigestAreRefused() {
        Digest digest = Digest.of(new byte[1]);
        assertThatThrownBy(() -> store.put(digest, new ByteArrayInputStream(new byte[2])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(digest.toString());
        assertThat(root.resolve("blobs/sha256")).isEmptyDirectory();
    }

    @Test
    void sweepingRemovesTheStaleAndKeepsTheRest() throws Exception {
        Digest unused = aged(put("unused"), Duration.ofDays(31));
        Digest used = aged(put("used"), Duration.ofDays(29));
        Path stale = temporary("stale", Duration.ofHours(25));
        Path busy = temporary("busy", Duration.ofHours(23));
        storeAt(NOW).sweep();

        assertThat(store.path(unused)).doesNotExist();
        assertThat(store.path(used)).exists();
        assertThat(stale).doesNotExist();
        assertThat(busy).exists();
    }

    @Test
    void aboveTenGigabytesTheLongestUnusedGoFirst() throws Exception {
        put("first");
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Path file = store.path(Digest.of(new byte[] {(byte) i}));
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(3_000_000_000L);
            }
            Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(i + 1))));
            files.add(file);
        }
        store.sweep();

        assertThat(files.stream().map(Files::exists)).containsExactly(true, true, true, false, false, false);
    }

    @Test
    void findingABlobKeepsItFromBeingSwept() throws Exception {
        Digest digest = aged(put("blob"), Duration.ofDays(29));
        store.find(digest);
        storeAt(NOW.plus(Duration.ofDays(29))).sweep();

        assertThat(store.path(digest)).exists();
    }

    @Test
    void manyAtOnceSeeOnlyWholeBlobs() throws Exception {
        byte[] bytes = new byte[3_000_000];
        Digest digest = Digest.of(bytes);
        ExecutorService users = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            boolean writes = i % 2 == 0;
            tasks.add(() -> {
                BlobStore own = storeAt(NOW);
                if (writes) {
                    own.put(digest, new ByteArrayInputStream(bytes));
                }
                return own.find(digest).isPresent() || !writes;
            });
        }
        for (Future<Boolean> result : users.invokeAll(tasks)) {
            assertThat(result.get()).isTrue();
        }
        users.shutdown();
        assertThat(root.resolve("blobs/sha256")).isDirectoryNotContaining("glob:**.tmp");
    }

    private Digest put(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        store.put(Digest.of(bytes), new ByteArrayInputStream(bytes));
        return Digest.of(bytes);
    }

    private Digest aged(Digest digest, Duration age) throws IOException {
        Files.setLastModifiedTime(store.path(digest), FileTime.from(NOW.minus(age)));
        return digest;
    }

    private Path temporary(String name, Duration age) throws IOException {
        Path file = Files.createFile(root.resolve("blobs/sha256/.sos-" + name + ".tmp"));
        return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    private BlobStore storeAt(Instant now) {
        return new BlobStore(root, Clock.fixed(now, ZoneOffset.UTC));
    }
}
