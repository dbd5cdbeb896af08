package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.archive.ReleaseFile.IndexFile;
import io.github.sosapp.image.Digest;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks a list while it is read, to never more than its signed size; its end is an error when it is not what was signed. */
final class UnpackedStream extends FilterInputStream {

    /** The content is at fault, not this machine. */
    static final class NotAsSigned extends IOException {

        private static final long serialVersionUID = 1;

        NotAsSigned(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static final int MOST_XZ_KIBIBYTES = 128 << 10;

    private final IndexFile expected;
    private final MessageDigest sha256 = Digest.sha256();
    private long seen;

    private UnpackedStream(InputStream input, IndexFile expected) {
        super(input);
        this.expected = expected;
    }

    /**
     * Opens a packed file.
     *
     * @param path whose ending says what it is packed with
     * @param expected what the suite says of it unpacked
     */
    static UnpackedStream open(Path file, String path, IndexFile expected) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            if (path.endsWith(".xz")) {
                return new UnpackedStream(new XZInputStream(raw, MOST_XZ_KIBIBYTES), expected);
            }
            return new UnpackedStream(path.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw, expected);
        } catch (IOException e) {
            raw.close();
            throw new NotAsSigned("it is damaged", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = unpack(bytes, offset, length);
        if (count > 0) {
            seen += count;
            if (seen > expected.size()) {
                throw new NotAsSigned("it is longer than " + expected.size() + " bytes", null);
            }
            sha256.update(bytes, offset, count);
        }
        if (count < 0 && seen != expected.size()) {
            throw new NotAsSigned("it has " + seen + " bytes instead of " + expected.size(), null);
        }
        if (count < 0 && !Digest.finish(sha256).equals(expected.sha256())) {
            throw new NotAsSigned("its SHA-256 is another", null);
        }
        return count;
    }

    private int unpack(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw new NotAsSigned("it is damaged", e);
        }
    }
}
