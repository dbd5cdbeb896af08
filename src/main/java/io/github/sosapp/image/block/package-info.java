/**
 * Compresses a stream of bytes block by block in several threads, and takes unchanged blocks from the blob that an
 * earlier build made. Each new block is decoded and compared before it is used. Knows nothing of tar archives and layers.
 */
package io.github.sosapp.image.block;
