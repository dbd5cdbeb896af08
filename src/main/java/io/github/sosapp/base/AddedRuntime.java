package io.github.sosapp.base;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import java.io.IOException;
import java.nio.file.Path;

/** A runtime that is no package of the distribution, in a layer of its own above those that it is linked to. */
interface AddedRuntime {

    /** For the console, as the last part of a line. */
    String description();

    /** Adds where it comes from, for all platforms. */
    void describe(ObjectNode json);

    /** Adds everything that decides its bytes on one platform. */
    void identify(Platform platform, ObjectNode json);

    /**
     * Its files.
     *
     * @param work where they may lie until they are written; empty or absent
     */
    NamedEntries entries(Platform platform, Path work) throws IOException;
}
