package io.github.sosapp.image.gzip;

/** The CRC-32 of several blocks one behind the other, from the CRC-32 of each (RFC 1952, section 8). */
public final class Crc32Sum {

    private static final int POLYNOMIAL = 0xEDB88320;

    private int crc;
    private long length;

    /** Appends a block of {@code blockLength} bytes. */
    public void add(int blockCrc, long blockLength) {
        crc = shift(crc, blockLength) ^ blockCrc;
        length += blockLength;
    }

    /** The sum, as the end of a gzip member has it (RFC 1952). */
    public int crc() {
        return crc;
    }

    /** Of all blocks, in bytes. */
    public long length() {
        return length;
    }

    // Appending n zero bytes multiplies by x^8n modulo the polynomial; bits are reflected, so x^0 is the highest bit.
    private static int shift(int value, long bytes) {
        int power = 1 << 30 >>> 7;
        int product = value;
        for (long left = bytes; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                product = multiply(product, power);
            }
            power = multiply(power, power);
        }
        return product;
    }

    private static int multiply(int left, int right) {
        int product = 0;
        int shifted = right;
        for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
            if ((left & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }
}
