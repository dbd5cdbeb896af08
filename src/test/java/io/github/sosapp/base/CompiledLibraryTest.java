package io.github.sosapp.base;

import static io.github.sosapp.base.PackageBases.java;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.rootfs.deb.DebWriting;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.TinyDebian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledLibraryTest {

    @TempDir
    private Path directory;

    private TinyDebian debian;

    @BeforeEach
    void openArchive() {
        debian = TinyDebian.open(directory.resolve("archive"), PackageBases.NOW);
        debian.put(pythonThatOnlyCopies("import sys")).publish();
    }

    @AfterEach
    void closeArchive() {
        debian.close();
    }

    @Test
    void whatWasCompiledIsKeptWhileOtherPackagesChange() {
        List<Layer> before = build("a");
        update(otherZones());
        List<Layer> after = build("a");

        assertThat(descriptors(after)).isNotEqualTo(descriptors(before));
        assertThat(last(after).descriptor()).isEqualTo(last(before).descriptor());
        assertThat(Programs.output(directory, "tar", "-tf", last(after).blob().toString()))
                .contains("usr/lib/python3.11/__pycache__/os.pyc");
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void whatIsDamagedIsCompiledAgainToTheSameBytes() throws Exception {
        Layer before = last(build("a"));
        damage(before.descriptor().digest());
        update(otherZones());
        Layer after = last(build("a"));

        assertThat(after.descriptor()).isEqualTo(before.descriptor());
        assertThat(Digest.ofFile(after.blob())).isEqualTo(before.descriptor().digest());
        assertThat(starts()).isEqualTo(2);
    }

    @Test
    void otherModulesAndOtherProjectsAreCompiledOnTheirOwn() {
        Layer first = last(build("a"));
        Layer ofAnotherProject = last(build("b"));
        update(pythonThatOnlyCopies("import sys, time"));
        Layer changed = last(build("a"));

        assertThat(ofAnotherProject.descriptor()).isEqualTo(first.descriptor());
        assertThat(changed.descriptor()).isNotEqualTo(first.descriptor());
        assertThat(starts()).isEqualTo(3);
    }

    private List<Layer> build(String project) {
        return new PackageBases(debian, directory.resolve("cache"), directory.resolve(project))
                .on(java("python3.11-minimal"))
                .layers();
    }

    // The lists are not asked for again within the hour, so they are forgotten.
    private void update(DebWriting deb) {
        debian.putSecurityUpdate(deb).publish();
        try (Stream<Path> lists = Files.list(directory.resolve("cache/archive"))) {
            for (Path list : lists.toList()) {
                Files.delete(list);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DebWriting otherZones() {
        return TinyDebian.deb("tzdata", "9").file("./usr/share/zoneinfo/UTC", "TZif3");
    }

    // Where the loader should be, which starts the interpreter, there is a script that takes sources for compiled
    // modules.
    private DebWriting pythonThatOnlyCopies(String module) {
        String script = "#!/bin/sh\n"
                + "echo start >>" + directory.resolve("starts") + "\n"
                + "for last; do sources=$compiled; compiled=$last; done\n"
                + "mkdir -p $compiled/usr/lib/python3.11/__pycache__\n"
                + "cp $sources/usr/lib/python3.11/os.py $compiled/usr/lib/python3.11/__pycache__/os.pyc\n";
        return TinyDebian.deb("python3.11-minimal", "3.11." + module.length())
                .file("./usr/bin/python3.11", 0755, "no program")
                .file("./usr/lib/python3.11/os.py", module)
                .file("./lib64/ld-linux-x86-64.so.2", 0755, script);
    }

    private int starts() {
        try {
            return Files.readAllLines(directory.resolve("starts")).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void damage(Digest layer) throws IOException {
        for (Path place : List.of(directory.resolve("a/blobs"), directory.resolve("cache/blobs/sha256"))) {
            Path blob = place.resolve(layer.hex());
            if (Files.exists(blob)) {
                Files.writeString(blob, "damaged");
            }
        }
    }

    private static Layer last(List<Layer> layers) {
        return layers.get(layers.size() - 1);
    }

    private static List<Object> descriptors(List<Layer> layers) {
        return layers.stream().map(layer -> (Object) layer.descriptor()).toList();
    }
}
