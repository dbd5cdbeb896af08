package io.github.sosapp.image.block;

import java.io.IOException;

/** The bytes of a block before they are compressed; read by the thread that compresses them. */
@FunctionalInterface
public interface RawBlock {

    /**
     * Puts the bytes at the beginning of {@code buffer}.
     *
     * @throws IOException when a file cannot be read
     * @throws io.github.sosapp.failure.BuildFailure when a file changed meanwhile
     */
    void fill(byte[] buffer) throws IOException;
}
