/**
 * Remembers between builds: blobs by digest in the user's cache, and whether files are the ones seen before. Whatever is
 * damaged or missing counts as never seen; knows nothing of layers, images and Maven.
 */
package io.github.sosapp.image.cache;
