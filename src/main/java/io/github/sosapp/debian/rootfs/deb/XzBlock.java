package io.github.sosapp.debian.rootfs.deb;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The header of a block (The .xz File Format, 3.1) that has nothing but LZMA2, as every block has that dpkg wrote.
 *
 * @param headerSize in bytes
 * @param dictionary how far back matches reach, in bytes
 */
record XzBlock(int headerSize, int dictionary) {

    private static final int LARGEST_HEADER = 1024;
    private static final int CHECKSUM = 4;
    private static final int OTHER_THAN_SIZES = 0x3f;
    private static final int COMPRESSED_SIZE = 0x40;
    private static final int UNCOMPRESSED_SIZE = 0x80;
    private static final int LZMA2 = 0x21;
    private static final int LARGEST_DICTIONARY_CODE = 28;

    /** Empty for a header that is damaged, has other filters or asks for more than 64 MiB: the library knows what to say. */
    static Optional<XzBlock> read(ChannelSlice xz, long position) throws IOException {
        byte[] bytes = new byte[LARGEST_HEADER];
        xz.seek(position);
        int size = 4 * ((xz.readNBytes(bytes, 0, LARGEST_HEADER) > 0 ? bytes[0] & 0xff : 0) + 1);
        ByteBuffer header = ByteBuffer.wrap(bytes, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, size - CHECKSUM);
        if (size < 12 || (int) crc.getValue() != header.getInt(size - CHECKSUM)) {
            return Optional.empty();
        }
        try {
            return parse(header);
        } catch (BufferUnderflowException tooShort) {
            return Optional.empty();
        }
    }

    private static Optional<XzBlock> parse(ByteBuffer header) {
        int flags = header.position(1).get() & 0xff;
        skipNumber(header, flags & COMPRESSED_SIZE);
        skipNumber(header, flags & UNCOMPRESSED_SIZE);
        boolean only = (flags & OTHER_THAN_SIZES) == 0 && header.get() == LZMA2 && header.get() == 1;
        int code = header.get();
        return only && code >= 0 && code <= LARGEST_DICTIONARY_CODE
                ? Optional.of(new XzBlock(header.limit(), (2 | code & 1) << code / 2 + 11))
                : Optional.empty();
    }

    private static void skipNumber(ByteBuffer header, int isThere) {
        while (isThere != 0 && header.get() < 0) {
            // Each byte but the last has its highest bit set.
        }
    }
}
