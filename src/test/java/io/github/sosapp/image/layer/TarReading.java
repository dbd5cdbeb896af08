package io.github.sosapp.image.layer;

import io.github.sosapp.image.Digest;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads layers back with Python's tarfile, one line per entry. */
final class TarReading {

    private static final String LISTING = """
            import hashlib, sys, tarfile
            with tarfile.open(sys.argv[1]) as tar:
                for entry in tar:
                    kind = entry.type.decode()
                    data = hashlib.sha256(tar.extractfile(entry).read()).hexdigest() if kind == '0' else entry.linkname
                    print('|'.join([entry.name, kind, oct(entry.mode), str(entry.uid), str(entry.gid),
                                    str(entry.mtime), entry.uname + entry.gname, data]))
            """;

    private TarReading() {}

    static List<String> contents(Path blob, Path directory) throws Exception {
        return Programs.run(directory, "python3", "-c", LISTING, blob.toString())
                .lines()
                .toList();
    }

    /** What {@link #contents} must give: sorted, with parents, which must be the only directories. */
    static List<String> expected(List<LayerEntry> entries) throws Exception {
        List<String> lines = new ArrayList<>();
        for (LayerEntry entry : LayerTree.sorted("expected", entries)) {
            String data = entry.type() == LayerEntry.Type.SYMLINK ? entry.linkTarget() : "";
            if (entry.type() == LayerEntry.Type.FILE) {
                try (InputStream bytes = entry.content().open()) {
                    data = Digest.of(bytes).hex();
                }
            }
            String kind =
                    entry.type() == LayerEntry.Type.FILE ? "0" : entry.type() == LayerEntry.Type.SYMLINK ? "2" : "5";
            lines.add(String.join(
                    "|",
                    entry.path().substring(1),
                    kind,
                    "0o" + Integer.toOctalString(entry.mode()),
                    Integer.toString(entry.owner().uid()),
                    Integer.toString(entry.owner().gid()),
                    "0",
                    "",
                    data));
        }
        return lines;
    }
}
