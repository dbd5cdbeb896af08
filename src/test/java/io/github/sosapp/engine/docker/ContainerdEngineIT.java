package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The same on an engine that keeps images in containerd's store: as their registries have them, compressed. */
@TestInstance(Lifecycle.PER_CLASS)
class ContainerdEngineIT extends DockerEngineIT {

    @Override
    Map<String, String> place() {
        return Map.of("DOCKER_HOST", "unix://" + Required.TEST_HOME.resolve("run/docker-26.sock"));
    }

    @Test
    void layersThatItKeepsCompressedWithZstdAreTaken() throws Exception {
        String name = local.replace("local", "zstd");
        docker("save", "--output", "saved.tar", local);
        Programs.succeeded(
                tools,
                Map.of(),
                Required.program("skopeo", "apt-get install skopeo").toString(),
                "--insecure-policy",
                "copy",
                "--quiet",
                "--dest-compress",
                "--dest-compress-format=zstd",
                "docker-archive:saved.tar",
                "oci-archive:zstd.tar:docker.io/" + name);
        docker("load", "--input", "zstd.tar");
        try {
            docker("save", "--output", "again.tar", name);
            assertThat(Programs.output(
                            tools,
                            "sh",
                            "-c",
                            "mkdir -p again && tar -xf again.tar -C again" + " && file again/blobs/sha256/*"))
                    .contains("Zstandard compressed data");

            List<BuiltPlatform> built = build("FROM " + name + "\nARG ARCH\nCOPY tool-${ARCH} /tool\n");

            assertThat(list(built.get(0).image().layers().get(0))).anyMatch(line -> line.endsWith(" tool.go"));
        } finally {
            docker("image", "rm", "--force", name);
        }
    }
}
