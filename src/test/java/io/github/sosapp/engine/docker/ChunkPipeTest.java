package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ChunkPipeTest {

    @Test
    void everyByteArrivesInItsOrder() throws Exception {
        byte[] bytes = new byte[3_000_001];
        new Random(7).nextBytes(bytes);
        ChunkPipe pipe = new ChunkPipe(out -> {
            out.write(bytes[0]);
            out.write(bytes, 1, 10);
            out.write(bytes, 11, bytes.length - 11);
        });

        try (InputStream in = pipe.input()) {
            assertThat((byte) in.read()).isEqualTo(bytes[0]);
            byte[] rest = in.readAllBytes();
            assertThat(rest)
                    .hasSize(bytes.length - 1)
                    .endsWith(java.util.Arrays.copyOfRange(bytes, 1000, bytes.length));
        }
        assertThat(pipe.failure()).isNull();
    }

    @Test
    void aWriterThatFailsIsNoEndOfTheContent() throws Exception {
        BuildFailure failure = BuildFailure.ofUser("a link leads out").remedy("remove it");
        ChunkPipe pipe = new ChunkPipe(out -> {
            out.write(new byte[100]);
            out.flush();
            throw failure;
        });

        try (InputStream in = pipe.input()) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(pipe.failure()).isSameAs(failure);
    }

    @Test
    void aReaderThatStopsEndsTheWriter() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        ChunkPipe pipe = new ChunkPipe(out -> {
            try {
                while (true) {
                    out.write(new byte[1 << 20]);
                }
            } finally {
                ended.countDown();
            }
        });

        pipe.input().close();

        ended.await();
    }
}
