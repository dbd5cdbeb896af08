package io.github.sosapp.engine.docker.context;

/**
 * A file of a build context, or a directory with all that is in it.
 *
 * @param path below the root, with slashes; that of a directory ends with one
 * @param size of the content, in bytes
 */
public record ContextEntry(String path, long size) {}
