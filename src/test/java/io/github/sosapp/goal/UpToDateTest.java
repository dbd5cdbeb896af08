package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpToDateTest {

    private static final String[] SETTINGS = {
        "files.rules.from", "target/rules", "files.rules.to", "/etc/rules", "env.LEVEL", "1"
    };

    @TempDir
    Path temporary;

    private ModuleFixture module;

    @BeforeEach
    void writeModule() {
        module = new ModuleFixture(temporary).write("notes.txt", "page one\n").write("target/rules/first.txt", "1");
    }

    @Test
    void theKeyIsTheSameWhileNothingChanges() {
        assertThat(key(SETTINGS)).isEqualTo(key(SETTINGS));
    }

    @Test
    void everythingThatDecidesTheImageChangesTheKey() {
        Digest before = key(SETTINGS);
        String[] otherSettings = SETTINGS.clone();
        otherSettings[5] = "2";

        assertThat(key(otherSettings)).isNotEqualTo(before);
        assertThat(upToDate("plugin 2", Map.of())
                        .key(module.planned(ModuleFixture.settings(SETTINGS)), module.project()))
                .isNotEqualTo(before);
        assertThat(upToDate("plugin 1", Map.of("npm", "11.0.0"))
                        .key(module.planned(ModuleFixture.settings(SETTINGS)), module.project()))
                .isNotEqualTo(before);
        module.version = "1.4.1";
        assertThat(key(SETTINGS)).isNotEqualTo(before);
        module.version = "1.4.0";
        module.write("notes.txt", "page 1\n");
        assertThat(key(SETTINGS)).isNotEqualTo(before);
    }

    @Test
    void aFileForTheImageThatAnotherPluginMakesInTargetChangesTheKey() {
        Digest before = key(SETTINGS);

        module.write("target/rules/first.txt", "2");

        assertThat(key(SETTINGS)).isNotEqualTo(before);
    }

    @Test
    void whatTheBuildLeavesBehindDoesNotChangeTheKey() {
        Digest before = key(SETTINGS);

        module.build(SETTINGS);

        assertThat(key(SETTINGS)).isEqualTo(before);
    }

    @Test
    void theImageOfTheLastBuildIsFoundByItsKeyOnly() {
        module.build();

        assertThat(find(key())).isPresent();
        assertThat(find(Digest.of(new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sos/production.json",
                "sos/production.digest",
                "sos/report.json",
                "sos/production/index.json",
                "sos/production/oci-layout",
                "sos-work/production.key"
            })
    void anImageThatLacksAFileIsBuiltAgain(String file) throws IOException {
        module.build();

        Files.delete(temporary.resolve("target").resolve(file));

        assertThat(find(key())).isEmpty();
    }

    @Test
    void anImageThatLacksALayerIsBuiltAgain() throws IOException {
        module.build();
        try (Stream<Path> blobs = Files.list(temporary.resolve("target/sos/production/blobs/sha256"))) {
            Files.delete(blobs.sorted().findFirst().orElseThrow());
        }

        assertThat(find(key())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"digest\": 1}", "nonsense"})
    void aDamagedDescriptorIsAnImageToBuildAgain(String content) throws IOException {
        module.build();

        Files.writeString(results().description(), content);

        assertThat(find(key())).isEmpty();
    }

    private ResultFiles results() {
        return module.project().results("production");
    }

    private Digest key(String... settings) {
        return upToDate("plugin 1", Map.of()).key(module.planned(ModuleFixture.settings(settings)), module.project());
    }

    private Optional<ImageDescription> find(Digest key) {
        return upToDate("plugin 1", Map.of()).find(key, results());
    }

    private static UpToDate upToDate(String plugin, Map<String, String> tools) {
        return new UpToDate(
                () -> plugin, () -> new TreeMap<>(tools), new FileTrees(path -> path.endsWith(".git")), false);
    }
}
