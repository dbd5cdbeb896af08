package io.github.sosapp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.Owner;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanDocumentTest {

    private static final Path ROOT = Path.of("/src/app").toAbsolutePath();

    @Test
    void everySourceOfAFileIsShown() {
        JsonNode files = document(List.of(
                        file(PlannedFile.MODE_OF_SOURCE, new FileSource.OnDisk(ROOT.resolve("conf"))),
                        file(01777, new FileSource.Directory()),
                        file(0777, new FileSource.Link("/bin/app")),
                        file(0644, new FileSource.Text("text\n")),
                        file(0644, new FileSource.Carried("/a.pem")),
                        file(0644, new FileSource.CarriedTree("/a.zip")),
                        file(0755, new FileSource.Prepared("go-build")),
                        file(PlannedFile.MODE_OF_SOURCE, new FileSource.PreparedTree("npm-ci", "node_modules"))))
                .path("layers")
                .get(0)
                .path("files");

        assertThat(files)
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"path\":\"/x\",\"mode\":\"of source\",\"owner\":\"7:8\",\"from\":\"conf\"}",
                        "{\"path\":\"/x\",\"mode\":\"1777\",\"owner\":\"7:8\",\"directory\":true}",
                        "{\"path\":\"/x\",\"mode\":\"0777\",\"owner\":\"7:8\",\"link\":\"/bin/app\"}",
                        "{\"path\":\"/x\",\"mode\":\"0644\",\"owner\":\"7:8\",\"text\":\"text\\n\"}",
                        "{\"path\":\"/x\",\"mode\":\"0644\",\"owner\":\"7:8\",\"carried\":\"/a.pem\"}",
                        "{\"path\":\"/x\",\"mode\":\"0644\",\"owner\":\"7:8\",\"carriedTree\":\"/a.zip\"}",
                        "{\"path\":\"/x\",\"mode\":\"0755\",\"owner\":\"7:8\",\"preparedBy\":\"go-build\"}",
                        "{\"path\":\"/x\",\"mode\":\"of source\",\"owner\":\"7:8\",\"preparedBy\":\"npm-ci\",\"tree\":\"node_modules\"}");
    }

    @Test
    void pathsOfAPreparationAreRelativeAndOtherTextsStay() {
        JsonNode preparation = document(List.of()).path("preparations").get(0);

        assertThat(preparation.path("directory").asText()).isEqualTo(".");
        assertThat(preparation.path("output").asText()).isEqualTo("target/app");
        assertThat(preparation.path("arguments").toString())
                .isEqualTo("[\"build\",\"-X main.Root=/src/app\",\"target/app\",\"../application\",\"./cmd\"]");
        assertThat(preparation.path("environment").toString())
                .isEqualTo("{\"GOFLAGS\":\"\",\"GOWORK\":\"../go.work\"}");
    }

    private static JsonNode document(List<PlannedFile> files) {
        return new PlanDocument(ROOT)
                .of(new ImagePlan(
                        "production",
                        List.of(Platform.LINUX_AMD64),
                        "scratch",
                        List.of(new Preparation(
                                "go-build",
                                Platform.LINUX_AMD64,
                                "go",
                                "go1.21.13",
                                List.of(
                                        "build",
                                        "-X main.Root=/src/app",
                                        ROOT.resolve("target/app").toString(),
                                        ROOT + "lication",
                                        "./cmd"),
                                new TreeMap<>(Map.of(
                                        "GOFLAGS",
                                        "",
                                        "GOWORK",
                                        ROOT.resolveSibling("go.work").toString())),
                                ROOT,
                                ROOT.resolve("target/app"))),
                        List.of(new LayerPlan("files", files)),
                        ExecutionConfig.of("1", List.of("/app")),
                        new TreeMap<>(),
                        Instant.EPOCH,
                        Compression.GZIP));
    }

    private static PlannedFile file(int mode, FileSource source) {
        return new PlannedFile("/x", mode, new Owner(7, 8), source);
    }
}
