package io.github.sosapp.engine.docker;

import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.image.layer.TarStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A layer that an engine made, read in place; whiteouts (image-spec, layer.md) are files like others. */
final class SavedLayer {

    private static final int RECORD = 512;

    private final FileRegion tar;
    private final Set<String> leftOut;
    private final Map<String, LayerEntry> entries = new LinkedHashMap<>();

    /** All names of a file that has several, by the name that the engine gave the content. */
    private final Map<String, TreeSet<String>> names = new LinkedHashMap<>();

    private final Map<String, String> firstNames = new HashMap<>();

    /** @param leftOut names of files and directories that are no part of the image */
    SavedLayer(FileRegion tar, Set<String> leftOut) {
        this.tar = tar;
        this.leftOut = leftOut;
    }

    List<LayerEntry> entries() throws IOException {
        long headers = 0;
        try (CountedInput in = new CountedInput(new BufferedInputStream(tar.open(), 1 << 16));
                TarArchiveInputStream archive = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                String path = path(entry.getName());
                long start = in.count();
                if (!path.isEmpty() && Stream.of(path.split("/")).noneMatch(leftOut::contains)) {
                    add(path, entry, headers, start);
                }
                headers = start + (entry.getSize() + RECORD - 1) / RECORD * RECORD;
            }
        }
        names.forEach(this::nameFirstInOrder);
        return new ArrayList<>(entries.values());
    }

    private void add(String path, TarArchiveEntry entry, long headers, long start) throws IOException {
        if (entry.isLink()) {
            String named = path(entry.getLinkName());
            String target = firstNames.getOrDefault(named, named);
            LayerEntry file = entries.get(target);
            if (file == null) {
                throw new IOException(
                        path + " is a hard link to " + entry.getLinkName() + ", which its layer does not have");
            }
            if (file.type() == LayerEntry.Type.FILE) {
                names.computeIfAbsent(target, known -> new TreeSet<>(TarStream.ORDER))
                        .add(path);
                firstNames.put(path, target);
            }
            entries.put(path, renamed(file, path));
        } else {
            LayerEntry plain = entry(path, entry, start);
            boolean extended = entry.getExtraPaxHeaders().keySet().stream().anyMatch(RawAttributes::isAttribute);
            entries.put(
                    path,
                    extended ? plain.withAttributes(RawAttributes.read(tar.part(headers, start - headers))) : plain);
        }
    }

    private static LayerEntry renamed(LayerEntry entry, String path) {
        return new LayerEntry(
                path,
                entry.type(),
                entry.mode(),
                entry.owner(),
                entry.content(),
                entry.linkTarget(),
                entry.attributes());
    }

    // Which name an engine takes for the file depends on the order in which it finds them.
    private void nameFirstInOrder(String name, TreeSet<String> others) {
        others.add(name);
        LayerEntry file = renamed(entries.get(name), others.first());
        others.forEach(other -> entries.put(other, LayerEntry.hardLink(other, file)));
        entries.put(file.path(), file);
    }

    private LayerEntry entry(String path, TarArchiveEntry entry, long start) throws IOException {
        int mode = entry.getMode() & 07777;
        Owner owner = new Owner(Math.toIntExact(entry.getLongUserId()), Math.toIntExact(entry.getLongGroupId()));
        if (entry.isDirectory()) {
            return LayerEntry.directory(path, mode, owner);
        }
        if (entry.isSymbolicLink()) {
            return new LayerEntry(path, LayerEntry.Type.SYMLINK, 0777, owner, null, entry.getLinkName());
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
