package io.github.sosapp.image.layer;

/**
 * One file, directory or symbolic link of a layer (image-spec, layer.md).
 *
 * @param path absolute, with {@code /} between the names, no {@code .} or {@code ..}, no slash at the end
 * @param mode permission bits, for example {@code 0755}; up to {@code 07777}
 * @param content of a file; null for directories and links
 * @param linkTarget of a symbolic link, as it is stored; null for files and directories
 */
public record LayerEntry(String path, Type type, int mode, Owner owner, FileContent content, String linkTarget) {

    /** The kinds of entries that this project writes. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMLINK
    }

    public static LayerEntry file(String path, int mode, Owner owner, FileContent content) {
        return new LayerEntry(path, Type.FILE, mode, owner, content, null);
    }

    public static LayerEntry directory(String path, int mode, Owner owner) {
        return new LayerEntry(path, Type.DIRECTORY, mode, owner, null, null);
    }

    public static LayerEntry symlink(String path, String target) {
        return new LayerEntry(path, Type.SYMLINK, 0777, Owner.ROOT, null, target);
    }
}
