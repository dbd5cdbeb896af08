package io.github.sosapp.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 content digest (image-spec, descriptor.md "Digests"). Parsed before any use in a path or an address, so no
 * half-valid digest exists.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {

    private static final int DIGITS = 64;
    private static final String PREFIX = "sha256:";

    public Digest {
        if (!isHex(hex)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + hex);
        }
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == DIGITS;
    }

    /**
     * Reads {@code sha256:<64 hex digits>}.
     *
     * @throws IllegalArgumentException for any other text or algorithm
     */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + text);
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    /** The digest of bytes. */
    public static Digest of(byte[] content) {
        return ofHash(sha256().digest(content));
    }

    /** The digest of everything that the stream still has; the stream is read, not closed. */
    public static Digest of(InputStream content) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[1 << 16];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            sha256.update(buffer, 0, read);
        }
        return ofHash(sha256.digest());
    }

    /** The digest of a file, of which only a part is held at a time. */
    public static Digest ofFile(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return of(content);
        }
    }

    /** Takes the finished value of a {@link #sha256()} computation. */
    public static Digest finish(MessageDigest sha256) {
        return ofHash(sha256.digest());
    }

    private static Digest ofHash(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    /** A new SHA-256 computation; every Java platform has it. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Enough of the digest to recognise it in a line of text: {@code sha256:3f6c0d2e91aa}. */
    public String abbreviated() {
        return PREFIX + hex.substring(0, 12);
    }

    // The JDK would make these two for a record when they are first called, which takes 20 ms.
    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && hex.equals(digest.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
