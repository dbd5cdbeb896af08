package io.github.sosapp.engine.docker.buildx;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.engine.docker.BuildProgress;
import io.github.sosapp.engine.docker.BuildRefusal;
import io.github.sosapp.engine.docker.BuildSteps;
import io.github.sosapp.engine.docker.Builder;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class BuildxOutputTest {

    private static final String NAME = "[production 2/2] RUN make";

    private final BuildSteps steps = new BuildSteps(Platform.LINUX_AMD64, BuildProgress.none(), () -> 0);
    private final BuildxOutput output = new BuildxOutput(steps);

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void objectsOnManyLinesAndOnOneAreReadBetweenLinesForPeople() {
        """
        WARNING: something of the client
        {
          "vertexes": [
            {
              "digest": "sha256:1",
              "name": "%1$s",
              "started": "2026-11-22T06:33:18.250667652Z"
            }
          ]
        }
        {"logs":[{"vertex":"sha256:1","stream":2,"data":"%2$s"}]}
        ERROR: failed to solve: process "make" did not complete successfully: exit code: 2
        """.formatted(NAME, encoded("no rule\n")).lines().forEach(output);

        assertThat(steps.runningStep()).contains(NAME);
        assertThat(output.complaint())
                .containsExactly(
                        "WARNING: something of the client",
                        "ERROR: failed to solve: process \"make\" did not complete successfully: exit code: 2");
    }

    @Test
    void aStepThatFailsIsToldWithItsPlaceAndItsLastLines() {
        output.accept("{\"vertexes\":[{\"digest\":\"sha256:1\",\"name\":\"" + NAME
                + "\",\"started\":\"2026-11-22T06:33:18Z\"}],\"logs\":[{\"vertex\":\"sha256:1\",\"data\":\""
                + encoded("no rule\n") + "\"}]}");
        output.accept("{\"vertexes\":[{\"digest\":\"sha256:1\",\"name\":\"" + NAME
                + "\",\"completed\":\"2026-11-22T06:33:19Z\",\"error\":\"exit code: 2\"}]}");

        BuildFailure failure = new BuildRefusal(
                        Dockerfile.parse("Dockerfile", "FROM scratch\nRUN make\n"),
                        Platform.LINUX_AMD64,
                        new Builder("the builder team", "BuildKit v0.30.0", Platform.LINUX_AMD64, "team"))
                .of("failed to solve: process \"make\" did not complete successfully: exit code: 2", steps);

        assertThat(failure).hasMessage("""
                        a step of the Dockerfile failed with exit code 2, for linux/amd64
                          why     RUN make
                                  no rule
                          from    Dockerfile, line 2
                          do      correct what the last lines complain of; mvn -X shows all lines of all steps""");
    }

    @Test
    void whatIsNoStatusIsForPeople() {
        output.accept("{not json}");

        assertThat(output.complaint()).containsExactly("{not json}");
    }
}
