package io.github.sosapp.python.wheel;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes small wheels, correct ones unless a test changes something. */
public final class WheelFixture {

    private final String name;
    private final String version;
    private final String tags;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, Integer> modes = new LinkedHashMap<>();
    private final StringBuilder metadata = new StringBuilder();
    private String record;

    private WheelFixture(String name, String version, String tags) {
        this.name = name;
        this.version = version;
        this.tags = tags;
        metadata.append("Metadata-Version: 2.1\nName: %s\nVersion: %s\n".formatted(name, version));
        file(distInfo() + "/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n");
    }

    /** A wheel for every platform with one module of the package's name. */
    public static WheelFixture of(String name, String version) {
        return tagged(name, version, "py3-none-any").file(name + ".py", "NAME = '" + name + "'\n");
    }

    public static WheelFixture tagged(String name, String version, String tags) {
        return new WheelFixture(name, version, tags);
    }

    public String distInfo() {
        return name + "-" + version + ".dist-info";
    }

    public WheelFixture file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public WheelFixture file(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    public WheelFixture mode(String path, int mode) {
        modes.put(path, mode);
        return this;
    }

    public WheelFixture metadata(String line) {
        metadata.append(line).append('\n');
        return this;
    }

    /** A list of files of the test's own. */
    public WheelFixture record(String text) {
        record = text;
        return this;
    }

    /** Writes it into the directory. */
    public Path in(Path directory) {
        files.put(
                distInfo() + "/METADATA",
                metadata.append("\nAbout.\n").toString().getBytes(StandardCharsets.UTF_8));
        files.put(distInfo() + "/RECORD", recordText().getBytes(StandardCharsets.UTF_8));
        Path wheel = directory.resolve(name + "-" + version + "-" + tags + ".whl");
        try {
            Files.createDirectories(directory);
            try (OutputStream out = Files.newOutputStream(wheel);
                    ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    ZipArchiveEntry entry = new ZipArchiveEntry(file.getKey());
                    entry.setUnixMode(modes.getOrDefault(file.getKey(), 0100644));
                    zip.putArchiveEntry(entry);
                    zip.write(file.getValue());
                    zip.closeArchiveEntry();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return wheel;
    }

    private String recordText() {
        if (record != null) {
            return record;
        }
        Map<String, WheelRecord.Line> lines = new LinkedHashMap<>();
        files.forEach((path, content) -> lines.put(path, WheelRecord.Line.of(content)));
        lines.put(distInfo() + "/RECORD", new WheelRecord.Line("", ""));
        return new String(WheelRecord.write(lines), StandardCharsets.UTF_8);
    }
}
