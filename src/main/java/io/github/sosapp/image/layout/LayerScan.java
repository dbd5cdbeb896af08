package io.github.sosapp.image.layout;

import io.airlift.compress.zstd.ZstdInputStream;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.MediaType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads one layer blob from end to end and notes what is in it. */
final class LayerScan {

    /** What a layer says of a name; {@code IMPLIED} are directories that only have something below them. */
    enum Kind {
        DIRECTORY,
        IMPLIED,
        OTHER;

        boolean isDirectory() {
            return this != OTHER;
        }

        private char letter() {
            return (char) ('a' + ordinal());
        }

        private static Kind of(char letter) {
            return values()[letter - 'a'];
        }
    }

    /** Changes whenever the same bytes would be described in another way. */
    static final int VERSION = 1;

    private static final char AMBIGUITY = '!';
    private static final int FIXED_PARTS = 3;
    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    private final Map<String, Kind> names;
    private final List<String> ambiguities;
    private final Digest digest;
    private final Digest diffId;
    private final long uncompressedSize;

    /**
     * Reads the blob.
     *
     * @throws IOException in plain words when the bytes are not what the media type says, or a name leaves the root
     */
    LayerScan(Path blob, Descriptor descriptor) throws IOException {
        names = new HashMap<>();
        ambiguities = new ArrayList<>();
        MessageDigest compressedHash = Digest.sha256();
        MessageDigest plainHash = Digest.sha256();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(blob), 1 << 16);
                InputStream compressed = new DigestInputStream(file, compressedHash)) {
            Counting plain =
                    new Counting(new DigestInputStream(decompressed(compressed, descriptor.mediaType()), plainHash));
            TarNames.walk(plain, this::note);
            compressed.transferTo(OutputStream.nullOutputStream());
            uncompressedSize = plain.count;
        } catch (IllegalArgumentException | io.airlift.compress.MalformedInputException e) {
            throw new IOException("it cannot be decompressed: " + e.getMessage(), e);
        }
        digest = Digest.finish(compressedHash);
        diffId = Digest.finish(plainHash);
    }

    private LayerScan(
            Map<String, Kind> names, List<String> ambiguities, Digest digest, Digest diffId, long uncompressedSize) {
        this.names = names;
        this.ambiguities = ambiguities;
        this.digest = digest;
        this.diffId = diffId;
        this.uncompressedSize = uncompressedSize;
    }

    /**
     * Everything that was found, to be remembered: bytes of UTF-8, each of them one character. Text in which a single name
     * is not Latin would take twice the room and the tenfold time in a young JVM.
     */
    String text() {
        StringBuilder text = new StringBuilder(64 * (names.size() + 4));
        text.append(digest)
                .append('\0')
                .append(diffId)
                .append('\0')
                .append(uncompressedSize)
                .append('\0');
        names.forEach((path, kind) -> text.append(kind.letter()).append(path).append('\0'));
        ambiguities.forEach(sentence -> text.append(AMBIGUITY).append(sentence).append('\0'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.ISO_8859_1) + Digest.of(bytes).hex();
    }

    /** Reads {@link #text}; empty for anything else, which is as good as nothing remembered. */
    static Optional<LayerScan> parse(String text, Descriptor layer) {
        int end = text.lastIndexOf('\0') + 1;
        String content = text.substring(0, end);
        if (end == 0
                || !Digest.of(content.getBytes(StandardCharsets.ISO_8859_1))
                        .hex()
                        .equals(text.substring(end))) {
            return Optional.empty();
        }
        String[] parts = content.split("\0");
        if (!parts[0].equals(layer.digest().toString())) {
            return Optional.empty();
        }
        Map<String, Kind> names = new HashMap<>(2 * parts.length);
        List<String> ambiguities = new ArrayList<>();
        for (String part : Arrays.asList(parts).subList(FIXED_PARTS, parts.length)) {
            if (part.charAt(0) == AMBIGUITY) {
                ambiguities.add(decoded(part.substring(1)));
            } else {
                names.put(decoded(part.substring(1)), Kind.of(part.charAt(0)));
            }
        }
        return Optional.of(
                new LayerScan(names, ambiguities, layer.digest(), Digest.parse(parts[1]), Long.parseLong(parts[2])));
    }

    private static String decoded(String bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.charAt(i) >= 0x80) {
                return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }

    static boolean isKnown(String mediaType) {
        return List.of(MediaType.LAYER_TAR, MediaType.LAYER_GZIP, MediaType.LAYER_ZSTD, DOCKER_LAYER)
                .contains(mediaType);
    }

    /** The tar archive inside a layer blob; closing it closes the blob. */
    static InputStream decompressed(InputStream compressed, String mediaType) throws IOException {
        return switch (mediaType) {
            case MediaType.LAYER_TAR -> compressed;
            case MediaType.LAYER_ZSTD -> new ZstdInputStream(compressed);
            default -> new GZIPInputStream(compressed, 1 << 16);
        };
    }

    private void note(String name, boolean directory, String hardLinkTarget) throws IOException {
        String path = normal(name);
        if (hardLinkTarget != null) {
            normal(hardLinkTarget);
        }
        if (path.isEmpty()) {
            return;
        }
        noteParents(path);
        Kind before = names.put(path, directory ? Kind.DIRECTORY : Kind.OTHER);
        if (before == Kind.IMPLIED && !directory) {
            ambiguities.add("it has " + path + " as a file and as a directory");
        } else if (before == Kind.DIRECTORY || before == Kind.OTHER) {
            ambiguities.add("it has " + path + " twice");
        }
    }

    private void noteParents(String path) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            String parent = path.substring(0, slash);
            Kind before = names.putIfAbsent(parent, Kind.IMPLIED);
            if (before == Kind.OTHER) {
                ambiguities.add("it has " + parent + " as a file and as a directory");
            }
            if (before != null) {
                return;
            }
        }
    }

    private static String normal(String name) throws IOException {
        StringBuilder path = new StringBuilder();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw new IOException("its tar archive has a name that leaves the root: " + name);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        return path.toString();
    }

    Digest digest() {
        return digest;
    }

    Digest diffId() {
        return diffId;
    }

    /** In bytes. */
    long uncompressedSize() {
        return uncompressedSize;
    }

    /** Paths without a slash at either end, in no order. */
    Map<String, Kind> names() {
        return names;
    }

    /** Names that unpackers may understand differently; the specification forbids them, old base images have them. */
    List<String> ambiguities() {
        return ambiguities;
    }

    private static final class Counting extends java.io.FilterInputStream {

        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
