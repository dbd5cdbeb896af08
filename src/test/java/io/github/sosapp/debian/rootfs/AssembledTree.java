package io.github.sosapp.debian.rootfs;

import io.github.sosapp.debian.rootfs.deb.PackageFile;
import io.github.sosapp.debian.rootfs.deb.PackageReader;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerConflicts;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layer.WrittenLayer;
import io.github.sosapp.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A base, assembled and unpacked by tar as an engine would.
 *
 * @param layers by name, from bottom to top
 */
public record AssembledTree(Path root, Map<String, WrittenLayer> layers) {

    static AssembledTree of(List<PackageFile> packages, RootfsDescription description, Path directory)
            throws IOException {
        return unpacked(write(packages, description, directory, 2), directory);
    }

    /** Writes and unpacks what was assembled elsewhere. */
    public static AssembledTree of(Rootfs rootfs, Path directory) throws IOException {
        return unpacked(write(rootfs, directory, 2), directory);
    }

    private static AssembledTree unpacked(Map<String, WrittenLayer> layers, Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        for (WrittenLayer layer : layers.values()) {
            Programs.output(
                    directory,
                    "tar",
                    "-xpf",
                    layer.layer().blob().toString(),
                    "-C",
                    root.toString(),
                    "--same-owner",
                    "--keep-directory-symlink");
        }
        return new AssembledTree(root, layers);
    }

    static Map<String, WrittenLayer> write(
            List<PackageFile> packages, RootfsDescription description, Path directory, int threads) throws IOException {
        try (Rootfs rootfs = new RootfsAssembler(
                        new PackageReader(threads, directory.resolve("work"), UnpackedPackages.none()))
                .assemble(packages, description)) {
            return write(rootfs, directory, threads);
        }
    }

    private static Map<String, WrittenLayer> write(Rootfs rootfs, Path directory, int threads) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        LayerWriter writer = LayerWriter.ofBases(threads, warning -> {
            throw new AssertionError(warning);
        });
        LayerConflicts.refuse(rootfs.layers());
        Map<String, WrittenLayer> layers = new LinkedHashMap<>();
        for (NamedEntries layer : rootfs.layers()) {
            layers.put(
                    layer.name(),
                    writer.write(layer.name(), layer.entries(), Compression.GZIP, LayerCache.none(), blobs));
        }
        return layers;
    }
}
