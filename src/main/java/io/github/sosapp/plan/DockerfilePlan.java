package io.github.sosapp.plan;

import io.github.sosapp.image.ExecutionConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decides the Dockerfile of one target.
 *
 * @param execution with all settings and labels in it
 * @param extraFiles of the project, which a team adds to its image
 * @param context directory that the build may read, and that the Dockerfile lies in
 * @param arguments of the build that are other ones with every commit, by name; the Dockerfile declares them
 */
public record DockerfilePlan(
        DockerfileFacts facts,
        String target,
        ExecutionConfig execution,
        List<PlannedFile> extraFiles,
        Path context,
        SortedMap<String, String> arguments) {

    /** Version of the service. */
    public static final String VERSION = "VERSION";

    /** Time of the image as RFC 3339 writes it. */
    public static final String BUILD_DATE = "BUILD_DATE";

    /** Full id of the commit. */
    public static final String GIT_COMMIT = "GIT_COMMIT";

    public DockerfilePlan {
        extraFiles = List.copyOf(extraFiles);
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }
}
