package io.github.sosapp.python.bytecode;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compiles modules with the interpreter of the image. Its files say that they are valid whatever their sources are (PEP
 * 552, "unchecked"), and name only paths of the image, so that the same modules give the same bytes for every platform, on
 * every machine.
 */
public final class BytecodeCompiler {

    /** Changes whenever the same modules would give other files. */
    public static final int VERSION = 2;

    private static final String PROGRAM = "compile_modules.py";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MOST_LINES = 5;

    private final CommandRunner programs;
    private final Path directory;
    private final Map<Digest, SortedMap<String, byte[]>> known = new HashMap<>();

    /** @param directory for temporary files */
    public BytecodeCompiler(CommandRunner programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
    }

    /** What decides the result: the interpreter, and the modules with their paths. */
    public static Digest key(Interpreter interpreter, List<LayerEntry> modules) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(VERSION).append('\n').append(interpreter.program()).append('\n');
        text.append(interpreter.identity()).append('\n');
        for (LayerEntry module : sorted(modules)) {
            MessageDigest hash = Digest.sha256();
            try (InputStream content = new DigestInputStream(module.content().open(), hash)) {
                content.transferTo(java.io.OutputStream.nullOutputStream());
            }
            text.append(Digest.finish(hash)).append(' ').append(module.path()).append('\n');
        }
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The compiled form of every module that can be compiled, by its path in the image.
     *
     * @param key of these modules and this interpreter
     * @throws BuildFailure when the interpreter is not there, or does not run on this machine
     */
    public synchronized SortedMap<String, byte[]> compile(Digest key, Interpreter interpreter, List<LayerEntry> modules)
            throws IOException {
        SortedMap<String, byte[]> before = known.get(key);
        if (before != null) {
            return before;
        }
        Path work = directory.resolve("compile-" + key.hex().substring(0, 16));
        delete(work);
        try {
            Path sources = Files.createDirectories(work.resolve("sources"));
            for (LayerEntry module : modules) {
                Path file = sources.resolve(module.path().substring(1));
                Files.createDirectories(file.getParent());
                try (InputStream content = module.content().open()) {
                    Files.copy(content, file);
                }
            }
            Path compiled = Files.createDirectories(work.resolve("compiled"));
            run(interpreter, work, sources, compiled);
            SortedMap<String, byte[]> result = read(compiled);
            known.put(key, result);
            return result;
        } finally {
            delete(work);
        }
    }

    /** The modules among the files. */
    public static List<LayerEntry> modulesAmong(List<LayerEntry> files) {
        return files.stream()
                .filter(file ->
                        file.type() == LayerEntry.Type.FILE && file.path().endsWith(".py"))
                .toList();
    }

    /** What {@link #compile} gave, as files of a layer. */
    public static List<LayerEntry> entries(SortedMap<String, byte[]> compiled) {
        return compiled.entrySet().stream()
                .map(file -> LayerEntry.file(file.getKey(), 0644, Owner.ROOT, FileContent.of(file.getValue())))
                .toList();
    }

    private void run(Interpreter interpreter, Path work, Path sources, Path compiled) throws IOException {
        Interpreter.Unpacked python = interpreter.unpackTo(Files.createDirectories(work.resolve("python")));
        Path program = Files.createDirectories(work.resolve("program")).resolve(PROGRAM);
        try (InputStream carried = BytecodeCompiler.class.getResourceAsStream(PROGRAM)) {
            Files.write(program, carried.readAllBytes());
        }
        List<String> words = new ArrayList<>(python.command());
        words.addAll(List.of("-B", "-s", "-S", "-W", "ignore", "-X", "utf8"));
        words.addAll(List.of(program.toString(), sources.toString(), compiled.toString()));
        Map<String, String> environment = new TreeMap<>(python.environment());
        // The order of the names in a set would otherwise be another one each time.
        environment.put("PYTHONHASHSEED", "0");
        environment.put("LC_ALL", "C");
        Command command = new Command(words, environment, work, PATIENCE);
        CommandResult result = result(command, interpreter);
        if (!result.succeeded()) {
            List<String> lines = result.complaint();
            throw BuildFailure.ofWorld("the modules of Python cannot be compiled")
                    .because("the Python of the image for " + interpreter.platform() + " ended with "
                            + result.exitCode() + (lines.isEmpty() ? "" : " and said:"))
                    .listing(lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()))
                    .remedy("build without compiled modules: -Dsos.python.bytecode=false");
        }
    }

    private CommandResult result(Command command, Interpreter interpreter) {
        try {
            return programs.run(command);
        } catch (IOException e) {
            throw BuildFailure.ofUser("the modules of Python cannot be compiled on this machine")
                    .because("only the Python of the image compiles to the same bytes everywhere, and programs for "
                            + interpreter.platform() + " do not run here")
                    .causedBy(e)
                    .remedy("build on Linux with this machine's platform among sos.platforms, or without compiled"
                            + " modules: -Dsos.python.bytecode=false (services then start slower, and the image has"
                            + " another digest)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }

    private static List<LayerEntry> sorted(List<LayerEntry> modules) {
        return modules.stream().sorted(Comparator.comparing(LayerEntry::path)).toList();
    }

    private static SortedMap<String, byte[]> read(Path compiled) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(compiled)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String path = "/" + compiled.relativize(file).toString().replace('\\', '/');
                files.put(path, Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> walk = Files.walk(directory)) {
                for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
