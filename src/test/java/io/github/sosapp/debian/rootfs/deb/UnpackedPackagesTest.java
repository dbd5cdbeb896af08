package io.github.sosapp.debian.rootfs.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.layer.LayerEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedPackagesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private Path cache;
    private PackageFile deb;
    private Path blob;

    @BeforeEach
    void openAPackageForTheFirstTime() throws Exception {
        cache = directory.resolve("cache");
        deb = known(new DebWriting("hello").file("./usr/bin/hello", 0755, "program"));
        read("project", deb);
        blob = blobs().get(0);
    }

    @Test
    void whatIsKeptIsTheArchiveAsDpkgHasIt() throws Exception {
        Path uncompressed = directory.resolve("reference.tar");
        try (DebFile opened = DebFile.open(deb);
                InputStream tar = Decompression.open(opened, opened.data())) {
            Files.copy(tar, uncompressed);
        }

        assertThat(blobs()).hasSize(1);
        assertThat(blob).hasSameBinaryContentAs(uncompressed);
        assertThat(blob.getFileName()).hasToString(Digest.ofFile(uncompressed).hex());
    }

    @Test
    void aPackageThatWasOpenedBeforeIsNotDecompressedAgain() throws Exception {
        damagePackage();

        assertThat(read("project", deb)).containsExactly("/usr/bin/hello program");
        assertThat(blob).exists();
    }

    @Test
    void anArchiveWithAFlippedByteIsMadeAgain() throws Exception {
        byte[] good = Files.readAllBytes(blob);
        for (int at = 0; at < good.length; at += good.length / 7) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(blob, bad);

            assertThat(read("project", deb)).containsExactly("/usr/bin/hello program");
            assertThat(Files.readAllBytes(blob)).isEqualTo(good);
        }
    }

    @Test
    void anArchiveThatIsGoneOrCutOffIsMadeAgain() throws Exception {
        byte[] good = Files.readAllBytes(blob);
        Files.write(blob, List.of("half"));
        assertThat(read("project", deb)).containsExactly("/usr/bin/hello program");

        Files.delete(blob);
        assertThat(read("project", deb)).containsExactly("/usr/bin/hello program");
        assertThat(Files.readAllBytes(blob)).isEqualTo(good);
    }

    @Test
    void aNoteThatIsCutOffIsWrittenAgain() throws Exception {
        Path note = notes("project").get(0);
        byte[] good = Files.readAllBytes(note);
        for (int length = 0; length < good.length; length += good.length / 50) {
            Files.write(note, Arrays.copyOf(good, length));

            assertThat(read("project", deb)).containsExactly("/usr/bin/hello program");
            assertThat(note).hasBinaryContent(good);
        }
    }

    @Test
    void aNoteWithAFlippedByteIsWrittenAgain() throws Exception {
        Path note = notes("project").get(0);
        byte[] good = Files.readAllBytes(note);
        for (int at : IntStream.concat(
                        IntStream.of(0, 63, 64, 65, 128, 129),
                        IntStream.iterate(130, i -> i + 97).limit(20))
                .toArray()) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(note, bad);

            assertThat(read("project", deb)).containsExactly("/usr/bin/hello program");
            assertThat(note).hasBinaryContent(good);
        }
    }

    @Test
    void whatAnotherProjectUnpackedIsNotBelieved() throws Exception {
        damagePackage();

        assertThatThrownBy(() -> read("another", deb)).isInstanceOf(BuildFailure.class);
    }

    @Test
    void anotherVersionOfThePackageIsAnotherPackage() throws Exception {
        PackageFile newer = known(new DebWriting("hello").file("./usr/bin/hello", 0755, "newer program"));

        assertThat(read("project", newer)).containsExactly("/usr/bin/hello newer program");
        assertThat(read("project", deb)).containsExactly("/usr/bin/hello program");
        assertThat(blobs()).hasSize(2);
    }

    @Test
    void aPackageThatIsRefusedIsNotKept() throws Exception {
        PackageFile hostile = known(new DebWriting("hostile").file("../out", "x"));

        assertThatThrownBy(() -> read("project", hostile)).isInstanceOf(BuildFailure.class);
        assertThatThrownBy(() -> read("project", hostile)).hasMessageContaining("leads out of the image");
        assertThat(blobs()).containsExactly(blob);
        assertThat(notes("project")).hasSize(1);
    }

    @Test
    void itIsReadWhileOthersRemoveAndMakeItAgain() throws Exception {
        List<Callable<List<String>>> tasks = new ArrayList<>();
        IntStream.range(0, 40)
                .forEach(i -> tasks.add(() -> {
                    if (i % 4 == 0) {
                        Files.deleteIfExists(blob);
                    }
                    return read("project", deb);
                }));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<List<String>> task : threads.invokeAll(tasks)) {
                assertThat(task.get()).containsExactly("/usr/bin/hello program");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(notes("project")).hasSize(1);
        assertThat(blobs().size()).isLessThanOrEqualTo(1);
    }

    private PackageFile known(DebWriting writing) throws Exception {
        PackageFile written = writing.write(Files.createTempDirectory(directory, "debs"));
        return new PackageFile(
                written.path(),
                written.origin(),
                written.name(),
                written.version(),
                written.architecture(),
                written.source(),
                Optional.of(Digest.ofFile(written.path())));
    }

    private void damagePackage() throws IOException {
        Files.writeString(deb.path(), "no package at all");
    }

    private List<String> read(String project, PackageFile file) throws IOException {
        UnpackedPackages unpacked = UnpackedPackages.of(projectDirectory(project), new BlobStore(cache, CLOCK));
        Path work = directory.resolve("work");
        List<String> lines = new ArrayList<>();
        List<PackageContent> contents = new PackageReader(2, work, unpacked).read(List.of(file));
        try (PackageContent content = contents.get(0)) {
            for (LayerEntry entry : content.entries()) {
                try (InputStream bytes = entry.content().open()) {
                    lines.add(entry.path() + " " + new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return lines;
    }

    private Path projectDirectory(String project) {
        return directory.resolve("projects").resolve(project);
    }

    private List<Path> blobs() throws IOException {
        return list(cache.resolve("blobs/sha256"));
    }

    private List<Path> notes(String project) throws IOException {
        return list(projectDirectory(project).resolve("unpacked-1"));
    }

    private static List<Path> list(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.sorted().toList();
        }
    }
}
