package io.github.sosapp.image.block;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.util.List;

/**
 * A complete blob that has no name yet.
 *
 * @param file to be moved or closed; null, as is {@code digest}, when the previous blob is unchanged
 * @param size in bytes
 * @param blocks where they stand in the blob
 * @param encoded how many blocks were compressed anew
 */
public record BlobDraft(DurableFile file, Digest digest, long size, List<Block> blocks, int encoded) {

    public BlobDraft {
        blocks = List.copyOf(blocks);
    }

    /** Whether the blob of the last build is still the right one. */
    public boolean isPrevious() {
        return file == null;
    }
}
