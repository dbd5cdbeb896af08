package io.github.sosapp.http;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a file before it is fetched.
 *
 * @param size in bytes; empty when only the server knows
 * @param sha256 64 lower-case hexadecimal digits; empty when nothing but the connection vouches for the content
 * @param most bytes after which an answer is refused, so that no server can fill the disk
 */
public record Expected(OptionalLong size, Optional<String> sha256, long most) {

    public Expected {
        if (size.isPresent() && (size.getAsLong() < 0 || size.getAsLong() > most)) {
            throw new IllegalArgumentException("a size of " + size.getAsLong() + " bytes, at most " + most);
        }
        if (sha256.isPresent() && !isSha256(sha256.get())) {
            throw new IllegalArgumentException("not a SHA-256 digest in hexadecimal digits");
        }
    }

    /** A file whose size and content are known, as from a manifest or a package index. */
    public static Expected of(long size, String sha256) {
        return new Expected(OptionalLong.of(size), Optional.of(sha256), size);
    }

    private static boolean isSha256(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }
}
