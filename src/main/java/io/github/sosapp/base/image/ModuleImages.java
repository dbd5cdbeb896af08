package io.github.sosapp.base.image;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import java.nio.file.Path;
import java.util.Optional;

/** The images of other modules; whoever knows the build tool looks for them. */
public interface ModuleImages {

    /**
     * The image that a module has.
     *
     * @param name of the image as its own module gave it
     * @param digest of its index, or of its manifest when it has one platform only
     * @param published where it is once it was pushed; empty when the module has no registry
     * @param layoutDirectory where its layout is, or would be; what lies there may be another image
     */
    record ModuleImage(String name, Digest digest, Optional<ImageReference> published, Path layoutDirectory) {}

    /**
     * Finds the descriptor of the module's image.
     *
     * @throws io.github.sosapp.failure.BuildFailure when it was not built yet, or there is no such module
     */
    ModuleImage find(String groupId, String artifactId);
}
