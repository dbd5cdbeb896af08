package io.github.sosapp.image.block;

import io.github.sosapp.image.gzip.Crc32Sum;
import io.github.sosapp.image.gzip.DeflateEncoder;
import io.github.sosapp.image.gzip.Effort;
import io.github.sosapp.image.gzip.GzipFrame;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One gzip member with our own deflate data, checked by the decoder of the JDK. */
public final class GzipCodec implements BlockCodec {

    private final Effort effort;
    private final DeflateEncoder encoder;
    private final Inflater inflater = new Inflater(true);
    private byte[] decoded = new byte[1 << 16];

    public GzipCodec(Effort effort) {
        this.effort = effort;
        this.encoder = new DeflateEncoder(effort);
    }

    @Override
    public String identity() {
        return identity(effort);
    }

    /** The identity of a codec that need not be made for it. */
    public static String identity(Effort effort) {
        return "gzip " + effort.name().toLowerCase(Locale.ROOT) + " " + DeflateEncoder.VERSION;
    }

    @Override
    public byte[] encode(byte[] raw, int length) {
        return encoder.encode(raw, length);
    }

    @Override
    public boolean decodesTo(byte[] encoded, byte[] raw, int length) {
        if (decoded.length <= length) {
            decoded = new byte[length + 1];
        }
        inflater.reset();
        inflater.setInput(encoded);
        try {
            int got = inflater.inflate(decoded, 0, length + 1);
            return got == length && inflater.needsInput() && Arrays.equals(decoded, 0, length, raw, 0, length);
        } catch (DataFormatException e) {
            return false;
        }
    }

    @Override
    public byte[] store(byte[] raw, int length) {
        return DeflateEncoder.store(raw, length);
    }

    @Override
    public byte[] head() {
        return GzipFrame.header();
    }

    @Override
    public byte[] tail(Crc32Sum sum) {
        return GzipFrame.trailer(sum);
    }
}
