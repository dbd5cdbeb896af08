package io.github.sosapp.debian.rootfs.deb;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What a package says of itself (deb-control(5)), and the checksums of its files (deb-md5sums(5)). */
public final class PackageControl {

    private static final Pattern CHECKSUM_LINE = Pattern.compile("[0-9a-fA-F]{32}  .+");
    private static final int LARGEST_FILE = 16 << 20;
    private static final int LARGEST_ARCHIVE = 64 << 20;

    private final byte[] archive;
    private final byte[] control;
    private final String md5sums;
    private final Map<String, String> fields;

    private PackageControl(byte[] archive, byte[] control, String md5sums) {
        this.archive = archive;
        this.control = control;
        this.md5sums = md5sums;
        this.fields = fields(new String(control, StandardCharsets.UTF_8));
    }

    static PackageControl read(DebFile deb) throws IOException {
        try (InputStream bytes = Decompression.openControl(deb, LARGEST_ARCHIVE)) {
            byte[] archive = bytes.readNBytes(LARGEST_ARCHIVE + 1);
            if (archive.length > LARGEST_ARCHIVE) {
                throw PackageFailures.tooLarge(deb.about(), LARGEST_ARCHIVE);
            }
            return read(deb.about(), archive);
        }
    }

    /** @param archive see {@link #archive} */
    static PackageControl read(PackageFile about, byte[] archive) throws IOException {
        byte[] control = null;
        String md5sums = "";
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
                if (name.equals("control")) {
                    control = content(about, entry, tar);
                } else if (name.equals("md5sums")) {
                    md5sums = new String(content(about, entry, tar), StandardCharsets.UTF_8);
                }
            }
        }
        if (control == null) {
            throw PackageFailures.broken(about, "it has no control file");
        }
        PackageControl parsed = new PackageControl(archive, control, md5sums);
        parsed.requireToBe(about);
        return parsed;
    }

    private static byte[] content(PackageFile about, TarArchiveEntry entry, InputStream tar) throws IOException {
        if (entry.getSize() > LARGEST_FILE) {
            throw PackageFailures.tooLarge(about, LARGEST_FILE);
        }
        return tar.readNBytes((int) entry.getSize());
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String name = "";
        for (String line : text.split("\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith(" ") || line.startsWith("\t")) {
                fields.merge(name, line, (before, more) -> before + "\n" + more);
            } else if (colon > 0) {
                name = line.substring(0, colon);
                fields.put(name, line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    private void requireToBe(PackageFile about) {
        require(about, "Package", about.name());
        require(about, "Version", about.version());
        require(about, "Architecture", about.architecture());
    }

    private void require(PackageFile about, String name, String expected) {
        String found = field(name).orElse("");
        if (!found.equals(expected)) {
            throw PackageFailures.broken(
                    about,
                    "its control file says " + name + ": " + found + ", but its archive's index says " + expected);
        }
    }

    /** The control archive, decompressed; not a copy. */
    byte[] archive() {
        return archive;
    }

    /** The control file as it is. */
    public byte[] bytes() {
        return control.clone();
    }

    /** Case does not matter in names; empty when the package does not have the field. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** Whether the system does not work without it (Debian Policy, 3.8). */
    public boolean isEssential() {
        return field("Essential").map("yes"::equals).orElse(false);
    }

    /** Whether it may overwrite files of the other package (Debian Policy, 7.6.1); version limits are not looked at. */
    public boolean replaces(String other) {
        return Arrays.stream(field("Replaces").orElse("").split("[,|]"))
                .map(relation -> relation.strip().split("[\\s(:]", 2)[0])
                .anyMatch(other::equals);
    }

    /** What it says it needs when installed, in KiB; 0 when it says nothing that can be understood. */
    long installedKibibytes() {
        return field("Installed-Size")
                .filter(size -> size.matches("[0-9]{1,12}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** Lines of checksum, two spaces and path, as they are; empty when the package has none. */
    public List<String> md5sums() {
        return md5sums.lines()
                .filter(line -> CHECKSUM_LINE.matcher(line).matches())
                .toList();
    }
}
