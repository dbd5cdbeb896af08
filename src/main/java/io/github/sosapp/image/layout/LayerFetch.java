package io.github.sosapp.image.layout;

import io.github.sosapp.image.Descriptor;
import java.io.IOException;
import java.nio.file.Path;

/** Brings layers that a layout leaves out. */
public interface LayerFetch {

    /**
     * The file of a layer, its digest verified.
     *
     * @param repository registry and repository that has it
     * @throws io.github.sosapp.failure.BuildFailure when it cannot be had from there
     * @throws IOException when it cannot be written
     */
    Path fetch(Descriptor layer, String repository) throws IOException;
}
