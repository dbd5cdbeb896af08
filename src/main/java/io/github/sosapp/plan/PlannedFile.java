package io.github.sosapp.plan;

import io.github.sosapp.image.layer.Owner;

/**
 * One path of a layer.
 *
 * @param path absolute path in the image
 * @param mode permission bits; of the files of a tree, whose directories are 0755
 */
public record PlannedFile(String path, int mode, Owner owner, FileSource source) {}
