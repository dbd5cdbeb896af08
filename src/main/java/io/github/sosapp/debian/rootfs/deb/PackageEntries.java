package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarFile;

/** The files of a package as entries of a layer, in the order of its archive; or a refusal that names the entry. */
final class PackageEntries {

    private static final int PERMISSIONS = 0777;
    private static final int STICKY = 01000;
    private static final char UNDECODABLE = '\uFFFD';
    private static final char LARGEST_BYTE = 0xff;

    private final PackageFile about;
    private final Spool spool;
    private final Map<String, LayerEntry> byPath = new HashMap<>();
    private final List<LayerEntry> entries = new ArrayList<>();

    private PackageEntries(PackageFile about, Spool spool) {
        this.about = about;
        this.spool = spool;
    }

    static List<LayerEntry> read(PackageFile about, Spool spool) throws IOException {
        PackageEntries reading = new PackageEntries(about, spool);
        try {
            // Not closed, which would close what the contents are read from.
            TarFile tar = new TarFile(
                    spool.channel(), TarConstants.DEFAULT_RCDSIZE, TarConstants.DEFAULT_RCDSIZE, "ISO-8859-1", false);
            for (TarArchiveEntry entry : tar.getEntries()) {
                reading.add(entry);
            }
        } catch (IllegalArgumentException e) {
            throw PackageFailures.broken(about, "its data archive is damaged", e);
        }
        return List.copyOf(reading.entries);
    }

    private void add(TarArchiveEntry tarEntry) throws IOException {
        Optional<String> path = path(text(tarEntry.getName()), tarEntry);
        if (path.isEmpty()) {
            return;
        }
        LayerEntry entry = entry(tarEntry, path.get());
        LayerEntry known = byPath.put(entry.path(), entry);
        if (known == null) {
            entries.add(entry);
        } else if (known.type() != LayerEntry.Type.DIRECTORY || entry.type() != LayerEntry.Type.DIRECTORY) {
            throw hostile(tarEntry, "it is there twice");
        }
    }

    private LayerEntry entry(TarArchiveEntry entry, String path) throws IOException {
        int mode = entry.getMode() & PERMISSIONS;
        if (entry.isSparse()) {
            throw hostile(entry, "it is a sparse file, which dpkg does not write");
        }
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG -> file(entry, path, mode);
            case TarConstants.LF_DIR -> LayerEntry.directory(path, mode | entry.getMode() & STICKY, Owner.ROOT);
            case TarConstants.LF_SYMLINK -> symlink(entry, path);
            case TarConstants.LF_LINK -> hardLink(entry, path);
            case TarConstants.LF_CHR, TarConstants.LF_BLK -> throw hostile(entry, "it is a device");
            case TarConstants.LF_FIFO -> throw hostile(entry, "it is a named pipe");
            default -> throw hostile(entry, "it is neither a file nor a directory nor a link");
        };
    }

    private LayerEntry file(TarArchiveEntry entry, String path, int mode) throws IOException {
        long offset = entry.getDataOffset();
        if (entry.getSize() < 0 || offset < 0 || entry.getSize() > spool.size() - offset) {
            throw hostile(entry, "it is larger than the archive that holds it");
        }
        return LayerEntry.file(path, mode, Owner.ROOT, spool.slice(offset, entry.getSize()));
    }

    private LayerEntry symlink(TarArchiveEntry entry, String path) {
        String target = text(entry.getLinkName());
        if (target.isEmpty() || !isText(target)) {
            throw hostile(entry, "its target is not a path in UTF-8");
        }
        if (leavesRoot(path, target)) {
            throw hostile(entry, "it is a link out of the image, to " + target);
        }
        return LayerEntry.symlink(path, target);
    }

    private LayerEntry hardLink(TarArchiveEntry entry, String path) {
        LayerEntry target =
                path(text(entry.getLinkName()), entry).map(byPath::get).orElse(null);
        if (target == null || target.type() != LayerEntry.Type.FILE) {
            throw hostile(
                    entry, "it is a hard link to " + text(entry.getLinkName()) + ", which is no file of the package");
        }
        return LayerEntry.file(path, target.mode(), Owner.ROOT, target.content());
    }

    /** With a leading slash; empty for the root directory. */
    private Optional<String> path(String name, TarArchiveEntry entry) {
        if (!isText(name)) {
            throw hostile(entry, "its name is not text in UTF-8");
        }
        if (name.startsWith("/")) {
            throw hostile(entry, "its path is absolute");
        }
        String relative = name.startsWith("./") ? name.substring(2) : name;
        String path = relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
        if (path.isEmpty() || path.equals(".")) {
            return Optional.empty();
        }
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                throw hostile(entry, "its path leads out of the image");
            }
            if (part.isEmpty() || part.equals(".")) {
                throw hostile(entry, "its path is not in the usual form");
            }
        }
        return Optional.of("/" + path);
    }

    // The library puts question marks for what is not UTF-8, so it is asked for the bytes. What pax records hold is
    // text
    // already, but dpkg-deb writes none.
    private static String text(String bytes) {
        return bytes.chars().anyMatch(character -> character > LARGEST_BYTE)
                ? bytes
                : new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static boolean isText(String text) {
        return text.indexOf(UNDECODABLE) < 0 && text.chars().noneMatch(Character::isISOControl);
    }

    private static boolean leavesRoot(String path, String target) {
        int depth = target.startsWith("/")
                ? 0
                : (int) path.chars().filter(character -> character == '/').count() - 1;
        for (String part : target.split("/")) {
            depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    private BuildFailure hostile(TarArchiveEntry entry, String why) {
        return PackageFailures.hostile(about, text(entry.getName()), why);
    }
}
