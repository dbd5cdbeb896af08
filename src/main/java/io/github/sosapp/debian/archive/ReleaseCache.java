package io.github.sosapp.debian.archive;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.Request;
import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The signed lists of suites as they were last fetched. Nothing is believed because it lies here: readers verify the
 * signature again, and a damaged file is as good as none.
 */
final class ReleaseCache {

    /** A list of a suite: its bytes, when the mirror last confirmed them, and how to ask whether there are others. */
    static final class Stored {

        private final Instant confirmed;
        private final String etag;
        private final String lastModified;
        private final byte[] message;

        private Stored(Instant confirmed, String etag, String lastModified, byte[] message) {
            this.confirmed = confirmed;
            this.etag = etag;
            this.lastModified = lastModified;
            this.message = message;
        }

        static Stored of(Reply reply, Instant now) {
            return new Stored(now, header(reply, "ETag"), header(reply, "Last-Modified"), reply.body());
        }

        private static String header(Reply reply, String name) {
            return reply.header(name)
                    .filter(value -> value.length() <= LONGEST_HEADER)
                    .orElse("");
        }

        Instant confirmed() {
            return confirmed;
        }

        Stored confirmedAt(Instant now) {
            return new Stored(now, etag, lastModified, message);
        }

        byte[] message() {
            return message.clone();
        }

        /** The request for a newer one only (RFC 9110, 13.1). */
        Request ifChanged(Request request) {
            if (!etag.isEmpty()) {
                return request.with("If-None-Match", etag);
            }
            return lastModified.isEmpty() ? request : request.with("If-Modified-Since", lastModified);
        }
    }

    private static final int LARGEST = 16 << 20;
    private static final int LONGEST_HEADER = 1024;

    private final Path directory;

    ReleaseCache(Path directory) {
        this.directory = directory;
    }

    /** @param key suite and mirrors: the same suite of two archives is not the same list */
    Optional<Stored> find(String key) {
        Path file = file(key);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            DataInputStream stored = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
            return Optional.of(new Stored(
                    Instant.ofEpochSecond(stored.readLong()),
                    stored.readUTF(),
                    stored.readUTF(),
                    stored.readAllBytes()));
        } catch (IOException | RuntimeException damaged) {
            return Optional.empty();
        }
    }

    void put(String key, Stored stored) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeLong(stored.confirmed.getEpochSecond());
        data.writeUTF(stored.etag);
        data.writeUTF(stored.lastModified);
        data.write(stored.message);
        try (DurableFile file = DurableFile.in(directory)) {
            file.write(bytes.toByteArray());
            file.moveTo(file(key));
        }
    }

    private Path file(String key) {
        return directory.resolve(Digest.of(key.getBytes(StandardCharsets.UTF_8)).hex());
    }
}
