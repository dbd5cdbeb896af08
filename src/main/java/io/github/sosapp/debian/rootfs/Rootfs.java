package io.github.sosapp.debian.rootfs;

import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.debian.rootfs.tree.RootTree.CutFiles;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The layers of a base for one platform, from bottom to top. Their files can be read until it is closed. */
public final class Rootfs implements Closeable {

    private final List<NamedEntries> layers;
    private final List<CutFiles> cut;
    private final List<PackageContent> packages;

    Rootfs(List<NamedEntries> layers, List<CutFiles> cut, List<PackageContent> packages) {
        this.layers = List.copyOf(layers);
        this.cut = List.copyOf(cut);
        this.packages = List.copyOf(packages);
    }

    /** From the bottom, as they lie in the image. */
    public List<NamedEntries> layers() {
        return layers;
    }

    /** What was left out of the packages. */
    public List<CutFiles> cut() {
        return cut;
    }

    /** Deletes the temporary files of all packages, even when one of them cannot be. */
    @Override
    public void close() throws IOException {
        close(packages);
    }

    static void close(List<PackageContent> packages) throws IOException {
        IOException first = null;
        for (PackageContent content : packages) {
            try {
                content.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
