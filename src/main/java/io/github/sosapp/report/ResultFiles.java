package io.github.sosapp.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of one image in {@code target/sos}, whose names are part of the contract with users. */
public final class ResultFiles {

    private final Path directory;
    private final Path workDirectory;
    private final String target;

    /**
     * @param directory {@code target/sos}
     * @param workDirectory for what only the next build reads
     */
    public ResultFiles(Path directory, Path workDirectory, String target) {
        this.directory = directory;
        this.workDirectory = workDirectory;
        this.target = target;
    }

    /** The OCI image layout. */
    public Path layoutDirectory() {
        return directory.resolve(target);
    }

    /** Where the layout is written and judged before it becomes the result. */
    public Path draftDirectory() {
        return workDirectory.resolve(target + ".draft");
    }

    /** The image descriptor, main artifact of packaging {@code sos-image}. */
    public Path description() {
        return directory.resolve(target + ".json");
    }

    /** One line: the image's digest. */
    public Path digest() {
        return directory.resolve(target + ".digest");
    }

    /** What the last push did. */
    public Path pushReceipt() {
        return directory.resolve(target + ".push.json");
    }

    /** By which key the image was built; see the goal {@code build}. */
    public Path key() {
        return workDirectory.resolve(target + ".key");
    }

    /** The report of the last build, of whichever target. */
    public Path report() {
        return directory.resolve("report.json");
    }

    /** Compressed sizes by platform of the last build of this target; empty when there is none. */
    public Map<String, Long> previousSizes() {
        Map<String, Long> sizes = new TreeMap<>();
        try {
            ObjectNode last = Json.parse(Files.readAllBytes(report()));
            if (last.path("target").asText().equals(target)) {
                for (JsonNode platform : last.path("platforms")) {
                    sizes.put(
                            platform.path("platform").asText(),
                            platform.path("compressedSize").asLong());
                }
            }
        } catch (IOException absentOrFromAnotherVersion) {
            sizes.clear();
        }
        return sizes;
    }

    /** Language of the service, as the last build of any target found it; empty when there is none. */
    public Optional<String> language() {
        try {
            String language =
                    Json.parse(Files.readAllBytes(report())).path("language").asText();
            return Optional.of(language).filter(name -> !name.isEmpty());
        } catch (IOException absentOrFromAnotherVersion) {
            return Optional.empty();
        }
    }

    /** Writes descriptor, digest and report; each file is replaced whole. */
    public void write(BuildReport report) {
        replace(report(), Json.readable(report.toJson()));
        replace(digest(), (report.image().image().digest() + "\n").getBytes(StandardCharsets.US_ASCII));
        replace(description(), report.image().toJson());
    }

    /** Remembers by which key the image was built. */
    public void writeKey(String line) {
        replace(key(), line.getBytes(StandardCharsets.US_ASCII));
    }

    /** Replaces the receipt of the last push. */
    public void writePushReceipt(JsonNode receipt) {
        replace(pushReceipt(), Json.readable(receipt));
    }

    private void replace(Path file, byte[] content) {
        replace(file, content, workDirectory);
    }

    /**
     * Replaces a file as a whole, so that no reader and no crash ever sees half of it.
     *
     * @param workDirectory on the same file system; where a crash leaves an unfinished file
     */
    public static void replace(Path file, byte[] content, Path workDirectory) {
        try (DurableFile draft = DurableFile.in(workDirectory)) {
            draft.write(content);
            Files.createDirectories(file.getParent());
            draft.moveTo(file);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write " + file)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("make room on the disk and let this user write to the directory");
        }
    }
}
