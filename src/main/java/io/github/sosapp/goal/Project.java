package io.github.sosapp.goal;

import io.github.sosapp.report.ResultFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the build tool says about the module.
 *
 * @param description, url, organization empty when the POM has none
 * @param licenses names as in the POM
 * @param pomFiles its own POM and those of its parents that are in the same checkout
 * @param directory of the POM
 * @param buildDirectory {@code target}
 * @param created the time that SOURCE_DATE_EPOCH or project.build.outputTimestamp sets; empty without either
 * @param image level of directories that tells several images of one module apart; empty for the only one
 * @param mustHoldService true when a module without a service is a mistake, as with packaging sos-image
 */
public record Project(
        String artifactId,
        String version,
        String name,
        String description,
        String url,
        String organization,
        List<String> licenses,
        List<Path> pomFiles,
        Path directory,
        Path buildDirectory,
        Optional<Instant> created,
        String image,
        boolean mustHoldService) {

    /** Below the build directory, for what nobody else reads. */
    public static final String WORK = "sos-work";

    /** Whether the version is none of the kind that is built again and again. */
    public boolean isRelease() {
        return !version.endsWith("-SNAPSHOT");
    }

    /** Where the results are; part of the contract with users. */
    public Path outputDirectory() {
        return buildDirectory.resolve("sos").resolve(image);
    }

    /** The files of the image of that target. */
    ResultFiles results(String target) {
        return new ResultFiles(outputDirectory(), workDirectory(), target);
    }

    /** For outputs of preparations and for what the next build can reuse; nobody else reads it. */
    public Path workDirectory() {
        return buildDirectory.resolve(WORK).resolve(image);
    }
}
