package io.github.sosapp.image.layer;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.StatIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One digest over all that decides a layer, without reading the files on disk. */
final class LayerInputs {

    // Content that is no file must be read for the digest; above this many bytes in all that is no gain.
    private static final long MOST_READ = 32L << 20;

    private LayerInputs() {}

    /**
     * @param format of the bytes: two formats never have equal inputs
     * @return empty when only reading everything can tell whether the layer changed
     */
    static Optional<Digest> digest(List<LayerEntry> tree, long modificationTime, String format, LayerCache cache)
            throws IOException {
        if (!cache.isEnabled()) {
            return Optional.empty();
        }
        List<Path> files = new ArrayList<>();
        MessageDigest sha256 = Digest.sha256();
        add(sha256, format + " " + modificationTime);
        long read = 0;
        for (LayerEntry entry : tree) {
            add(sha256, entry.path());
            add(sha256, entry.type() + " " + entry.mode() + " " + entry.owner() + " " + entry.linkTarget());
            if (entry.type() == LayerEntry.Type.FILE) {
                Optional<Path> file = entry.content().file();
                file.ifPresent(files::add);
                add(sha256, file.map(Path::toString).orElse(""));
                read += file.isPresent() ? 0 : entry.content().size();
                if (read > MOST_READ) {
                    return Optional.empty();
                }
                if (file.isEmpty()) {
                    addContent(sha256, entry.content());
                }
            }
        }
        Optional<StatIndex> stat = cache.statIndex(files).filter(StatIndex::isSettled);
        stat.ifPresent(index -> add(sha256, index.digest().hex()));
        return stat.map(index -> Digest.finish(sha256));
    }

    private static void addContent(MessageDigest sha256, FileContent content) throws IOException {
        try (InputStream bytes = content.open()) {
            add(sha256, Digest.of(bytes).hex());
        }
    }

    // Each text with its length, so that no two lists of texts look the same.
    private static void add(MessageDigest sha256, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        sha256.update(bytes);
    }
}
