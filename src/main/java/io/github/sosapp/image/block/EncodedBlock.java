package io.github.sosapp.image.block;

/** A compressed block on its way into a blob. */
final class EncodedBlock {

    private final Block block;
    private final byte[] bytes;
    private final boolean reused;

    private EncodedBlock(Block block, byte[] bytes, boolean reused) {
        this.block = block;
        this.bytes = bytes;
        this.reused = reused;
    }

    static EncodedBlock fresh(Block block, byte[] bytes) {
        return new EncodedBlock(block, bytes, false);
    }

    /** {@code block} is the very one of the previous blob, with the offset there. */
    static EncodedBlock reused(Block block, byte[] bytes) {
        return new EncodedBlock(block, bytes, true);
    }

    Block block() {
        return block;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isReused() {
        return reused;
    }
}
