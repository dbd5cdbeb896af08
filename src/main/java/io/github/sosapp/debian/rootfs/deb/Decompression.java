package io.github.sosapp.debian.rootfs.deb;

import io.airlift.compress.zstd.ZstdInputStream;
import io.github.sosapp.debian.lzma.Lzma2Decoder;
import io.github.sosapp.debian.rootfs.deb.DebFile.Member;
import io.github.sosapp.failure.BuildFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.SeekableXZInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Decompresses the archives of a package. One with xz is decoded in as many pieces as it has blocks, because dpkg
 * compresses large packages in blocks of 24 MiB and decoding them takes longer than everything else.
 */
final class Decompression {

    // xz -9 needs 65 MiB; more is asked for only to make a machine run out of memory.
    private static final int XZ_MEMORY_KIB = 128 << 10;
    private static final int BUFFER = 1 << 17;

    // The checksum of the whole package was verified, and by a better one.
    private static final boolean VERIFY = false;

    private Decompression() {}

    /**
     * A part that can be decoded on its own.
     *
     * @param weight how long it takes, compared with others
     */
    record Piece(long weight, Work work) {}

    /** Decodes and writes. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * What must be run, in any order and by any threads, to have the data archive in {@code spool}.
     *
     * @param limit of the decompressed size, in bytes
     * @throws BuildFailure when it is known to be larger
     */
    static List<Piece> pieces(DebFile deb, Spool spool, long limit) throws IOException {
        Member data = deb.data();
        if (!data.name().equals("data.tar.xz")) {
            return List.of(new Piece(data.size(), () -> copy(deb, spool, limit)));
        }
        List<Piece> pieces = new ArrayList<>();
        try (SeekableXZInputStream index = openXz(deb, data)) {
            if (index.length() > limit) {
                throw PackageFailures.tooLarge(deb.about(), limit);
            }
            for (int block = 0; block < index.getBlockCount(); block++) {
                pieces.add(new Piece(index.getBlockCompSize(block), work(deb, index, block, spool)));
            }
        }
        return pieces;
    }

    /** The decompressed bytes of a member. */
    static InputStream open(DebFile deb, Member member) throws IOException {
        InputStream raw = deb.slice(member);
        String suffix = member.name().substring(member.name().indexOf(".tar") + ".tar".length());
        return switch (suffix) {
            case "" -> raw;
            case ".gz" -> new GZIPInputStream(raw, BUFFER);
            case ".xz" -> new XZInputStream(raw, XZ_MEMORY_KIB, VERIFY);
            case ".zst" -> new ZstdInputStream(raw);
            default ->
                throw PackageFailures.broken(
                        deb.about(), "its part " + member.name() + " is compressed in a way that is not supported");
        };
    }

    /**
     * The decompressed bytes of the control archive, with xz by the decoder that the data needs, too: the JVM compiles each
     * decoder while the first packages wait for it.
     *
     * @param limit of the decompressed size, in bytes; an archive that does not say its size may be larger
     */
    static InputStream openControl(DebFile deb, int limit) throws IOException {
        Member control = deb.control();
        if (!control.name().equals("control.tar.xz")) {
            return open(deb, control);
        }
        try (SeekableXZInputStream index = openXz(deb, control)) {
            if (index.length() > limit) {
                throw PackageFailures.tooLarge(deb.about(), limit);
            }
            ByteBuffer whole = ByteBuffer.allocate((int) index.length());
            for (int block = 0; block < index.getBlockCount(); block++) {
                ChannelSlice xz = deb.slice(control);
                long position = index.getBlockCompPos(block);
                Optional<XzBlock> header = XzBlock.read(xz, position);
                if (header.isEmpty()) {
                    return open(deb, control);
                }
                Lzma2Decoder decoder = decoder(xz, position, header.get(), index.getBlockSize(block));
                for (ByteBuffer bytes = decoder.next(); bytes != null; bytes = decoder.next()) {
                    whole.put(bytes);
                }
            }
            return new ByteArrayInputStream(whole.array());
        }
    }

    private static Lzma2Decoder decoder(ChannelSlice xz, long position, XzBlock header, long size) throws IOException {
        xz.seek(position + header.headerSize());
        return new Lzma2Decoder(
                new BufferedInputStream(xz, (int) Math.min(BUFFER, size + 1)), header.dictionary(), size);
    }

    private static SeekableXZInputStream openXz(DebFile deb, Member member) throws IOException {
        return new SeekableXZInputStream(deb.slice(member), XZ_MEMORY_KIB, VERIFY);
    }

    private static Work work(DebFile deb, SeekableXZInputStream index, int block, Spool spool) throws IOException {
        long from = index.getBlockPos(block);
        long size = index.getBlockSize(block);
        long position = index.getBlockCompPos(block);
        ChannelSlice data = deb.slice(deb.data());
        return XzBlock.read(data, position)
                .<Work>map(header -> () -> decodeBlock(deb, decoder(data, position, header, size), spool, from))
                .orElse(() -> copyBlock(deb, block, spool, from, size));
    }

    // The check at the end of the block is not looked at, either: see VERIFY.
    private static void decodeBlock(DebFile deb, Lzma2Decoder decoder, Spool spool, long from) throws IOException {
        long position = from;
        for (ByteBuffer bytes = next(deb, decoder); bytes != null; bytes = next(deb, decoder)) {
            int length = bytes.remaining();
            spool.write(bytes, position);
            position += length;
        }
    }

    private static ByteBuffer next(DebFile deb, Lzma2Decoder decoder) {
        try {
            return decoder.next();
        } catch (IOException e) {
            throw PackageFailures.damaged(deb.about(), e);
        }
    }

    private static void copyBlock(DebFile deb, int block, Spool spool, long from, long size) throws IOException {
        SeekableXZInputStream xz = openXz(deb, deb.data());
        xz.seekToBlock(block);
        byte[] buffer = new byte[BUFFER];
        for (long done = 0; done < size; ) {
            int read = read(deb, xz, buffer, (int) Math.min(buffer.length, size - done));
            if (read < 0) {
                throw PackageFailures.damaged(deb.about(), null);
            }
            spool.write(ByteBuffer.wrap(buffer, 0, read), from + done);
            done += read;
        }
    }

    private static void copy(DebFile deb, Spool spool, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream data = open(deb, deb.data())) {
            long done = 0;
            for (int read = read(deb, data, buffer, BUFFER); read >= 0; read = read(deb, data, buffer, BUFFER)) {
                if (done + read > limit) {
                    throw PackageFailures.tooLarge(deb.about(), limit);
                }
                spool.write(ByteBuffer.wrap(buffer, 0, read), done);
                done += read;
            }
        }
    }

    // Told apart from a failure to write, for which another copy of the package would not help.
    private static int read(DebFile deb, InputStream data, byte[] buffer, int most) {
        try {
            return data.read(buffer, 0, most);
        } catch (IOException | IllegalArgumentException e) {
            throw PackageFailures.damaged(deb.about(), e);
        }
    }
}
