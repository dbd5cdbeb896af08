package io.github.sosapp.image.layer;

/**
 * A layer and what it took to make it.
 *
 * @param filesRead false when an unchanged stat index made reading needless
 * @param blocks of which the blob consists
 * @param encodedBlocks how many of them were compressed now; 0 when the blob is the one of the last build
 */
public record WrittenLayer(Layer layer, boolean filesRead, int blocks, int encodedBlocks) {

    /** Whether the blob is the one that an earlier build made. */
    public boolean isUnchanged() {
        return encodedBlocks == 0;
    }
}
