package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The streams are what Docker Engine 20.10.24 answered, recorded as they came. */
class BuildStepsTest {

    private final List<String> events = new ArrayList<>();
    private long now;

    private final BuildProgress progress = new BuildProgress() {
        @Override
        public void started(Platform platform, String step) {
            events.add("start " + step);
        }

        @Override
        public void wrote(Platform platform, String step, String line) {
            events.add(step + ": " + line);
        }

        @Override
        public void finished(Platform platform, String step, boolean cached, Duration duration) {
            events.add("end " + step + (cached ? ", cached" : ""));
        }

        @Override
        public void told(String line) {
            throw new AssertionError(line);
        }

        @Override
        public void warned(String line) {
            throw new AssertionError(line);
        }
    };

    private BuildSteps replay(String name) throws IOException {
        BuildSteps steps = new BuildSteps(Platform.LINUX_AMD64, progress, () -> now++);
        try (InputStream stream = getClass().getResourceAsStream("streams/" + name + ".json")) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(it -> !it.isBlank()).toList()) {
                steps.take(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        steps.end();
        return steps;
    }

    @Test
    void buildKitTellsItsStepsAndTheirOutput() throws Exception {
        BuildSteps steps = replay("ok.buildkit");

        String run = "[build 2/2] RUN [\"/tool\", \"lines\", \"3\"]";
        assertThat(events)
                .containsSubsequence(
                        "start [build 1/2] COPY tool /tool",
                        "end [build 1/2] COPY tool /tool",
                        "start " + run,
                        run + ": line 1",
                        run + ": line 2",
                        run + ": line 3",
                        "end " + run,
                        "end exporting to image");
        assertThat(events).doesNotHaveDuplicates();
        assertThat(steps.image()).contains("sha256:1925ca043b2d804391f2064295a8e56e3442311e8deab11bf4a65d5877c5fe03");
        assertThat(steps.error()).isEmpty();
        assertThat(steps.failedStep()).isEmpty();
    }

    @Test
    void theClassicBuilderTellsTheSame() throws Exception {
        BuildSteps steps = replay("ok.classic");

        String run = "[3/5] RUN [\"/tool\", \"lines\", \"3\"]";
        assertThat(events)
                .containsSubsequence("end [2/5] COPY tool /tool", "start " + run, run + ": line 1", run + ": line 3");
        assertThat(events).noneMatch(line -> line.contains("--->"));
        assertThat(steps.image()).contains("sha256:0e8d3a2c9ec4da2b8dbb1cc5d57e1c3ef38a4c334738dd451549538a47d0e163");
    }

    @Test
    void podmanTellsTheSame() throws Exception {
        BuildSteps steps = replay("ok.podman");

        String run = "[1/2, 3/3] RUN [\"/tool\", \"lines\", \"3\"]";
        assertThat(events)
                .containsSubsequence(
                        "end [1/2, 2/3] COPY tool /tool",
                        "start " + run,
                        run + ": line 1",
                        run + ": line 3",
                        "end " + run,
                        "end [2/2, 3/3] ENTRYPOINT [\"/tool\"]");
        assertThat(events).noneMatch(line -> line.contains("-->"));
        assertThat(steps.image().orElseThrow()).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void podmanSaysWhatItHadAlready() throws Exception {
        replay("cached.podman");

        assertThat(events).contains("end [1/2, 3/3] RUN [\"/tool\", \"lines\", \"3\"], cached");
    }

    @ParameterizedTest
    @CsvSource({"fail.podman, '[3/3] RUN '", "fail.buildkit, '[2/2] RUN '", "fail.classic, '[3/3] RUN '"})
    void aFailedStepIsNamedWithTheLastFiftyLines(String name, String begins) throws Exception {
        BuildSteps steps = replay(name);

        assertThat(steps.failedStep().orElseThrow()).isEqualTo(begins + "[\"/tool\", \"fail\", \"60\"]");
        assertThat(steps.lastLines())
                .hasSize(BuildSteps.LINES_KEPT)
                .startsWith("line 12")
                .endsWith("line 60", "it is broken");
        assertThat(steps.error().orElseThrow()).contains("7");
        assertThat(steps.image().isEmpty() || name.contains("classic")).isTrue();
    }

    @Test
    void aStepThatDidNotEndIsTheRunningOne() throws Exception {
        BuildSteps steps = new BuildSteps(Platform.LINUX_AMD64, progress, () -> now++);

        steps.take(Json.parse("{\"stream\":\"Step 1/2 : FROM scratch\"}".getBytes(StandardCharsets.UTF_8)));
        steps.take(Json.parse("{\"stream\":\"Step 2/2 : RUN sleep 60\"}".getBytes(StandardCharsets.UTF_8)));

        assertThat(steps.runningStep()).contains("[2/2] RUN sleep 60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a7f00", "0a", "0f", "0affffffffffffffffff01", "ffffffffffffffffffffff"})
    void brokenMessagesAreRefused(String hex) {
        assertThatThrownBy(() -> BuildKitTrace.decode(java.util.HexFormat.of().parseHex(hex)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("progress");
    }

    @Test
    void fieldsThatNobodyKnowsArePassedOver() throws Exception {
        byte[] message = java.util.HexFormat.of()
                .parseHex("0a081201781a01612001" + "4801" + "51" + "00".repeat(8) + "5d00000000");

        BuildKitTrace trace = BuildKitTrace.decode(message);

        assertThat(trace.vertexes()).hasSize(1);
        assertThat(trace.vertexes().get(0).name()).isEqualTo("a");
    }

    @Test
    void aBarOfProgressLeavesItsLastState() throws Exception {
        BuildSteps steps = new BuildSteps(Platform.LINUX_AMD64, progress, () -> now++);
        for (String text : Arrays.asList("Step 1/1 : RUN get", "\\u001b[91m 10 %\\r 20 %\\r100 %\\u001b[0m\\n")) {
            steps.take(Json.parse(("{\"stream\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(events).contains("[1/1] RUN get: 100 %");
    }
}
