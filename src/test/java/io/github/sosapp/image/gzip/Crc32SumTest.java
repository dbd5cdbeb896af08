package io.github.sosapp.image.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32SumTest {

    @Test
    void theSumOfPartsIsTheChecksumOfTheWhole() {
        Random random = new Random(2);
        byte[] bytes = new byte[200_000];
        random.nextBytes(bytes);
        for (int round = 0; round < 100; round++) {
            Crc32Sum sum = new Crc32Sum();
            CRC32 whole = new CRC32();
            for (int position = 0; position < bytes.length; ) {
                int length = Math.min(bytes.length - position, random.nextInt(60_000));
                CRC32 part = new CRC32();
                part.update(bytes, position, length);
                whole.update(bytes, position, length);
                sum.add((int) part.getValue(), length);
                position += length;
            }
            assertThat(sum.crc()).isEqualTo((int) whole.getValue());
            assertThat(sum.length()).isEqualTo(bytes.length);
        }
    }
}
