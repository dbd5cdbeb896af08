package io.github.sosapp.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileTest {

    private static final String STAGES = """
            # syntax=docker/dockerfile:1
            # A comment
            ARG GO=1.21 \\
                # not an end
                SUITE="bookworm"
            FROM --platform=$BUILDPLATFORM golang:${GO}-${SUITE} AS build
            ARG TARGETARCH
            RUN --mount=type=bind,from=tools:1,target=/t --mount=type=cache,target=/c \\
                go build \\

                -o /app
            FROM debian:${SUITE} as Base
            RUN <<EOF
            FROM this:is-text
            EOF
            FROM base AS production
            COPY --from=build --chown=1 /app /app
            COPY --from=registry.example.com/certs@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa /c /c
            FROM alpine AS development
            """;

    private final Dockerfile file = Dockerfile.parse("Dockerfile", STAGES);

    @Test
    void stagesAreFoundWhateverStandsBetween() {
        assertThat(file.stageCount()).isEqualTo(4);
        assertThat(file.stageNames()).containsExactly("build", "base", "production", "development");
        assertThat(file.hasStage("PRODUCTION")).isTrue();
        assertThat(file.hasStage("nothing")).isFalse();
    }

    @Test
    void theImagesOfAStageAreThoseOfEverythingItNeeds() {
        assertThat(file.images("production", Map.of("GO", "1.22"), Platform.LINUX_ARM64, Platform.LINUX_AMD64))
                .containsExactly(
                        new ImageUse("golang:1.22-bookworm", "linux/amd64", 6, false),
                        new ImageUse("tools:1", "linux/arm64", 8, false),
                        new ImageUse("debian:bookworm", "linux/arm64", 12, true),
                        new ImageUse("registry.example.com/certs@sha256:" + "a".repeat(64), "linux/arm64", 18, false));
        assertThat(images("development")).containsExactly(new ImageUse("alpine", "linux/amd64", 19, true));
        assertThat(images("")).isEqualTo(images("development"));
    }

    private List<ImageUse> images(String target) {
        return file.images(target, Map.of(), Platform.LINUX_AMD64, Platform.LINUX_AMD64);
    }

    @Test
    void otherNamesLeaveLinesWhereTheyAreAndUnneededStagesOut() {
        String rewritten = file.rewritten(
                "production",
                Map.of(),
                Platform.LINUX_AMD64,
                Platform.LINUX_AMD64,
                use -> "pinned/" + use.line() + "@sha256:" + "b".repeat(64));

        List<String> lines = rewritten.lines().toList();
        assertThat(lines).hasSameSizeAs(STAGES.lines().toList());
        assertThat(lines.get(0)).isEqualTo("#");
        assertThat(lines.get(5))
                .isEqualTo("FROM --platform=$BUILDPLATFORM pinned/6@sha256:" + "b".repeat(64) + " AS build");
        assertThat(lines.get(7)).contains("from=pinned/8@sha256:").doesNotContain("tools");
        assertThat(lines.get(11)).isEqualTo("FROM pinned/12@sha256:" + "b".repeat(64) + " as Base");
        assertThat(lines.get(13)).isEqualTo("FROM this:is-text");
        assertThat(lines.get(15)).isEqualTo("FROM base AS production");
        assertThat(lines.get(16)).contains("--from=build");
        assertThat(lines.get(17)).contains("--from=pinned/18@sha256:").endsWith("/c /c");
        assertThat(lines.get(18)).isEqualTo("#");
    }

    @Test
    void stagesKeepTheirNumbersWhereNumbersAreUsed() {
        Dockerfile numbered =
                Dockerfile.parse("Dockerfile", "FROM a\nFROM b\nFROM scratch AS last\nCOPY --from=1 /x /x\n");

        assertThat(numbered.images("last", Map.of(), Platform.LINUX_AMD64, Platform.LINUX_AMD64))
                .extracting(ImageUse::image)
                .containsExactly("b");
        assertThat(numbered.rewritten("last", Map.of(), Platform.LINUX_AMD64, Platform.LINUX_AMD64, use -> "pinned"))
                .isEqualTo("FROM a\nFROM pinned\nFROM scratch AS last\nCOPY --from=1 /x /x\n");
    }

    @Test
    void variablesHaveDefaultsAndAlternatives() {
        Dockerfile variables = Dockerfile.parse(
                "Dockerfile", "ARG SET=yes\nARG UNSET\nFROM ${UNSET:-other}:${SET:+1}-${UNSET-none}-${TARGETARCH}\n");

        assertThat(variables.images("", Map.of(), Platform.LINUX_ARM64, Platform.LINUX_AMD64))
                .extracting(ImageUse::image)
                .containsExactly("other:1-none-arm64");
    }

    @Test
    void anotherEscapeCharacterContinuesLines() {
        Dockerfile windows = Dockerfile.parse("Dockerfile", "# escape=`\nFROM a AS x\nRUN one `\n  FROM b\nFROM x\n");

        assertThat(windows.stageCount()).isEqualTo(2);
    }

    @Test
    void aShiftOfAShellIsNoText() {
        Dockerfile shift = Dockerfile.parse("Dockerfile", "FROM a\nRUN echo $((1<<2)) && cat <<X\nFROM b\n");

        assertThat(shift.stageCount()).isEqualTo(2);
    }

    @Test
    void aStepIsFoundByItsText() {
        assertThat(file.lineOf("COPY --from=build   --chown=1 /app /app")).contains(17);
        assertThat(file.lineOf("RUN make")).isEmpty();
    }

    @Test
    void aFileWithoutAStageIsRefused() {
        assertThatThrownBy(() -> Dockerfile.parse("Dockerfile", "# nothing\nARG X\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        Dockerfile has no FROM
                          why     every image starts from another one or from scratch
                          do      begin the file with FROM scratch, or FROM and the name of an image""");
    }

    @Test
    void aVariableWithoutAValueIsNamed() {
        assertThatThrownBy(() -> Dockerfile.parse("Dockerfile", "\nFROM ${BASE}\n")
                        .images("", Map.of(), Platform.LINUX_AMD64, Platform.LINUX_AMD64))
                .hasMessage("""
                        Dockerfile: FROM ${BASE} names no image
                          why     the variable has no value
                          from    Dockerfile, line 2
                          do      give it one: ARG NAME=value before the first FROM, or sos.buildArgs.NAME""");
    }

    @Test
    void anUnknownStageIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> images("produktion"))
                .hasMessageContaining("Dockerfile has no stage produktion")
                .hasMessageContaining("did you mean production?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker/dockerfile:1",
                "docker/dockerfile",
                "docker.io/docker/dockerfile:1.7",
                "docker/dockerfile:1.7.0"
            })
    void dockersOwnFrontendIsTheEngines(String frontend) {
        Dockerfile known = Dockerfile.parse("Dockerfile", "#syntax=" + frontend + "\nFROM scratch\n");

        assertThat(known.rewritten("", Map.of(), Platform.LINUX_AMD64, Platform.LINUX_AMD64, use -> ""))
                .isEqualTo("#\nFROM scratch\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil/frontend", "docker/dockerfile:1-labs", "docker/dockerfile-upstream:master"})
    void otherFrontendsAreRefused(String frontend) {
        assertThatThrownBy(() -> Dockerfile.parse("Dockerfile", "# Syntax = " + frontend + "\nFROM scratch\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("Dockerfile asks for the frontend " + frontend)
                .hasMessageContaining("Dockerfile, line 1");
    }
}
