package io.github.sosapp.plan;

import io.github.sosapp.image.layer.Owner;

/**
 * One path of a layer.
 *
 * @param path absolute path in the image
 * @param mode permission bits, or {@link #MODE_OF_SOURCE}; of the files of a tree, whose directories are 0755
 */
public record PlannedFile(String path, int mode, Owner owner, FileSource source) {

    /** 0755 for files that their owner, or Git, calls executable, and 0644 for all others. */
    public static final int MODE_OF_SOURCE = -1;
}
