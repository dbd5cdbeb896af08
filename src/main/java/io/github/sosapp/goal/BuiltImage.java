package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;

/** The image in {@code target/sos}, as every goal after {@code build} takes it up. */
final class BuiltImage {

    private BuiltImage() {}

    /**
     * Its descriptor.
     *
     * @throws BuildFailure when there is none, it is of another version, or a build was interrupted
     */
    static ImageDescription of(Project project, ResultFiles results) {
        ImageDescription image = ImageDescription.read(results.description());
        if (!image.version().equals(project.version())) {
            throw stale("it is of version " + image.version() + ", the POM says " + project.version());
        }
        if (!ImageLayout.open(results.layoutDirectory())
                .root()
                .digest()
                .equals(image.image().digest())) {
            throw stale("its layout and its descriptor name different digests, so a build was interrupted");
        }
        return image;
    }

    private static BuildFailure stale(String why) {
        return BuildFailure.ofUser("the image in target/sos is not the one of this module")
                .because(why)
                .remedy("run mvn package again");
    }
}
