package io.github.sosapp.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContentCutsTest {

    private static final int LEAST = TarBlocks.BLOCK;
    private static final int MOST = TarBlocks.LARGEST_BLOCK;

    @Test
    void twoFilesWithTheSameMegabytesAtOtherPlacesHaveMostBlocksInCommon() {
        Random random = new Random(1);
        byte[] same = new byte[8 << 20];
        random.nextBytes(same);
        for (int shift : new int[] {1, 511, 512, 100_003}) {
            byte[] shifted = new byte[shift + same.length];
            random.nextBytes(shifted);
            System.arraycopy(same, 0, shifted, shift, same.length);

            List<Digest> blocks = digests(same);
            List<Digest> common = new ArrayList<>(blocks);
            common.retainAll(digests(shifted));
            assertThat(common).as("shifted by %d bytes", shift).hasSizeGreaterThan(blocks.size() * 3 / 4);
        }
    }

    @Test
    void blocksAreNeitherTooSmallNorTooLarge() {
        byte[] noise = new byte[8 << 20];
        new Random(2).nextBytes(noise);
        byte[] text = SampleTree.text(new Random(3), 4 << 20);
        for (byte[] bytes : new byte[][] {noise, text, new byte[3 << 20]}) {
            List<byte[]> blocks = blocks(bytes);
            assertThat(blocks.subList(0, blocks.size() - 1))
                    .allSatisfy(block -> assertThat(block.length).isBetween(LEAST, MOST));
        }
        assertThat(blocks(noise).stream().mapToInt(block -> block.length).distinct())
                .as("the content decides, not the size")
                .hasSizeGreaterThan(10);
    }

    @Test
    void whatIsTooShortToBeCutStaysWhole() {
        assertThat(Stream.of(0, 1, 7, 8).map(size -> ContentCuts.find(new byte[size], 8)))
                .containsExactly(0, 1, 7, 8);
    }

    private static List<Digest> digests(byte[] bytes) {
        return blocks(bytes).stream().map(Digest::of).toList();
    }

    private static List<byte[]> blocks(byte[] bytes) {
        List<byte[]> blocks = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            byte[] ahead = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MOST));
            byte[] block = Arrays.copyOf(ahead, ContentCuts.find(ahead, LEAST));
            blocks.add(block);
            at += block.length;
        }
        return blocks;
    }
}
