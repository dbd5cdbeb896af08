package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.engine.docker.dockerfile.RenderedDockerfile;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.testing.GoldenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Dockerfiles say: the whole texts in golden files, and what settings change in them. */
class DockerfileTextTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "go, COMMON",
        "go, BUILDKIT",
        "node, COMMON",
        "node, BUILDKIT",
        "python, COMMON",
        "python, BUILDKIT",
        "base, COMMON",
        "python-base, COMMON",
        "python-base, BUILDKIT",
        "alpine-base, COMMON"
    })
    void theWholeTextIsTheGoodOne(String what, Dialect dialect) {
        // Packed in one of the two, so that this is seen and judged as well.
        String upx = dialect == Dialect.BUILDKIT ? "auto" : "off";
        String text = holding(what)
                .whole(dialect, "labels.team", "emergency", "upx", upx)
                .text();

        GoldenFile.of(
                        DockerfileTextTest.class,
                        "dockerfiles/" + what + "-" + dialect.name().toLowerCase(Locale.ROOT) + ".Dockerfile")
                .assertMatches(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "go | production | builder, production",
                "go | production-alpine | builder, production-alpine",
                "go | development | debugger, development",
                "node | production | base, dependencies, build, production",
                "node | development | base, development",
                "python | production | builder, production"
            })
    void oneTargetHasOnlyTheStagesThatItNeeds(String what, String target, String stages) {
        RenderedDockerfile rendered = holding(what).single(Dialect.COMMON, "target", target);

        assertThat(stages(rendered)).isEqualTo(List.of(stages.split(", ")));
        assertThat(rendered.target()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({"go", "node", "python"})
    void theUsualTargetComesLastAndIsWhatABuildWithoutAWordMakes(String what) {
        RenderedDockerfile rendered = holding(what).whole(Dialect.COMMON);

        assertThat(stages(rendered)).endsWith("production");
        assertThat(rendered.target()).isEqualTo("production");
    }

    @ParameterizedTest
    @CsvSource({"go", "node", "python", "base", "python-base", "alpine-base"})
    void theCommonDialectSaysNothingThatOnlyBuildKitKnows(String what) {
        assertThat(holding(what).whole(Dialect.COMMON).text())
                .doesNotContain("--mount", "--chmod", "--link", "BUILDPLATFORM", "# syntax", "<<");
    }

    @ParameterizedTest
    @CsvSource({"go", "node", "python"})
    void whatACommitDecidesIsAnArgumentOfTheBuildAndNotInTheText(String what) {
        RenderedDockerfile lasting = holding(what).whole(Dialect.COMMON);
        RenderedDockerfile now = holding(what).single(Dialect.COMMON);

        assertThat(lasting.text()).contains("ARG BUILD_DATE=\"1970-01-01T00:00:00Z\"", "ARG GIT_COMMIT=\"unknown\"");
        assertThat(lasting.text()).contains("created=\"${BUILD_DATE}\"", "version=\"${VERSION}\"");
        assertThat(now.arguments())
                .isEqualTo(Map.of("VERSION", "1.4.0", "BUILD_DATE", "2026-11-20T10:15:30Z", "GIT_COMMIT", "unknown"));
    }

    @Test
    void upxPacksAsTheSettingsSay() {
        assertThat(holding("go").single(Dialect.COMMON, "upx", "on").text())
                .contains("RUN upx --best --lzma -o /rootfs/app /tmp/app", "&& upx -t /rootfs/app")
                .doesNotContain("gzip");
        assertThat(holding("go")
                        .single(Dialect.COMMON, "upx", "auto", "upx.args", "-1")
                        .text())
                .contains("RUN upx -1 -o", "* (100 - 15) / 100");
        assertThat(holding("go").single(Dialect.COMMON).text()).contains("RUN cp /tmp/app /rootfs/app");
    }

    @Test
    void aDevelopmentStageIsNotPackedWhenTheOthersAre() {
        assertThat(holding("go").whole(Dialect.COMMON, "upx", "on").text())
                .contains("AS development", "RUN upx --best --lzma");
    }

    @Test
    void whatSettingsSayAboutAContainerIsInTheDockerfile() {
        String text = holding("python")
                .single(
                        Dialect.COMMON,
                        "env.GREETING",
                        "salem \"dala\" $HOME \\n",
                        "port",
                        "9000",
                        "user",
                        "7:8",
                        "volumes",
                        "/data,/log",
                        "stopSignal",
                        "SIGINT",
                        "args",
                        "--fast",
                        "health.interval",
                        "1500ms",
                        "labels.team",
                        "lucid")
                .text();

        assertThat(text)
                .contains(
                        "ENV GREETING=\"salem \\\"dala\\\" \\$HOME \\\\n\"\n",
                        "EXPOSE 9000/tcp\n",
                        "USER 7:8\n",
                        "VOLUME [\"/data\", \"/log\"]\n",
                        "STOPSIGNAL SIGINT\n",
                        "CMD [\"--fast\"]\n",
                        "HEALTHCHECK --interval=1500ms",
                        "LABEL team=\"lucid\"\n");
    }

    @Test
    void extraFilesAreCopiedFromTheModule() {
        DockerfileFixture service = holding("go");
        service.module.write("conf/app.yml", "a: b");
        String[] settings = {"files.conf.from", "conf/app.yml", "files.conf.to", "/etc/app.yml", "files.conf.owner", "7"
        };

        assertThat(service.single(Dialect.COMMON, settings).text())
                .contains("COPY --chown=7:7 [\"conf/app.yml\", \"/etc/app.yml\"]\n");
    }

    @Test
    void aModeOfAnExtraFileTakesBuildKit() {
        DockerfileFixture service = holding("go");
        service.module.write("app.yml", "a: b");
        String[] settings = {"files.conf.from", "app.yml", "files.conf.to", "/app.yml", "files.conf.mode", "0640"};

        assertThat(service.single(Dialect.BUILDKIT, settings).text())
                .contains("COPY --chown=0:0 --chmod=640 [\"app.yml\", \"/app.yml\"]\n");
        assertThatThrownBy(() -> service.single(Dialect.COMMON, settings))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the mode of /app.yml cannot be said in this Dockerfile
                          why     only BuildKit sets modes of files that are copied
                          do      set the mode of the file itself and remove sos.files.….mode, or use BuildKit: \
                        -Dsos.docker.builder=buildkit""");
    }

    @Test
    void certificatesOfTheTeamGoIntoTheDirectoryThatIsNotIgnored() throws IOException {
        String authorities = new String(
                getClass()
                        .getResourceAsStream("/io/github/sosapp/service/go/cacert.pem")
                        .readAllBytes(),
                StandardCharsets.US_ASCII);
        DockerfileFixture service = holding("go");
        service.module.write("ca.pem", authorities);

        RenderedDockerfile rendered = service.single(Dialect.COMMON, "certificates", "ca.pem");

        assertThat(rendered.files()).containsEntry(".sos/certificates.crt", authorities);
        assertThat(rendered.text())
                .contains("COPY .sos/certificates.crt /rootfs/etc/ssl/certs/ca-certificates.crt\n")
                .doesNotContain("cp /etc/ssl/certs/ca-certificates.crt");
    }

    @Test
    void locksThatPipCannotReadBecomeRequirementsForEachArchitecture() {
        DockerfileFixture service = holding("python");
        service.module.write("pylock.toml", """
                lock-version = "1.0"
                created-by = "test"
                [[packages]]
                name = "idna"
                version = "3.7"
                [[packages.wheels]]
                name = "idna-3.7-py3-none-any.whl"
                hashes = {sha256 = "aa"}
                """);

        RenderedDockerfile rendered = service.single(Dialect.COMMON);

        assertThat(rendered.files())
                .isEqualTo(Map.of(
                        ".sos/requirements-amd64.txt", "idna==3.7 --hash=sha256:aa\n",
                        ".sos/requirements-arm64.txt", "idna==3.7 --hash=sha256:aa\n"));
        assertThat(rendered.text())
                .contains(
                        "COPY .sos/requirements-*.txt /tmp/requirements/\n",
                        "--requirement \"/tmp/requirements/requirements-$(dpkg --print-architecture).txt\"");
    }

    @Test
    void anotherImageIsWhatTheDockerfileStartsFrom() {
        assertThat(holding("python")
                        .single(Dialect.COMMON, "base", "lucid/python-base:1", "python.version", "3.11")
                        .text())
                .contains(
                        "FROM lucid/python-base:1 AS production\n",
                        "ln -sfn /usr/local/bin/python3.11 /opt/venv/bin/python");
    }

    @Test
    void anotherLineOfNodeIsAnotherImage() {
        assertThat(holding("node").single(Dialect.COMMON, "node.version", "22").text())
                .contains("FROM node:22-alpine AS base\n");
    }

    private DockerfileFixture holding(String what) {
        return new DockerfileFixture(directory).holding(what);
    }

    private static List<String> stages(RenderedDockerfile rendered) {
        return rendered.text()
                .lines()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.replaceFirst(".* AS ", ""))
                .toList();
    }
}
