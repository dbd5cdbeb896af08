package io.github.sosapp.image.block;

/**
 * A block on its way into a blob.
 *
 * @param bytes the compressed bytes; null when they are those of {@code block} in the previous blob
 */
record EncodedBlock(Block block, byte[] bytes) {

    boolean isReused() {
        return bytes == null;
    }
}
