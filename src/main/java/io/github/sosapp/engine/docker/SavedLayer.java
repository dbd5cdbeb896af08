package io.github.sosapp.engine.docker;

import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A layer that an engine made, read in place; whiteouts (image-spec, layer.md) are files like others. */
final class SavedLayer {

    private static final String EXTENDED_ATTRIBUTE = "SCHILY.xattr.";

    private final FileRegion tar;
    private final String leftOut;
    private final Map<String, LayerEntry> entries = new LinkedHashMap<>();

    /** @param leftOut name of a file that is no part of the image */
    SavedLayer(FileRegion tar, String leftOut) {
        this.tar = tar;
        this.leftOut = leftOut;
    }

    List<LayerEntry> entries() throws IOException {
        try (CountedInput in = new CountedInput(new BufferedInputStream(tar.open(), 1 << 16));
                TarArchiveInputStream archive = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                String path = path(entry.getName());
                if (!path.isEmpty() && !path.endsWith("/" + leftOut)) {
                    entries.put(path, entry(path, entry, in.count()));
                }
            }
        }
        return new ArrayList<>(entries.values());
    }

    private LayerEntry entry(String path, TarArchiveEntry entry, long start) throws IOException {
        for (String header : entry.getExtraPaxHeaders().keySet()) {
            if (header.startsWith(EXTENDED_ATTRIBUTE)) {
                throw new IOException(path + " has the extended attribute "
                        + header.substring(EXTENDED_ATTRIBUTE.length()) + ", which is not supported yet");
            }
        }
        int mode = entry.getMode() & 07777;
        Owner owner = new Owner(Math.toIntExact(entry.getLongUserId()), Math.toIntExact(entry.getLongGroupId()));
        if (entry.isDirectory()) {
            return LayerEntry.directory(path, mode, owner);
        }
        if (entry.isSymbolicLink()) {
            return new LayerEntry(path, LayerEntry.Type.SYMLINK, 0777, owner, null, entry.getLinkName());
        }
        if (entry.isLink()) {
            LayerEntry target = entries.get(path(entry.getLinkName()));
            if (target == null) {
                throw new IOException(
                        path + " is a hard link to " + entry.getLinkName() + ", which its layer does not have");
            }
            return new LayerEntry(
                    path, target.type(), target.mode(), target.owner(), target.content(), target.linkTarget());
        }
        if (entry.isFile() && !entry.isSparse()) {
            return LayerEntry.file(path, mode, owner, tar.part(start, entry.getSize()));
        }
        throw new IOException(path + " is neither a file nor a directory nor a link");
    }

    /** Absolute, without a slash at the end; empty for the root. */
    private static String path(String name) throws IOException {
        StringBuilder path = new StringBuilder();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw new IOException("it has a file whose name leaves the root: " + name);
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append('/').append(part);
            }
        }
        return path.toString();
    }
}
