package io.github.sosapp.debian.rootfs;

import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.debian.rootfs.deb.PackageFile;
import io.github.sosapp.debian.rootfs.deb.PackageReader;
import io.github.sosapp.debian.rootfs.effect.AccountFiles;
import io.github.sosapp.debian.rootfs.effect.LinkerCache;
import io.github.sosapp.debian.rootfs.effect.PackageStatus;
import io.github.sosapp.debian.rootfs.effect.RuntimeLinks;
import io.github.sosapp.debian.rootfs.effect.SystemFiles;
import io.github.sosapp.debian.rootfs.effect.TrustAnchors;
import io.github.sosapp.debian.rootfs.tree.CutRules;
import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.util.List;

/** Makes the layers of a base from packages. The same packages give the same layers, in any order, on every machine. */
public final class RootfsAssembler {

    /** Changes whenever the same packages would give other layers; part of the key of a cached base. */
    public static final int VERSION = 1;

    private final PackageReader reader;

    public RootfsAssembler(PackageReader reader) {
        this.reader = reader;
    }

    /**
     * Assembles one platform; the caller closes the result when its layers are written.
     *
     * @throws BuildFailure when a package is damaged or hostile, when two claim the same file, or when a shell or package
     *     manager would be in a base that may not have one
     */
    public Rootfs assemble(List<PackageFile> packages, RootfsDescription description) throws IOException {
        List<PackageContent> contents = reader.read(packages);
        try {
            RootTree tree = RootTree.of(contents, CutRules.of(description.set(), description.added()));
            produceEffects(tree, contents, description);
            if (!description.toolsAllowed()) {
                ForbiddenPrograms.refuse(tree, description.isShellAllowed());
            }
            return new Rootfs(LayerGrouping.layers(tree, contents, description.added()), tree.cut(), contents);
        } catch (IOException | RuntimeException e) {
            Rootfs.close(contents);
            throw e;
        }
    }

    private static void produceEffects(RootTree tree, List<PackageContent> contents, RootfsDescription description)
            throws IOException {
        for (PackageContent content : contents) {
            tree.produce(content.about().name(), PackageStatus.entries(content, tree));
        }
        tree.produce(LayerGrouping.DATA, SystemFiles.entries());
        tree.replace(LayerGrouping.DATA, SystemFiles.migrated(tree));
        tree.produce(LayerGrouping.DATA, AccountFiles.entries(description.accounts()));
        tree.produce(LayerGrouping.DATA, TrustAnchors.entries(tree));
        tree.produce(LayerGrouping.SYSTEM, RuntimeLinks.entries(tree));
        tree.produce(LayerGrouping.SYSTEM, LinkerCache.entries(tree));
        tree.produce(LayerGrouping.SYSTEM, tree.mergedLinks());
    }
}
