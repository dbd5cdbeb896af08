package io.github.sosapp.debian.rootfs.tree;

import io.github.sosapp.image.layer.LayerEntry;
import java.util.List;
import java.util.Set;

/**
 * /bin, /sbin and /lib* are links into /usr, as on every installed Debian since bookworm, whatever way the packages
 * spell their paths. Targets of links stay as they are: on an installed system, too, they are seen from below /usr.
 */
final class MergedUsr {

    private static final Set<String> ALWAYS = Set.of("bin", "lib", "sbin");
    private static final Set<String> SOMETIMES = Set.of("lib32", "lib64", "libx32");

    private MergedUsr() {}

    /** Where {@code path} really is; the path of a merged directory itself becomes that of its target. */
    static String path(String path) {
        int slash = path.indexOf('/', 1);
        String first = path.substring(1, slash < 0 ? path.length() : slash);
        return ALWAYS.contains(first) || SOMETIMES.contains(first) ? "/usr" + path : path;
    }

    /** Whether the entry is one of the links itself, which newer packages carry. */
    static boolean isLink(LayerEntry entry) {
        return entry.type() == LayerEntry.Type.SYMLINK
                && !path(entry.path()).equals(entry.path())
                && path(entry.path()).equals("/" + withoutSlash(entry.linkTarget()));
    }

    /** The links for a tree with these directories. */
    static List<LayerEntry> links(Set<String> paths) {
        return List.of("bin", "lib", "lib32", "lib64", "libx32", "sbin").stream()
                .filter(name -> ALWAYS.contains(name) || paths.contains("/usr/" + name))
                .map(name -> LayerEntry.symlink("/" + name, "usr/" + name))
                .toList();
    }

    private static String withoutSlash(String target) {
        return target.startsWith("/") ? target.substring(1) : target;
    }
}
