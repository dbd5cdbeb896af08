package io.github.sosapp.image.layer;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One file, directory or link of a layer (image-spec, layer.md).
 *
 * @param path absolute, with {@code /} between the names, no {@code .} or {@code ..}, no slash at the end
 * @param mode permission bits, for example {@code 0755}; up to {@code 07777}
 * @param content of a file; null for directories and links
 * @param linkTarget of a symbolic link, as it is stored; of a hard link, the path of the entry that it is another name of;
 *     null for files and directories
 * @param attributes extended ones by their names, for example {@code security.capability}; each character of a value is a byte
 */
public record LayerEntry(
        String path,
        Type type,
        int mode,
        Owner owner,
        FileContent content,
        String linkTarget,
        SortedMap<String, String> attributes) {

    private static final SortedMap<String, String> NONE = Collections.unmodifiableSortedMap(new TreeMap<>());

    /** The kinds of entries that this project writes. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARD_LINK
    }

    /** An entry without extended attributes. */
    public LayerEntry(String path, Type type, int mode, Owner owner, FileContent content, String linkTarget) {
        this(path, type, mode, owner, content, linkTarget, NONE);
    }

    /** A file; the path has no leading slash. */
    public static LayerEntry file(String path, int mode, Owner owner, FileContent content) {
        return new LayerEntry(path, Type.FILE, mode, owner, content, null);
    }

    /** A directory; the path has no slash at either end. */
    public static LayerEntry directory(String path, int mode, Owner owner) {
        return new LayerEntry(path, Type.DIRECTORY, mode, owner, null, null);
    }

    /** A symbolic link that belongs to root; its target is not looked at. */
    public static LayerEntry symlink(String path, String target) {
        return new LayerEntry(path, Type.SYMLINK, 0777, Owner.ROOT, null, target);
    }

    /** One more name of a file; the name that sorts first by the bytes of UTF-8 has to be the file. */
    public static LayerEntry hardLink(String path, LayerEntry file) {
        return new LayerEntry(path, Type.HARD_LINK, file.mode, file.owner, null, file.path);
    }

    /** The same with these extended attributes alone. */
    public LayerEntry withAttributes(Map<String, String> extended) {
        SortedMap<String, String> sorted =
                extended.isEmpty() ? NONE : Collections.unmodifiableSortedMap(new TreeMap<>(extended));
        return new LayerEntry(path, type, mode, owner, content, linkTarget, sorted);
    }
}
