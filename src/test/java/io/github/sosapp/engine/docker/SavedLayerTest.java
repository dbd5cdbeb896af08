package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.testing.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives are written and read by Python here. */
class SavedLayerTest {

    private static final String WRITE = """
            import io, sys, tarfile
            with tarfile.open('saved.tar', 'w', format=tarfile.PAX_FORMAT) as tar:
                def add(name, kind=tarfile.REGTYPE, link='', content=b'', **pax):
                    entry = tarfile.TarInfo(name)
                    entry.type, entry.linkname, entry.size, entry.mode, entry.uid = kind, link, len(content), 0o755, 7
                    entry.pax_headers = {'SCHILY.xattr.' + key.replace('_', '.'): value for key, value in pax.items()}
                    tar.addfile(entry, io.BytesIO(content))
                %s
            """;

    private static final String READ = """
            import sys, tarfile
            with tarfile.open(sys.argv[1]) as tar:
                for entry in tar:
                    values = {key: value.encode('utf-8', 'surrogateescape').hex()
                              for key, value in entry.pax_headers.items() if key.startswith('SCHILY')}
                    print(entry.name, entry.type.decode(), entry.linkname, oct(entry.mode), entry.uid, entry.size,
                          ' '.join(key + '=' + value for key, value in sorted(values.items())))
            """;

    @TempDir
    Path directory;

    private List<LayerEntry> saved(String entries, FileRegion[] kept) throws IOException {
        Programs.succeeded(directory, Map.of(), "python3", "-c", WRITE.formatted(entries.replace("\n", "\n    ")));
        FileChannel channel = FileChannel.open(directory.resolve("saved.tar"));
        kept[0] = new FileRegion(channel, 0, channel.size());
        return new SavedLayer(kept[0], Set.of("left-out")).entries();
    }

    private String written(String entries) throws IOException {
        FileRegion[] kept = new FileRegion[1];
        try {
            Layer layer = LayerWriter.ofLinux(1, warning -> {})
                    .write(
                            "test",
                            saved(entries, kept),
                            Compression.GZIP,
                            LayerCache.none(),
                            directory.resolve("blobs"))
                    .layer();
            return Programs.output(
                    directory, "python3", "-c", READ, layer.blob().toString());
        } finally {
            kept[0].channel().close();
        }
    }

    @Test
    void ofSeveralNamesOfAFileTheFirstInOrderIsTheFileWhicheverTheEngineTook() throws IOException {
        String one = written("""
                add('srv/deep/now', content=b'fixed')
                add('srv/again', kind=tarfile.LNKTYPE, link='srv/deep/now')
                add('zz', kind=tarfile.LNKTYPE, link='srv/again')
                """);
        String other = written("""
                add('zz', content=b'fixed')
                add('srv/again', kind=tarfile.LNKTYPE, link='zz')
                add('srv/deep/now', kind=tarfile.LNKTYPE, link='zz')
                """);

        assertThat(one.lines().map(String::strip).toList())
                .containsExactly(
                        "srv 5  0o755 0 0",
                        "srv/again 0  0o755 7 5",
                        "srv/deep 5  0o755 0 0",
                        "srv/deep/now 1 srv/again 0o755 7 0",
                        "zz 1 srv/again 0o755 7 0");
        assertThat(other).isEqualTo(one);
    }

    @Test
    void extendedAttributesAreKeptByteForByte() throws IOException {
        String capability = "01000002" + "80040000" + "00000000" + "ff0a3d20" + "00000000";
        String list = written("""
                value = bytes.fromhex('%s').decode('utf-8', 'surrogateescape')
                add('bin/plain', content=b'x' * 700)
                add('bin/server', content=b'y' * 3, user_note='ok', security_capability=value)
                add('bin/server2', kind=tarfile.LNKTYPE, link='bin/server')
                add('bin/tool', content=b'z')
                """.formatted(capability));

        assertThat(list.lines().map(String::strip).toList())
                .containsExactly(
                        "bin 5  0o755 0 0",
                        "bin/plain 0  0o755 7 700",
                        "bin/server 0  0o755 7 3 SCHILY.xattr.security.capability=" + capability
                                + " SCHILY.xattr.user.note=6f6b",
                        "bin/server2 1 bin/server 0o755 7 0",
                        "bin/tool 0  0o755 7 1");
    }

    @Test
    void hardLinksToNothingAreRefused() {
        FileRegion[] kept = new FileRegion[1];
        assertThatThrownBy(() -> saved("add('a', kind=tarfile.LNKTYPE, link='b')", kept))
                .hasMessage("/a is a hard link to b, which its layer does not have");
    }

    @Test
    void namesThatLeaveTheRootAreRefused() {
        FileRegion[] kept = new FileRegion[1];
        assertThatThrownBy(() -> saved("add('a/../../b', content=b'x')", kept))
                .hasMessage("it has a file whose name leaves the root: a/../../b");
    }

    @Test
    void brokenRecordsAreRefused() throws IOException {
        FileRegion[] kept = new FileRegion[1];
        saved("add('a', content=b'x', user_a='1')", kept);
        byte[] bytes = Files.readAllBytes(directory.resolve("saved.tar"));
        // The length of the first record, behind the header of the records.
        bytes[512] = 'x';
        Files.write(directory.resolve("saved.tar"), bytes);
        try (FileChannel channel = FileChannel.open(directory.resolve("saved.tar"))) {
            FileRegion headers = new FileRegion(channel, 0, 1536);
            assertThatThrownBy(() -> RawAttributes.read(headers))
                    .hasMessage("it has a file with attributes that cannot be read");
        }
        kept[0].channel().close();
    }
}
