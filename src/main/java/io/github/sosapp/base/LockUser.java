package io.github.sosapp.base;

import java.nio.file.Path;

/**
 * Whose base is locked: the image of one target of one module.
 *
 * @param module its directory as seen from that of the lock, with slashes; {@code .} for the same one
 * @param target for example {@code production}; of several images of a module, the image
 */
public record LockUser(String module, String target) implements Comparable<LockUser> {

    public LockUser {
        if (module.isBlank() || target.isBlank()) {
            throw new IllegalArgumentException("\"" + module + " " + target + "\" is no module with a target");
        }
    }

    /**
     * The user in a module.
     *
     * @param lock the file; absolute, as the directory is
     */
    public static LockUser of(Path lock, Path module, String target) {
        String relative = lock.getParent().relativize(module).toString().replace('\\', '/');
        return new LockUser(relative.isEmpty() ? "." : relative, target);
    }

    /** Reads {@link #toString}. */
    static LockUser parse(String text) {
        int last = text.lastIndexOf(' ');
        return new LockUser(text.substring(0, Math.max(0, last)), text.substring(last + 1));
    }

    @Override
    public int compareTo(LockUser other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return module + " " + target;
    }
}
