package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.report.ResultFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltImageTest {

    @TempDir
    Path temporary;

    private ModuleFixture module;

    @BeforeEach
    void writeNotes() {
        module = new ModuleFixture(temporary).write("notes.txt", "page one\n");
    }

    @Test
    void theImageOfTheLastBuildIsTakenUp() {
        module.build();

        assertThat(BuiltImage.of(module.project(), results()).image().digest())
                .isEqualTo(LayoutCheck.verify(results().layoutDirectory()).digest());
    }

    @Test
    void aModuleThatWasNotBuiltIsRefused() {
        assertThatThrownBy(this::take)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no built image in this module")
                .hasMessageContaining("production.json")
                .hasMessageContaining("run mvn package first");
    }

    @Test
    void anImageOfAnotherVersionIsRefused() {
        module.build();
        module.version = "1.5.0";

        assertThatThrownBy(this::take)
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("it is of version 1.4.0, the POM says 1.5.0")
                .hasMessageContaining("run mvn package again");
    }

    @Test
    void anImageOfABuildThatWasInterruptedIsRefused() throws IOException {
        module.build();
        byte[] old = Files.readAllBytes(results().description());
        module.write("notes.txt", "page two\n").build();
        Files.write(results().description(), old);

        assertThatThrownBy(this::take).isInstanceOf(BuildFailure.class).hasMessageContaining("a build was interrupted");
    }

    @Test
    void inspectPrintsEveryLayerOfTheBuiltImage() {
        module.build("labels.motto", "x".repeat(300)).console.forget();

        new InspectGoal(
                        reference -> {
                            throw new AssertionError("asked for " + reference);
                        },
                        module.console.log())
                .run(module.project(), ModuleFixture.settings());

        List<String> lines = module.console.infos();
        String digest = LayoutCheck.verify(results().layoutDirectory()).digest().toString();
        assertThat(lines).hasSize(1 + 2 * 3);
        assertThat(lines.get(0)).isEqualTo("emergency-service:1.4.0, :latest   " + digest);
        assertThat(lines.get(1)).startsWith("  linux/amd64").contains("pulled", "4.6 KB on disk");
        assertThat(lines.get(2)).matches("    accounts +[0-9]+ B   sha256:[0-9a-f]{64}");
    }

    @Test
    void inspectRefusesWhatIsNoReference() {
        assertThatThrownBy(() -> new InspectGoal(reference -> null, module.console.log())
                        .run(module.project(), ModuleFixture.settings("reference", "not a reference")))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.reference = not a reference is not an image reference");
    }

    private void take() {
        BuiltImage.of(module.project(), results());
    }

    private ResultFiles results() {
        return module.project().results("production");
    }
}
