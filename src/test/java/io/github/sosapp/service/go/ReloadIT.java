package io.github.sosapp.service.go;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that runs services in images for debugging. A script stands in for Delve and runs them without it. */
class ReloadIT {

    private static final String SERVICE = """
            package main

            import (
            	"os"
            	"time"
            )

            func main() {
            	os.WriteFile(os.Args[1], []byte("%s"), 0o644)
            	time.Sleep(time.Hour)
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void whatChangesIsCompiledAndStartedAndWhatDoesNotCompileIsNot() throws Exception {
        Required.program("go", "the Go distribution");
        prepare();
        write("src/go.mod", "module example.com/service\n\ngo 1.21\n");
        write("src/main.go", SERVICE.formatted("one"));
        Programs.output(directory.resolve("src"), "go", "build", "-o", "../first", ".");

        Process running = start();
        try {
            until(() -> said("one"));

            write("src/main.go", SERVICE.formatted("broken") + "}");
            until(() -> log().contains("the service that runs stays"));
            assertThat(said("one")).isTrue();
            assertThat(running.descendants().filter(ProcessHandle::isAlive)).hasSize(1);

            write("src/main.go", SERVICE.formatted("two"));
            until(() -> said("two"));

            List<ProcessHandle> children = running.descendants().toList();
            running.destroy();
            assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(running.exitValue()).isZero();
            assertThat(children).hasSize(1).noneMatch(ProcessHandle::isAlive);
        } finally {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    /** What is mounted cannot be written, and lacks the modules that the image has. */
    @Test
    void mountedSourcesAreCompiledWithTheModulesOfTheImage() throws Exception {
        Required.program("go", "the Go distribution");
        prepare();
        String module = "module example.com/service\n\ngo 1.21\n\nrequire example.com/words v1.0.0\n";
        write("src/go.mod", module);
        write("src/vendor/modules.txt", "# example.com/words v1.0.0\n## explicit; go 1.21\nexample.com/words\n");
        write("src/vendor/example.com/words/words.go", "package words\n\nconst First = \"one\"\n");
        write(
                "src/main.go",
                SERVICE.formatted("\" + words.First + \"").replace("\"os\"", "\"os\"\n\t\"example.com/words\""));
        Programs.output(directory.resolve("src"), "go", "build", "-mod=vendor", "-o", "../first", ".");
        write("mounted/go.mod", module);
        write("mounted/main.go", Files.readString(directory.resolve("src/main.go")));
        Files.createSymbolicLink(directory.resolve("mounted/place.go"), Path.of("place.txt"));
        write("mounted/place.txt", "package main\n\nconst place = \"\"\n");

        Process running = start("-mounted=" + directory.resolve("mounted"), "-copied=" + directory.resolve("copied"));
        try {
            until(() -> said("one"));

            write(
                    "mounted/main.go",
                    Files.readString(directory.resolve("src/main.go"))
                            .replace("words.First +", "words.First + place + \" two\" +"));
            until(() -> said("one two"));
            assertThat(directory.resolve("mounted/vendor")).doesNotExist();
        } finally {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    private void prepare() throws IOException {
        write("reload/go.mod", "module reload\n\ngo 1.21\n");
        write("reload/main.go", Delve.carried("reload.go.txt"));
        Programs.output(directory.resolve("reload"), "go", "build", "-o", "../bin/reload", ".");
        write("bin/dlv", "#!/bin/sh\np=$2\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec \"$p\" \"$@\"\n");
        Files.setPosixFilePermissions(directory.resolve("bin/dlv"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                directory.resolve("bin/reload").toString(),
                "-program=" + directory.resolve("first"),
                "-source=" + directory.resolve("src"),
                "-made=" + directory.resolve("made"),
                "-build=-trimpath\n.",
                "-listen=:0"));
        words.addAll(List.of(more));
        words.addAll(List.of("--", directory.resolve("said").toString()));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().merge("PATH", directory.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static void until(BooleanSupplier happened) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("nothing happened within two minutes")
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean said(String word) {
        return text("said").equals(word);
    }

    private String log() {
        return text("log");
    }

    private String text(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException notYet) {
            return "";
        }
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
