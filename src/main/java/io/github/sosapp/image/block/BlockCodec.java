package io.github.sosapp.image.block;

import io.github.sosapp.image.gzip.Crc32Sum;

/**
 * Compresses blocks so that each can be decoded alone and all of them, between {@link #head} and {@link #tail}, are one
 * valid stream. Not for several threads at once.
 */
public interface BlockCodec {

    /** Names format, effort and version: the same identity and the same raw bytes give the same compressed bytes. */
    String identity();

    byte[] encode(byte[] raw, int length);

    /** Whether {@code encoded} decodes to exactly {@code raw[0…length)}. */
    boolean decodesTo(byte[] encoded, byte[] raw, int length);

    /** The block without compression: larger, but nothing can be wrong with it. */
    byte[] store(byte[] raw, int length);

    /** What the stream starts with. */
    byte[] head();

    /** What the stream ends with, given the checksum and length of all raw bytes. */
    byte[] tail(Crc32Sum sum);
}
