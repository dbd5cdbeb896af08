package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildOrderTest {

    @TempDir
    private Path module;

    private void context(String needed) {
        BuildOrder order = BuildOrder.of(new Preparation(
                "docker-build",
                Platform.LINUX_AMD64,
                "docker",
                "",
                List.of("build", BuildOrder.NEEDED + needed),
                new TreeMap<>(),
                module,
                module.resolve("target"),
                new TreeMap<>(Map.of("Dockerfile", "FROM scratch\n"))));
        order.context(
                order.text(Platform.LINUX_AMD64, use -> ""), Files::isExecutable, List.of(), BuildProgress.none());
    }

    private void write(String file, String content) throws IOException {
        Files.createDirectories(module.resolve(file).getParent());
        Files.writeString(module.resolve(file), content);
    }

    @Test
    void aFileOfTheImageThatDockerignoreLeavesOutIsToldBeforeTheBuild() throws Exception {
        write("conf/app.yml", "a");
        write(".dockerignore", "conf\n");

        assertThatThrownBy(() -> context("conf/app.yml"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the build does not get to see conf/app.yml, which sos.files puts into the image
                          why     the rules for the context leave it out
                          from    %s
                          do      add the line !conf/app.yml to .dockerignore""".formatted(module.resolve(".dockerignore")));

        write(".dockerignore", "conf\n!conf/app.yml\n");
        context("conf/app.yml");
        context("conf");
    }

    @Test
    void aFileOfTheImageWithTheNameOfASecretIsToldWithTheWayOut() throws Exception {
        write("authority.pem", "a");
        write(".dockerignore", "target\n");

        assertThatThrownBy(() -> context("authority.pem"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("its name is that of a secret")
                .hasMessageContaining("# sos:allow <reason>, and below it !authority.pem");

        write(".dockerignore", "# sos:allow it is public\n!authority.pem\n");
        assertThat(module.resolve("authority.pem")).exists();
        context("authority.pem");
    }
}
