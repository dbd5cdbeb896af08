package io.github.sosapp.registry;

import io.github.sosapp.image.Descriptor;

/**
 * How far the transfer of one blob is.
 *
 * @param sent bytes so far; starts again from 0 when the blob has to be sent again
 */
public record TransferProgress(Descriptor blob, State state, long sent) {

    /** What became of the blob. */
    public enum State {
        SENDING,
        UPLOADED,
        MOUNTED,
        PRESENT
    }
}
