package io.github.sosapp.python.wheel;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.WheelName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A wheel on disk, with what its table of contents says.
 *
 * @param distInfo directory of its own metadata, for example {@code six-1.16.0.dist-info}
 */
public record Wheel(Path file, WheelName name, String distInfo, List<Member> members, Documents documents) {

    private static final int ANYBODY_EXECUTES = 0111;
    private static final long LARGEST_DOCUMENT = 16L << 20;

    /** A file of the archive. */
    record Member(String path, boolean executable) {}

    /** The parts that are read while installing. */
    record Documents(WheelRecord record, WheelMetadata metadata, String entryPoints) {}

    public Wheel {
        members = List.copyOf(members);
    }

    /**
     * Reads the table of contents and the metadata.
     *
     * @throws BuildFailure when it is no wheel, or has a file that would leave the directory it is installed in
     */
    public static Wheel read(Path file) {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            WheelName name = WheelName.parse(file.getFileName().toString());
            List<Member> members = members(zip);
            String distInfo = distInfo(members, name);
            requireFirstVersion(text(zip, distInfo + "/WHEEL").orElse(""));
            WheelRecord record = WheelRecord.parse(text(zip, distInfo + "/RECORD")
                    .orElseThrow(() -> new IllegalArgumentException("it has no RECORD")));
            WheelMetadata metadata =
                    WheelMetadata.parse(text(zip, distInfo + "/METADATA").orElse(""));
            String entryPoints = text(zip, distInfo + "/entry_points.txt").orElse("");
            return new Wheel(file, name, distInfo, members, new Documents(record, metadata, entryPoints));
        } catch (IllegalArgumentException e) {
            throw unusable(file, e.getMessage(), e);
        } catch (IOException e) {
            throw unusable(file, "its archive is damaged", e);
        }
    }

    static BuildFailure unusable(Path file, String why, Exception cause) {
        return BuildFailure.ofWorld("cannot install the wheel " + file.getFileName())
                .because(why)
                .causedBy(cause)
                .remedy("delete it from " + file.getParent()
                        + " and build again; if that does not help, use another version of the package");
    }

    private static List<Member> members(ZipFile zip) {
        List<Member> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            String path = entry.getName();
            if (!names.add(path)) {
                throw new IllegalArgumentException("it has the file " + path + " twice");
            }
            if (!entry.isDirectory()) {
                requireSafe(path);
                members.add(new Member(path, (entry.getUnixMode() & ANYBODY_EXECUTES) != 0));
            }
        }
        return members;
    }

    private static void requireSafe(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.indexOf('\\') >= 0
                    || part.indexOf(0) >= 0) {
                throw new IllegalArgumentException(
                        "its file " + path + " would lie outside of the directory that it is installed in");
            }
        }
    }

    private static String distInfo(List<Member> members, WheelName name) {
        List<String> found = members.stream()
                .map(member -> member.path().split("/", 2)[0])
                .filter(directory -> directory.endsWith(".dist-info"))
                .distinct()
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("it has " + found.size() + " directories of metadata instead of one");
        }
        String[] parts = found.get(0).replaceAll("\\.dist-info$", "").split("-", 2);
        boolean ofThisWheel = parts.length == 2
                && PackageName.of(parts[0]).equals(name.name())
                && PythonVersion.find(parts[1].replace('_', '-'))
                        .filter(version -> version.isSameAs(name.version()))
                        .isPresent();
        if (!ofThisWheel) {
            throw new IllegalArgumentException("its metadata are those of " + found.get(0));
        }
        return found.get(0);
    }

    private static void requireFirstVersion(String wheel) {
        boolean first = wheel.lines().anyMatch(line -> line.matches("(?i)Wheel-Version:\\s*1\\.\\d+\\s*"));
        if (!first) {
            throw new IllegalArgumentException("it is not of version 1 of the wheel format");
        }
    }

    private static Optional<String> text(ZipFile zip, String path) throws IOException {
        ZipArchiveEntry entry = zip.getEntry(path);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.getSize() > LARGEST_DOCUMENT) {
            throw new IllegalArgumentException("its file " + path + " is larger than any such file should be");
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            return Optional.of(new String(stream.readNBytes((int) LARGEST_DOCUMENT), StandardCharsets.UTF_8));
        }
    }

    /** True when it says to run on every platform. */
    boolean isForAnyPlatform() {
        return name.tags().stream().anyMatch(tag -> tag.endsWith("-any"));
    }

    /** What its file {@code METADATA} says. */
    public WheelMetadata metadata() {
        return documents.metadata();
    }

    /** True for the list of files and its signatures, which cannot list themselves. */
    boolean isRecord(String path) {
        return path.equals(distInfo + "/RECORD")
                || path.equals(distInfo + "/RECORD.jws")
                || path.equals(distInfo + "/RECORD.p7s");
    }
}
