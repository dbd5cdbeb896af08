package io.github.sosapp.image.layout;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads a few small files out of a layer, without unpacking the others. */
public final class LayerFiles {

    private static final long LARGEST = 1 << 20;

    private LayerFiles() {}

    /**
     * The contents of the files that are wanted, by their paths from the root, without a slash at the start.
     *
     * @param blob whose digest was verified
     * @param wanted tells by the path; files of more than a mebibyte are never wanted
     * @throws IOException when the blob is not a layer of that type
     */
    public static SortedMap<String, byte[]> read(Path blob, String mediaType, Predicate<String> wanted)
            throws IOException {
        return read(blob, mediaType, wanted, LARGEST);
    }

    /**
     * The same with another limit.
     *
     * @param largest size of a file in bytes; larger ones are never wanted
     */
    public static SortedMap<String, byte[]> read(Path blob, String mediaType, Predicate<String> wanted, long largest)
            throws IOException {
        SortedMap<String, byte[]> found = new TreeMap<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(blob), 1 << 16);
                InputStream tar = LayerScan.decompressed(file, mediaType)) {
            TarNames.walk(tar, new TarNames.Visitor() {
                @Override
                public void entry(String name, boolean directory, String hardLinkTarget) {}

                @Override
                public boolean wants(String name, long size) {
                    return size <= largest && wanted.test(path(name));
                }

                @Override
                public void content(String name, byte[] content) {
                    found.put(path(name), content);
                }
            });
        } catch (IllegalArgumentException | io.airlift.compress.MalformedInputException e) {
            throw new IOException("it cannot be decompressed: " + e.getMessage(), e);
        }
        return found;
    }

    private static String path(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }
}
