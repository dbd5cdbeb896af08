package io.github.sosapp.image.block;

import io.github.sosapp.image.Digest;

/**
 * Where a block stands in a compressed blob.
 *
 * @param key digest of the codec's identity and the raw bytes: equal keys, equal compressed bytes
 * @param stored digest of the compressed bytes
 * @param offset of the compressed bytes in the blob
 * @param length of the compressed bytes
 * @param rawLength of the uncompressed bytes
 * @param crc CRC-32 of the uncompressed bytes
 */
public record Block(Digest key, Digest stored, long offset, int length, int rawLength, int crc) {

    Block at(long newOffset) {
        return new Block(key, stored, newOffset, length, rawLength, crc);
    }
}
