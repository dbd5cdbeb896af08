package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Test
    void attestationsBesideAnImageArePassedOver() throws Exception {
        String name = local.replace("local", "attested");
        String plugins = Required.TEST_HOME.resolve("docker").toString();
        Required.that(Files.isDirectory(Path.of(plugins)), "there is no buildx", "src/it/machine/install");
        Path source = Files.createDirectories(tools.resolve("attested"));
        Files.writeString(source.resolve("Dockerfile"), "FROM scratch\nCOPY Dockerfile /known\nENV KNOWN=well\n");
        Map<String, String> there = Map.of("DOCKER_HOST", place().get("DOCKER_HOST"), "DOCKER_CONFIG", plugins);
        Programs.succeeded(
                source,
                there,
                "docker",
                "buildx",
                "build",
                "--builder=default",
                "--provenance=true",
                "--load",
                "-t",
                name,
                ".");
        try {
            docker("save", "--output", "attested.tar", name);
            assertThat(Programs.output(tools, "sh", "-c", "tar -xOf attested.tar | strings"))
                    .contains("attestation-manifest", "\"architecture\":\"unknown\"");
            assertRead("attested.tar");
            String withoutManifest = "mkdir layout; tar -xf attested.tar -C layout; rm layout/manifest.json;";
            Programs.output(tools, "sh", "-c", withoutManifest + " tar -cf attested.tar -C layout .");
            assertRead("attested.tar");

            List<BuiltPlatform> built = build("FROM " + name + "\nARG ARCH\nCOPY tool-${ARCH} /tool\n");

            assertThat(built.get(0).image().layers()).hasSize(2);
            assertThat(built.get(0).image().config().execution().environment()).containsEntry("KNOWN", "well");
        } finally {
            docker("image", "rm", "--force", name);
        }
    }

    private void assertRead(String archive) throws Exception {
        try (InputStream saved = Files.newInputStream(tools.resolve(archive));
                SavedImage image = SavedImage.read(saved, tools.resolve("read"))) {
            assertThat(image.config().layers()).hasSize(1);
            assertThat(image.config().execution().environment()).containsEntry("KNOWN", "well");
            assertThat(image.entries(0, Set.of())).extracting(LayerEntry::path).containsExactly("/known");
        }
    }
}
