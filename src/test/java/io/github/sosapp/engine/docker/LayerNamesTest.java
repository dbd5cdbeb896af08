package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.engine.docker.LayerNames.Line;
import io.github.sosapp.image.Platform;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerNamesTest {

    private static final String DOCKERFILE = """
            FROM base AS common
            ARG TOKEN
            WORKDIR /deep/dir
            RUN --mount=type=cache,target=/cache \\
                ["/tool", "show"]
            FROM common AS unused
            COPY other /
            FROM common
            COPY --from=build --chown=1001:1001 /srv/made /srv/made
            CMD ["serve"]
            """;

    /** What Docker Engine 20.10 and Podman 4.3 have in their histories after such files; the first line is the base's. */
    private static final Line BASE = new Line("COPY base /", true);

    private static final List<Line> CLASSIC = List.of(
            BASE,
            new Line("/bin/sh -c #(nop)  ARG TOKEN", false),
            new Line("/bin/sh -c #(nop) WORKDIR /deep/dir", true),
            new Line("|1 TOKEN=canary /tool show", false),
            new Line("/bin/sh -c #(nop) COPY --chown=1001:1001file:4711 in /srv/made ", true),
            new Line("/bin/sh -c #(nop)  CMD [\"serve\"]", false));
    private static final List<Line> BUILDKIT = List.of(
            BASE,
            new Line("ARG TOKEN", false),
            new Line("WORKDIR /deep/dir", true),
            new Line("RUN |1 TOKEN=canary /tool show # buildkit", true),
            new Line("COPY /srv/made /srv/made # buildkit", true),
            new Line("CMD [\"serve\"]", false));
    private static final List<Line> PODMAN = List.of(
            BASE,
            new Line("/bin/sh -c #(nop) ARG TOKEN", false),
            new Line("/bin/sh -c #(nop) WORKDIR /deep/dir", false),
            new Line("|1 TOKEN=canary /bin/sh -c [\"/tool\",\"show\"]", true),
            new Line("/bin/sh -c #(nop) COPY file:4711 in /srv/made ", true),
            new Line("/bin/sh -c #(nop) CMD [\"serve\"]", false));

    private final LayerNames names = new LayerNames(Dockerfile.parse("Dockerfile", DOCKERFILE)
            .instructions("", Map.of(), Platform.LINUX_AMD64, Platform.LINUX_AMD64));

    @Test
    void everyBuildersLayersHaveTheWordsOfTheDockerfile() {
        String copy = "COPY --from=build /srv/made /srv/made";
        String run = "RUN [\"/tool\", \"show\"]";

        assertThat(names.of(CLASSIC)).containsExactly("COPY base /", "WORKDIR /deep/dir", copy);
        assertThat(names.of(BUILDKIT)).containsExactly("COPY base /", "WORKDIR /deep/dir", run, copy);
        assertThat(names.of(PODMAN)).containsExactly("COPY base /", run, copy);
    }

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
        "'', ''"
    })
    void whatTheBaseBroughtIsCalledAsTheEngineCallsItWithoutAnyArgument(String history, String name) {
        assertThat(new LayerNames(List.of()).of(List.of(new Line(history, true))))
                .containsExactly(name);
    }

    @Test
    void longInstructionsAreCut() {
        assertThat(new LayerNames(List.of("COPY " + "x".repeat(200)))
                        .of(List.of(new Line("COPY xx", true)))
                        .get(0))
                .hasSize(80)
                .endsWith("x…");
    }
}
