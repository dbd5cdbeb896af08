package io.github.sosapp.report;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Tells a GitHub Actions job about the image: outputs {@code image}, {@code digest}, {@code tags} and {@code
 * reference}, and a table in the job's summary. Does nothing outside such a job.
 */
public final class GitHubFiles {

    private final Optional<Path> output;
    private final Optional<Path> summary;

    /**
     * @param output the file of {@code $GITHUB_OUTPUT}; empty when unset
     * @param summary the file of {@code $GITHUB_STEP_SUMMARY}; empty when unset
     */
    public GitHubFiles(Optional<Path> output, Optional<Path> summary) {
        this.output = output;
        this.summary = summary;
    }

    /** Appends name, digest, tags and reference for later steps of the workflow; nothing where there is none. */
    public void tellOutputs(ImageDescription image) {
        if (output.isPresent()) {
            append(
                    output.get(),
                    "image=" + image.name() + "\ndigest=" + image.image().digest() + "\ntags="
                            + String.join(",", image.tags()) + "\nreference=" + image.name() + "@"
                            + image.image().digest() + "\n");
        }
    }

    /** Appends a table of platforms and sizes to the summary of the step; nothing where there is none. */
    public void summarize(BuildReport report) {
        if (summary.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder("### " + report.service().name() + " "
                + report.image().version() + "\n\n`" + report.image().name() + "@"
                + report.image().image().digest()
                + "`\n\n| platform | pulled | on disk | layers |\n|---|---|---|---|\n");
        for (BuildReport.PlatformReport platform : report.platforms()) {
            text.append("| ").append(platform.summary().platform());
            text.append(" | ").append(Size.of(platform.summary().compressedSize()));
            text.append(" | ").append(Size.onDisk(platform.summary()));
            text.append(" | ").append(platform.summary().layers().size()).append(" |\n");
        }
        append(summary.get(), text + "\n");
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write " + file)
                    .because("GITHUB_OUTPUT or GITHUB_STEP_SUMMARY names it")
                    .causedBy(e)
                    .remedy("unset both variables outside GitHub Actions");
        }
    }
}
