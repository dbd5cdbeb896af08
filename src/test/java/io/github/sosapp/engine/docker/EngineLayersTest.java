package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineLayersTest {

    @ParameterizedTest
    @CsvSource({
        "RUN /bin/sh -c make all # buildkit, RUN make all",
        "RUN |2 MODE=fast TOKEN=canary /bin/sh -c make all # buildkit, RUN make all",
        "/bin/sh -c make all, RUN make all",
        "|1 TOKEN=a canary /bin/sh -c make   all, RUN make all",
        "|1 TOKEN=a canary /tool change, RUN",
        "RUN |1 TOKEN=canary /tool change # buildkit, RUN",
        "RUN /tool change # buildkit, RUN /tool change",
        "COPY app /app # buildkit, COPY app /app",
        "/bin/sh -c #(nop) COPY file:4711 in /tool , COPY file:4711 in /tool",
        "'', layer 3 of the Dockerfile"
    })
    void layersAreCalledAfterTheirInstructionWithoutAnyArgument(String history, String name) {
        assertThat(EngineLayers.name(history, 3)).isEqualTo(name);
    }

    @Test
    void longInstructionsAreCut() {
        assertThat(EngineLayers.name("COPY " + "x".repeat(200), 1)).hasSize(80).endsWith("x…");
    }
}
