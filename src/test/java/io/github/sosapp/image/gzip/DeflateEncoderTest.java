package io.github.sosapp.image.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeflateEncoderTest {

    private static final int CASES = 10_000;

    @TempDir
    Path directory;

    @Test
    void tenThousandSeededInputsComeBackFromTheJdk() throws Exception {
        DeflateEncoder[] encoders = encoders();
        for (int seed = 0; seed < CASES; seed++) {
            byte[] raw = SeededInput.of(seed);
            byte[] member = member(encoders[seed % encoders.length], raw);
            assertThat(Arrays.equals(gunzip(member), raw)).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void tenThousandSeededInputsComeBackFromGzipPythonAndGo() throws Exception {
        Path members = directory.resolve("members.gz");
        Path expected = directory.resolve("expected");
        DeflateEncoder[] encoders = encoders();
        try (OutputStream compressed = Files.newOutputStream(members);
                OutputStream raw = Files.newOutputStream(expected)) {
            for (int seed = 0; seed < CASES; seed++) {
                byte[] input = SeededInput.of(seed);
                raw.write(input);
                compressed.write(member(encoders[seed % encoders.length], input));
            }
        }
        for (Decoder decoder : Decoder.values()) {
            Path decoded = decoder.decode(members, directory);
            assertThat(Files.mismatch(decoded, expected)).as(decoder.name()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(Effort.class)
    void extremeInputsComeBack(Effort effort) throws Exception {
        DeflateEncoder encoder = new DeflateEncoder(effort);
        Random random = new Random(1);
        byte[] noise = new byte[300_000];
        random.nextBytes(noise);
        byte[] farMatch = Arrays.copyOf(noise, 32_768 + 258);
        System.arraycopy(farMatch, 0, farMatch, 32_768, 258);
        byte[] tooFarMatch = Arrays.copyOf(noise, 32_769 + 258);
        System.arraycopy(tooFarMatch, 0, tooFarMatch, 32_769, 258);
        for (byte[] raw : new byte[][] {
            {},
            {0},
            new byte[2],
            new byte[3],
            new byte[4],
            new byte[257],
            new byte[258],
            new byte[259],
            new byte[260],
            new byte[DeflateEncoder.MAX_BLOCK],
            noise,
            farMatch,
            tooFarMatch,
            fibonacci(22),
            "ab".repeat(70_000).getBytes(StandardCharsets.US_ASCII)
        }) {
            assertThat(gunzip(member(encoder, raw))).as("%d bytes", raw.length).isEqualTo(raw);
        }
        assertThat(encoder.encode(farMatch, farMatch.length).length)
                .as("a match at distance 32,768 is used")
                .isLessThan(encoder.encode(tooFarMatch, tooFarMatch.length).length - 100);
    }

    @ParameterizedTest
    @EnumSource(Effort.class)
    void everyCutOffsetComesBack(Effort effort) throws Exception {
        DeflateEncoder encoder = new DeflateEncoder(effort);
        byte[] raw = Arrays.copyOf(SeededInput.of(8), 1500);
        for (int cut = 0; cut <= raw.length; cut++) {
            byte[] head = Arrays.copyOf(raw, cut);
            byte[] tail = Arrays.copyOfRange(raw, cut, raw.length);
            assertThat(Arrays.equals(gunzip(member(encoder, head, tail)), raw))
                    .as("cut at %d", cut)
                    .isTrue();
        }
    }

    @Test
    void sizesAroundTheLimitsOfStoredBlocksComeBack() throws Exception {
        byte[] noise = new byte[3 * 65_536];
        new Random(5).nextBytes(noise);
        DeflateEncoder encoder = new DeflateEncoder(Effort.NORMAL);
        for (int size : new int[] {1, 65_534, 65_535, 65_536, 131_069, 131_070, 131_071, 196_608}) {
            byte[] raw = Arrays.copyOf(noise, size);
            byte[] member = member(encoder, raw);
            assertThat(gunzip(member)).isEqualTo(raw);
            assertThat(member.length - size).as("what noise costs").isLessThan(60);
            assertThat(gunzip(wrap(raw, DeflateEncoder.store(raw, size)))).isEqualTo(raw);
        }
    }

    @Test
    void anEncoderKeepsNothingOfEarlierInputs() {
        DeflateEncoder used = new DeflateEncoder(Effort.NORMAL);
        for (int seed = 0; seed < 200; seed++) {
            byte[] raw = SeededInput.of(seed);
            byte[] padded = Arrays.copyOf(raw, raw.length + 100);
            Arrays.fill(padded, raw.length, padded.length, (byte) seed);
            assertThat(used.encode(padded, raw.length))
                    .isEqualTo(new DeflateEncoder(Effort.NORMAL).encode(raw, raw.length));
        }
    }

    /** Bytes whose frequencies are Fibonacci numbers, in an order without repetitions: the deepest possible tree. */
    // Most of such data is passed over; what can be compressed behind it must not be.
    @ParameterizedTest
    @EnumSource(Effort.class)
    void textBehindWhatCannotBeCompressedIsCompressed(Effort effort) throws Exception {
        byte[] raw = new byte[200_000];
        new Random(7).nextBytes(raw);
        byte[] text = "what was said before, ".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, raw, 100_000, 100_000);

        byte[] member = member(new DeflateEncoder(effort), raw);

        assertThat(member.length).isBetween(100_000, 102_000);
        assertThat(gunzip(member)).isEqualTo(raw);
    }

    private static byte[] fibonacci(int symbols) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 1;
        int next = 1;
        for (int symbol = 0; symbol < symbols; symbol++) {
            for (int i = 0; i < count; i++) {
                bytes.write(symbol * 11);
            }
            int sum = count + next;
            count = next;
            next = sum;
        }
        byte[] all = bytes.toByteArray();
        Random random = new Random(3);
        for (int i = all.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            byte swapped = all[i];
            all[i] = all[other];
            all[other] = swapped;
        }
        return all;
    }

    private static DeflateEncoder[] encoders() {
        return Arrays.stream(Effort.values()).map(DeflateEncoder::new).toArray(DeflateEncoder[]::new);
    }

    private static byte[] member(DeflateEncoder encoder, byte[]... blocks) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        for (byte[] block : blocks) {
            raw.writeBytes(block);
            encoded.writeBytes(encoder.encode(block, block.length));
        }
        return wrap(raw.toByteArray(), encoded.toByteArray());
    }

    private static byte[] wrap(byte[] raw, byte[] encoded) {
        CRC32 crc = new CRC32();
        crc.update(raw);
        Crc32Sum sum = new Crc32Sum();
        sum.add((int) crc.getValue(), raw.length);
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        member.writeBytes(GzipFrame.header());
        member.writeBytes(encoded);
        member.writeBytes(GzipFrame.trailer(sum));
        return member.toByteArray();
    }

    private static byte[] gunzip(byte[] member) throws Exception {
        return new GZIPInputStream(new ByteArrayInputStream(member)).readAllBytes();
    }
}
