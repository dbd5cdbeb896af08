package io.github.sosapp.python.bytecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.testing.HostPython;
import io.github.sosapp.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytecodeCompilerTest {

    private static final String COMPILED = "/app/src/__pycache__/main.cpython-311.pyc";

    @TempDir
    private Path directory;

    @Test
    void pythonTakesTheCompiledModuleWhateverItsSourceSays() throws Exception {
        HostPython.require();
        byte[] compiled = compile(directory, module("/app/src/main.py", "print('compiled')\n"))
                .get(COMPILED);
        Path source = directory.resolve("image/src/main.py");
        Files.createDirectories(source.resolveSibling("__pycache__"));
        Files.writeString(source, "print('source')\n");
        Files.write(source.resolveSibling("__pycache__").resolve("main.cpython-311.pyc"), compiled);

        assertThat(Programs.output(directory.resolve("image"), HostPython.PROGRAM, "-m", "src.main"))
                .isEqualTo("compiled");
    }

    @Test
    void theSameModulesGiveTheSameBytesInAnotherDirectoryAndInAnotherOrder() throws Exception {
        HostPython.require();
        LayerEntry one = module("/app/src/main.py", "NAMES = {'a', 'b', 'c', 'd', 'e'}\ndef f(x): return x in NAMES\n");
        LayerEntry other = module("/app/src/other.py", "def f(x): return x in {'p', 'q', 'r', 's', 't', 'u'}\n");
        Path elsewhere = directory.resolve("some/where/else");

        SortedMap<String, byte[]> first = compile(directory, one, other);
        SortedMap<String, byte[]> second = compile(elsewhere, other, one);

        assertThat(first).hasSize(2).containsOnlyKeys(second.keySet());
        first.forEach((path, bytes) -> assertThat(second.get(path)).as(path).isEqualTo(bytes));
        assertThat(new String(first.get(COMPILED), StandardCharsets.ISO_8859_1))
                .contains("/app/src/main.py")
                .doesNotContain(directory.getFileName().toString());
    }

    @Test
    void whatIsNoModuleOfThisPythonIsLeftOut() throws Exception {
        HostPython.require();

        assertThat(compile(
                        directory,
                        module("/app/src/main.py", ""),
                        module("/app/src/template.py", "class {{ name }}:\n"),
                        module("/app/src/old.py", "print 'x'\n"),
                        module("/app/src/latin.py", "NAME = '\u00e4'\n".getBytes(StandardCharsets.ISO_8859_1)),
                        module("/app/src/nul.py", "\0")))
                .containsOnlyKeys(COMPILED);
    }

    @Test
    void nothingIsLeftOfTheWork() throws Exception {
        HostPython.require();

        compile(directory.resolve("work"), module("/app/src/main.py", ""));

        try (Stream<Path> left = Files.list(directory.resolve("work"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aPythonThatDoesNotRunHereIsNamed() {
        CommandRunner foreign = command -> {
            throw new IOException("Cannot run program: error=8, Exec format error");
        };

        assertThatThrownBy(() -> compile(foreign, BytecodeCompilerTest::smallPython))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                the modules of Python cannot be compiled on this machine
                  why     only the Python of the image compiles to the same bytes everywhere, and programs for linux/arm64 do not run here
                  do      build on Linux with this machine's platform among sos.platforms, or without compiled modules: -Dsos.python.bytecode=false (services then start slower, and the image has another digest)""");
    }

    @Test
    void whatPythonComplainsOfIsShown() {
        CommandRunner failing = command -> new CommandResult(1, "", "a\nb\nc\nd\ne\nMemoryError\n");

        assertThatThrownBy(() -> compile(failing, BytecodeCompilerTest::smallPython))
                .hasMessageStartingWith("the modules of Python cannot be compiled\n")
                .hasMessageContaining("the Python of the image for linux/arm64 ended with 1 and said:")
                .hasMessageContaining("MemoryError")
                .hasMessageNotContaining(" a\n")
                .hasMessageContaining("-Dsos.python.bytecode=false");
    }

    @Test
    void aBaseWithoutThatPythonIsRefused() {
        assertThatThrownBy(() -> compile(CommandRunner.ofThisMachine(), wanted -> new TreeMap<>()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("there is no /usr/bin/python3.11 with its standard library in the base")
                .hasMessageContaining("it compiles the modules of the image for linux/arm64")
                .hasMessageContaining("sos.python.interpreter");
    }

    @Test
    void ofAnImageOnlyWhatCompilesIsUnpacked() throws Exception {
        TreeMap<String, Boolean> asked = new TreeMap<>();
        for (String path : List.of(
                "/usr/bin/python3.11",
                "/usr/bin/perl",
                "/usr/lib/python3.11/os.py",
                "/usr/lib/python3.11/../../../etc/x.py",
                "/usr/lib/python3.11/site-packages/evil.py",
                "/lib/aarch64-linux-gnu/libc.so.6",
                "/usr/lib/aarch64-linux-gnu/libexpat.so.1.8.10",
                "/usr/lib/aarch64-linux-gnu/libcrypto.so.3",
                "/lib/ld-linux-aarch64.so.1")) {
            asked.put(path, false);
        }
        interpreter(wanted -> {
                    asked.replaceAll((path, before) -> wanted.test(path));
                    return smallPython(wanted);
                })
                .unpackTo(directory);

        asked.values().removeIf(isWanted -> !isWanted);
        assertThat(asked)
                .containsOnlyKeys(
                        "/usr/bin/python3.11",
                        "/usr/lib/python3.11/os.py",
                        "/lib/aarch64-linux-gnu/libc.so.6",
                        "/usr/lib/aarch64-linux-gnu/libexpat.so.1.8.10",
                        "/lib/ld-linux-aarch64.so.1");
        assertThat(directory.resolve("lib/libexpat.so.1")).hasContent("expat");
    }

    private static SortedMap<String, byte[]> smallPython(java.util.function.Predicate<String> wanted) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("/usr/bin/python3.11", new byte[0]);
        files.put("/usr/lib/python3.11/os.py", new byte[0]);
        files.put("/lib/ld-linux-aarch64.so.1", new byte[0]);
        files.put("/usr/lib/aarch64-linux-gnu/libexpat.so.1.8.10", "expat".getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private SortedMap<String, byte[]> compile(Path work, LayerEntry... modules) throws IOException {
        Interpreter host = new Interpreter(
                HostPython.PROGRAM, "3.11", Platform.ofThisMachine(), "of this machine", HostPython::files);
        List<LayerEntry> all = Arrays.asList(modules);
        return new BytecodeCompiler(CommandRunner.ofThisMachine(), work)
                .compile(BytecodeCompiler.key(host, all), host, all);
    }

    private void compile(CommandRunner programs, Interpreter.ImageFiles files) throws IOException {
        List<LayerEntry> modules = List.of(module("/app/src/main.py", ""));
        Interpreter python = interpreter(files);
        new BytecodeCompiler(programs, directory).compile(BytecodeCompiler.key(python, modules), python, modules);
    }

    private static Interpreter interpreter(Interpreter.ImageFiles files) {
        return new Interpreter("/usr/bin/python3.11", "3.11", Platform.LINUX_ARM64, "", files);
    }

    private static LayerEntry module(String path, String source) {
        return module(path, source.getBytes(StandardCharsets.UTF_8));
    }

    private static LayerEntry module(String path, byte[] source) {
        return LayerEntry.file(path, 0644, Owner.ROOT, FileContent.of(source));
    }
}
