package io.github.sosapp.image;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Operating system and processor that an image runs on (image-spec, image-index.md "platform"), in the words of Go's GOOS
 * and GOARCH.
 *
 * @param variant for example {@code v7}; empty when the architecture has none. {@code arm64/v8} is normalised to {@code
 *     arm64}, as containerd does.
 */
public record Platform(String os, String architecture, String variant) implements Comparable<Platform> {

    private static final Pattern WORD = Pattern.compile("[a-z0-9_.-]+");

    public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", "");
    public static final Platform LINUX_ARM64 = new Platform("linux", "arm64", "");

    public Platform {
        if (!WORD.matcher(os).matches()
                || !WORD.matcher(architecture).matches()
                || !(variant.isEmpty() || WORD.matcher(variant).matches())) {
            throw new IllegalArgumentException("not a platform: " + os + "/" + architecture + "/" + variant);
        }
        if (architecture.equals("arm64") && variant.equals("v8")) {
            variant = "";
        }
    }

    /**
     * Reads {@code os/architecture} or {@code os/architecture/variant}.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 && parts.length != 3) {
            throw new IllegalArgumentException("not a platform: " + text);
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    /** The platform of Linux containers on this machine: its own processor, and linux even on macOS and Windows. */
    public static Platform ofThisMachine() {
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (architecture) {
            case "x86_64", "amd64" -> LINUX_AMD64;
            case "aarch64", "arm64" -> LINUX_ARM64;
            default -> new Platform("linux", architecture, "");
        };
    }

    /** A name for files and directories: {@code linux-amd64}. */
    public String fileName() {
        return toString().replace('/', '-');
    }

    // The JDK would make these two for a record when they are first called, which takes 15 ms.
    @Override
    public boolean equals(Object other) {
        return other instanceof Platform platform
                && os.equals(platform.os)
                && architecture.equals(platform.architecture)
                && variant.equals(platform.variant);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * os.hashCode() + architecture.hashCode()) + variant.hashCode();
    }

    @Override
    public int compareTo(Platform other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
