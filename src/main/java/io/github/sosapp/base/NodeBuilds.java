package io.github.sosapp.base;

import io.github.sosapp.image.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/** Where builds of Node.js come from: the registry that the user's npm is set up for. */
public interface NodeBuilds {

    /**
     * The newest release of a line that exists for every one of the platforms.
     *
     * @param line for example {@code 22.x}
     * @param origin who asks for the line, for messages
     * @throws io.github.sosapp.failure.BuildFailure when there is none, or the registry cannot be asked
     */
    SortedMap<Platform, NodeBuild> newest(String line, List<Platform> platforms, String origin);

    /**
     * The archive of the package, in the directory; whether it is the right one the caller finds out.
     *
     * @throws io.github.sosapp.failure.BuildFailure when it cannot be had
     */
    Path fetch(NodeBuild build, Path directory);
}
