package io.github.sosapp.engine.daemonless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.ImageConfig;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.testing.HostPython;
import io.github.sosapp.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledModulesTest {

    private static final LayerPlan LAYER = new LayerPlan(
            "compiled application",
            List.of(new PlannedFile(
                    "/app", 0644, Owner.ROOT, new FileSource.Bytecode("application", HostPython.PROGRAM, "3.11"))));

    @TempDir
    private Path directory;

    private final List<List<String>> started = new ArrayList<>();

    @Test
    void thePythonOfTheBaseCompilesWhatIsBelowThePlannedPathAndOnlyThat() throws Exception {
        HostPython.require();

        assertThat(compile(base(), "print(1)"))
                .extracting(LayerEntry::path)
                .containsExactly("/app/src/__pycache__/main.cpython-311.pyc");
    }

    @Test
    void whatWasCompiledIsKeptUntilAModuleChanges() throws Exception {
        HostPython.require();
        PlatformBase base = base();

        byte[] first = content(compile(base, "print(1)"));
        assertThat(content(compile(base, "print(1)"))).isEqualTo(first);
        assertThat(started).hasSize(1);

        assertThat(content(compile(base, "print(2)"))).isNotEqualTo(first);
        assertThat(started).hasSize(2);
    }

    @Test
    void whatSomebodyChangedIsCompiledAgain() throws Exception {
        HostPython.require();
        PlatformBase base = base();
        byte[] right = content(compile(base, "print(1)"));
        Path kept = directory.resolve("work/bytecode-compiled-application.zip");

        Programs.output(directory, "python3", "-c", """
                import zipfile
                old = zipfile.ZipFile('work/bytecode-compiled-application.zip')
                comment, name = old.comment, old.namelist()[0]
                with zipfile.ZipFile('work/bytecode-compiled-application.zip', 'w') as new:
                    new.writestr(name, 'planted')
                    new.comment = comment
                """);
        assertThat(content(compile(base, "print(1)"))).isEqualTo(right);

        Files.writeString(kept, "no archive at all");
        assertThat(content(compile(base, "print(1)"))).isEqualTo(right);
        assertThat(started).hasSize(3);
    }

    @Test
    void aBaseWhoseLayersAreElsewhereCannotCompile() {
        Layer elsewhere = Layer.elsewhere(
                Descriptor.of(MediaType.LAYER_GZIP, Digest.of(new byte[1]), 1),
                Digest.of(new byte[2]),
                "registry.example.com/lucid/base");

        assertThatThrownBy(() -> compile(base(elsewhere), ""))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("the Python of the base is not on this machine")
                .hasMessageContaining("is only in registry.example.com/lucid/base")
                .hasMessageContaining("mvn -am");
    }

    private List<LayerEntry> compile(PlatformBase base, String source) throws IOException {
        CommandRunner counting = command -> {
            started.add(command.arguments());
            return CommandRunner.ofThisMachine().run(command);
        };
        List<LayerEntry> files = List.of(
                file("/app/src/main.py", source), file("/app/src/page.html", ""), file("/elsewhere/main.py", ""));
        return new CompiledModules(counting, directory.resolve("work"))
                .of(LAYER, files, Map.of(Platform.ofThisMachine(), base));
    }

    private static LayerEntry file(String path, String content) {
        return LayerEntry.file(path, 0644, Owner.ROOT, FileContent.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] content(List<LayerEntry> entries) throws IOException {
        try (var stream = entries.get(0).content().open()) {
            return stream.readAllBytes();
        }
    }

    /** A base of one layer that tar made of this machine's Python. */
    private PlatformBase base() throws IOException {
        Path tar = directory.resolve("python.tar");
        Programs.output(
                Path.of("/"),
                "sh",
                "-c",
                "tar -cf " + tar + " usr/bin/python3.11 --exclude=__pycache__ usr/lib/python3.11"
                        + " $(find usr/lib/*-linux-gnu -maxdepth 1 -name 'lib[cmz].so*' -o -name 'libexpat.so*'"
                        + " -maxdepth 1 -o -name 'ld-linux*' -maxdepth 1)");
        byte[] bytes = Files.readAllBytes(tar);
        return base(new Layer(
                Descriptor.of(MediaType.LAYER_TAR, Digest.of(bytes), bytes.length),
                Digest.of(bytes),
                bytes.length,
                tar));
    }

    private static PlatformBase base(Layer layer) {
        ImageConfig config = ImageConfig.of(
                Platform.ofThisMachine(),
                Instant.EPOCH,
                ExecutionConfig.of("", List.of()),
                List.of(ImageConfig.LayerLine.of("python", layer.diffId())));
        return new PlatformBase(Optional.of(config), List.of(layer));
    }
}
