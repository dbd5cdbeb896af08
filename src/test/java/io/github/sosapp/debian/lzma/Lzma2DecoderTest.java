package io.github.sosapp.debian.lzma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.FinishableWrapperOutputStream;
import org.tukaani.xz.LZMA2Options;

class Lzma2DecoderTest {

    private static final int DICTIONARY = 1 << 16;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preset=0,dict=4KiB",
                "preset=6,dict=8MiB",
                "preset=9e,dict=64MiB",
                "preset=6,dict=1MiB,lc=0,lp=4,pb=0",
                "preset=6,dict=64KiB,lc=4,lp=0,pb=4",
                "preset=1,dict=1MiB,lc=2,lp=2,pb=3,mode=fast,mf=hc3,nice=8"
            })
    void whatTheXzProgramCompressedComesBack(String options) throws Exception {
        Required.program("xz", "apt-get install xz-utils");
        byte[] raw = mixed(12_000_000);
        Path file = Files.write(directory.resolve("raw"), raw);
        Programs.output(directory, "xz", "--format=raw", "--suffix=.lzma2", "--lzma2=" + options, file.toString());
        byte[] compressed = Files.readAllBytes(directory.resolve("raw.lzma2"));

        String size = options.replaceAll(".*dict=(\\d+)([KM])iB.*", "$1 $2");
        int dictionary = Integer.parseInt(size.split(" ")[0]) << (size.endsWith("K") ? 10 : 20);
        assertThat(Arrays.equals(decode(compressed, dictionary, raw.length), raw))
                .isTrue();
    }

    @Test
    void inputsOfAnySizeComeBackFromTheLibrary() throws Exception {
        for (int size = 0; size < 300; size++) {
            byte[] raw = mixed(size);
            assertThat(decode(compress(raw), DICTIONARY, size)).isEqualTo(raw);
        }
    }

    @Test
    void bytesThatCannotBeCompressedComeBack() throws Exception {
        byte[] noise = new byte[9_000_000];
        new Random(1).nextBytes(noise);

        assertThat(Arrays.equals(decode(compress(noise), DICTIONARY, noise.length), noise))
                .isTrue();
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] raw = mixed(1_000);
        byte[] compressed = compress(raw);
        for (int length = 0; length < compressed.length; length++) {
            byte[] start = Arrays.copyOf(compressed, length);
            assertThatThrownBy(() -> decode(start, DICTIONARY, raw.length)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void damagedBytesAreRefusedAndNeverBreakTheDecoder() throws Exception {
        byte[] raw = mixed(100_000);
        byte[] compressed = compress(raw);
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] damaged = compressed.clone();
            damaged[i < 40 ? i : random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                decode(damaged, DICTIONARY, raw.length);
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2_900);
    }

    @Test
    void noiseIsRefused() {
        Random random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            byte[] noise = new byte[2_000];
            random.nextBytes(noise);
            noise[0] = (byte) 0xe0;
            noise[5] = 93;
            noise[6] = 0;
            assertThatThrownBy(() -> decode(noise, DICTIONARY, 1 << 20)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1_001})
    void anotherSizeThanExpectedIsRefused(int expected) throws Exception {
        byte[] compressed = compress(mixed(1_000));

        assertThatThrownBy(() -> decode(compressed, DICTIONARY, expected))
                .isInstanceOf(IOException.class)
                .hasMessage("the compressed bytes are damaged");
    }

    @Test
    void aMatchFromBeforeTheDictionaryIsRefused() throws Exception {
        byte[] noise = new byte[DICTIONARY];
        new Random(4).nextBytes(noise);
        byte[] twice = Arrays.copyOf(noise, 2 * DICTIONARY);
        System.arraycopy(noise, 0, twice, DICTIONARY - 1, DICTIONARY);
        byte[] compressed = compress(twice);

        assertThat(Arrays.equals(decode(compressed, DICTIONARY, twice.length), twice))
                .isTrue();
        assertThatThrownBy(() -> decode(compressed, DICTIONARY / 2, twice.length))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 0x7f, 0x80, 0xa0, 0xc0, 0xdf})
    void theFirstChunkMustBringEverything(int control) {
        byte[] bytes = {(byte) control, 0, 0, 0, 5, 93, 0, 0, 0, 0, 0, 0, 0};

        assertThatThrownBy(() -> decode(bytes, DICTIONARY, 1)).hasMessage("the compressed bytes are damaged");
    }

    // Words that repeat from near and far, runs, and bytes that nothing foretells.
    private static byte[] mixed(int size) {
        Random random = new Random(size);
        byte[] raw = new byte[size];
        int at = 0;
        while (at < size) {
            int length = Math.min(size - at, 1 + random.nextInt(random.nextInt(20) == 0 ? 3_000 : 30));
            int back = 1 + random.nextInt(1 << 1 + random.nextInt(21));
            int kind = random.nextInt(3);
            for (int end = at + length; at < end; at++) {
                raw[at] = kind == 0 ? (byte) random.nextInt() : back <= at ? raw[at - back] : (byte) ('a' + kind);
            }
        }
        return raw;
    }

    private static byte[] compress(byte[] raw) throws IOException {
        LZMA2Options options = new LZMA2Options(3);
        options.setDictSize(DICTIONARY);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = options.getOutputStream(new FinishableWrapperOutputStream(compressed))) {
            out.write(raw);
        }
        return compressed.toByteArray();
    }

    private static byte[] decode(byte[] compressed, int dictionary, int size) throws IOException {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        Lzma2Decoder decoder = new Lzma2Decoder(new ByteArrayInputStream(compressed), dictionary, size);
        for (ByteBuffer bytes = decoder.next(); bytes != null; bytes = decoder.next()) {
            decoded.write(bytes.array(), bytes.position(), bytes.remaining());
        }
        return decoded.toByteArray();
    }
}
