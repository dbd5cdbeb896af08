package io.github.sosapp.engine.docker;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a container sees besides its image, whose root file system it cannot write, and as whom.
 *
 * @param user {@code uid:gid}; empty for the image's own
 * @param mounted directories of this machine by their paths inside, where they can be read only
 * @param kept directories of the image that stay below a mounted one; they can be written, and go with the container
 * @param temporary empty directories in memory by their paths, with options such as {@code exec}
 */
public record ContainerFiles(
        String user, SortedMap<String, Path> mounted, List<String> kept, SortedMap<String, String> temporary) {

    /** An empty {@code /tmp} and nothing else. */
    public static final ContainerFiles OF_IMAGE =
            new ContainerFiles("", new TreeMap<>(), List.of(), new TreeMap<>(Map.of("/tmp", "")));

    public ContainerFiles {
        mounted = Collections.unmodifiableSortedMap(new TreeMap<>(mounted));
        kept = List.copyOf(kept);
        temporary = Collections.unmodifiableSortedMap(new TreeMap<>(temporary));
    }
}
