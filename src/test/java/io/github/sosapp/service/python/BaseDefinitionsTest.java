package io.github.sosapp.service.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.python.lock.LockedPackage;
import io.github.sosapp.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BaseDefinitionsTest {

    private static final Path TEMPLATES = Path.of("templates/bases");
    private static final String COMPLETE = "description = For workers\nbase = packages:bookworm\n";

    @TempDir
    private Path directory;

    static List<BaseDefinition> carried() {
        return BaseDefinitions.carried();
    }

    @Test
    void everyFolderOfTheTemplatesIsABaseThatThePluginCarries() throws IOException {
        try (Stream<Path> folders = Files.list(TEMPLATES).filter(Files::isDirectory)) {
            assertThat(BaseDefinitions.carried())
                    .extracting(BaseDefinition::name)
                    .isSorted()
                    .contains("alpine-base", "base", "python-base")
                    .containsExactlyInAnyOrderElementsOf(
                            folders.map(folder -> folder.getFileName().toString())
                                    .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("carried")
    void whatThePluginCarriesPinsTheSamePackagesWithHashesForBothPlatforms(BaseDefinition base) {
        List<LockedPackage> amd64 = base.requirements().on(python("linux/amd64"));

        assertThat(amd64).allSatisfy(found -> assertThat(found.hashes()).isNotEmpty());
        assertThat(base.requirements().on(python("linux/arm64"))).isEqualTo(amd64);
        assertThat(base.requirements().indexOptions()).isEmpty();
        assertThat(base.requirements().warnings()).isEmpty();
        assertThat(base.created()).isPresent();
        assertThat(base.directory()).isEmpty();
    }

    @Test
    void aPackageHasOneVersionInAllCarriedBases() {
        List<String> versions = carried().stream()
                .flatMap(base -> base.requirements().on(python("linux/amd64")).stream())
                .map(found -> found.line().split(" ")[0])
                .distinct()
                .toList();

        assertThat(versions)
                .extracting(version -> version.split("==")[0])
                .contains("fastapi", "cryptography", "httpx", "psycopg", "prometheus-client", "structlog")
                .doesNotHaveDuplicates();
    }

    @Test
    void alpineBaseIsForTheDockerEngine() {
        assertThat(carried())
                .filteredOn(base -> !base.isDaemonless())
                .extracting(BaseDefinition::name)
                .containsExactly("alpine-base");
    }

    @Test
    void oneMoreFolderIsOneMoreBase() {
        write("worker-base/base.properties", COMPLETE + "packages = libsodium23, tzdata\ncreated = 2026-11-01\n");
        write("worker-base/requirements.txt", "idna==3.7 --hash=sha256:aa\n");
        write("api-base/base.properties", COMPLETE);
        write("README.md", "ours");
        write(".git/base.properties", "no definition");

        List<BaseDefinition> found = below();

        assertThat(found).extracting(BaseDefinition::name).containsExactly("api-base", "worker-base");
        BaseDefinition worker = found.get(1);
        assertThat(worker.description()).isEqualTo("For workers");
        assertThat(worker.packages()).containsExactly("libsodium23", "tzdata");
        assertThat(worker.created()).contains(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(worker.isDaemonless()).isTrue();
        assertThat(worker.directory()).contains(directory.resolve("worker-base"));
        assertThat(worker.requirements().on(python("linux/arm64")))
                .extracting(LockedPackage::line)
                .containsExactly("idna==3.7 --hash=sha256:aa");
        assertThat(found.get(0).created()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base = packages:bookworm | a definition of a base says no description",
                "description = For workers | a definition of a base says no base",
                "pakages = tzdata | a definition of a base has no line pakages",
                "engine = dokcer | engine = dokcer is not one of: daemonless, docker",
                "created = yesterday | created = yesterday is not a date"
            })
    void aDefinitionWithAMistakeIsRefusedByItsFile(String line, String problem) {
        String rest = problem.contains("says no") ? "" : COMPLETE;
        write("worker-base/base.properties", rest + line + "\n");

        assertThatThrownBy(this::below)
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith(problem)
                .hasMessageContaining("  from    " + directory.resolve("worker-base/base.properties"))
                .hasMessageContaining("  do      ");
    }

    @Test
    void aMistypedLineIsAnsweredWithTheNearestOne() {
        write("worker-base/base.properties", COMPLETE + "pakages = tzdata\n");

        assertThatThrownBy(this::below).hasMessageContaining("did you mean packages?");
    }

    @Test
    void aFolderWithoutADefinitionIsNamed() {
        write("worker-base/requirements.txt", "");

        assertThatThrownBy(this::below).hasMessage("""
                cannot read %s
                  why     there is no such file
                  do      every folder of bases has a file base.properties with at least description and base""".formatted(directory.resolve("worker-base/base.properties")));
    }

    @Test
    void aFolderWhoseNameCannotNameAnImageIsRefused() {
        write("Worker Base/base.properties", COMPLETE);

        assertThatThrownBy(this::below)
                .hasMessageStartingWith("\"Worker Base\" cannot be the name of a base")
                .hasMessageContaining("rename the folder, for example worker-base");
    }

    @Test
    void aDirectoryWithoutBasesIsRefused() {
        assertThatThrownBy(this::below).hasMessage("""
                sos.bases.directory = ours has no folder with a base
                  from    pom.xml
                  do      add one with a file base.properties""");
        assertThatThrownBy(() -> BaseDefinitions.below(directory.resolve("none"), setting()))
                .hasMessageStartingWith("sos.bases.directory = ours is not a directory");
    }

    private List<BaseDefinition> below() {
        return BaseDefinitions.below(directory, setting());
    }

    private static Setting<Path> setting() {
        return new Setting<>("bases.directory", "ours", Path.of("ours"), "pom.xml");
    }

    private static TargetPython python(String platform) {
        return new TargetPython(PythonVersion.parse("3.11.2"), Platform.parse(platform), 36);
    }

    private void write(String name, String content) {
        GoServiceFixture.empty(directory).write(name, content);
    }
}
