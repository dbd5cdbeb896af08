package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * /var/lib/dpkg/status.d, by which scanners know the packages of an image without a package manager: the control file as
 * it is, and the checksums of those of its files that are in the image, under the paths they have there.
 */
public final class PackageStatus {

    private static final String DIRECTORY = "/var/lib/dpkg/status.d/";
    private static final int CHECKSUM = "d41d8cd98f00b204e9800998ecf8427e  ".length();

    private PackageStatus() {}

    /** For one package of the tree. */
    public static List<LayerEntry> entries(PackageContent content, RootTree tree) {
        String name = content.about().name();
        StringBuilder sums = new StringBuilder();
        for (String line : content.control().md5sums()) {
            tree.find(name, "/" + line.substring(CHECKSUM))
                    .filter(entry -> entry.type() == LayerEntry.Type.FILE)
                    .ifPresent(entry -> sums.append(line, 0, CHECKSUM)
                            .append(entry.path().substring(1))
                            .append('\n'));
        }
        return List.of(
                file(DIRECTORY + name, content.control().bytes()),
                file(DIRECTORY + name + ".md5sums", sums.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static LayerEntry file(String path, byte[] bytes) {
        return LayerEntry.file(path, 0644, Owner.ROOT, FileContent.of(bytes));
    }
}
