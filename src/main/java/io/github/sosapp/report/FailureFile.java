package io.github.sosapp.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The failure of the last goal as data, {@code target/sos-failure.json}, for programs that show it elsewhere. It stands
 * beside {@code target/sos}, because a failure leaves the files of the last good build alone.
 */
public final class FailureFile {

    private final Path file;
    private final Path workDirectory;

    /**
     * @param buildDirectory {@code target}
     * @param workDirectory where a process that is killed may leave an unfinished file, because the next build looks there
     */
    public FailureFile(Path buildDirectory, Path workDirectory) {
        this.file = buildDirectory.resolve("sos-failure.json");
        this.workDirectory = workDirectory;
    }

    /** Writes what the console says. A file that cannot be written must not hide the failure itself. */
    public void write(String service, String goal, BuildFailure failure) {
        ObjectNode json = Json.object();
        json.put("service", service);
        json.put("goal", goal);
        json.put("problem", failure.problem());
        failure.why().ifPresent(why -> json.put("why", why));
        failure.origin().ifPresent(origin -> json.put("from", origin));
        json.put("do", failure.remedy());
        failure.asked().ifPresent(asked -> json.put("asked", asked));
        if (!failure.details().isEmpty()) {
            failure.details().forEach(json.putArray("details")::add);
        }
        try {
            ResultFiles.replace(file, Json.readable(json), workDirectory);
        } catch (BuildFailure onlyTheFileIsMissing) {
            return;
        }
    }

    /** Deletes the file of an earlier failure. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot delete " + file)
                    .causedBy(e)
                    .remedy("let this user write to the directory");
        }
    }
}
