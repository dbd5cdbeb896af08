package io.github.sosapp.engine.daemonless;

import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layout.LayerFiles;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.python.bytecode.BytecodeCompiler;
import io.github.sosapp.python.bytecode.Interpreter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Layers of compiled Python modules. What was compiled is kept for as long as modules and interpreter are the same,
 * because most edits are of other files.
 */
final class CompiledModules {

    private static final long LARGEST_FILE_OF_PYTHON = 64 << 20;

    private final BytecodeCompiler compiler;
    private final Path directory;

    /** @param directory of the module, where compiled modules are kept */
    CompiledModules(CommandRunner programs, Path directory) {
        this.compiler = new BytecodeCompiler(programs, directory);
        this.directory = directory;
    }

    /**
     * The files of a layer of compiled modules.
     *
     * @param files of the layer that has the modules
     * @param bases of all platforms; that of this machine's platform compiles, else the first one, in case it can be
     *     emulated
     */
    List<LayerEntry> of(LayerPlan layer, List<LayerEntry> files, Map<Platform, PlatformBase> bases) throws IOException {
        FileSource.Bytecode source = layer.bytecode().orElseThrow();
        Platform own = Platform.ofThisMachine();
        Platform runs = bases.containsKey(own) ? own : new TreeMap<>(bases).firstKey();
        List<Layer> base = bases.get(runs).layers();
        Interpreter interpreter = new Interpreter(
                source.interpreter(),
                source.version(),
                runs,
                base.stream().map(one -> one.diffId().hex()).collect(Collectors.joining(" ")),
                wanted -> read(base, wanted));
        List<String> roots = layer.files().stream().map(PlannedFile::path).toList();
        List<LayerEntry> modules = BytecodeCompiler.modulesAmong(files).stream()
                .filter(module -> roots.stream().anyMatch(root -> module.path().startsWith(root + "/")))
                .toList();
        Digest key = BytecodeCompiler.key(interpreter, modules);
        Path kept = directory.resolve("bytecode-" + layer.name().replace(' ', '-') + ".zip");
        Optional<SortedMap<String, byte[]>> known = read(kept, key);
        if (known.isEmpty()) {
            known = Optional.of(compiler.compile(key, interpreter, modules));
            write(kept, key, known.get());
        }
        return BytecodeCompiler.entries(known.get());
    }

    private static SortedMap<String, byte[]> read(List<Layer> layers, Predicate<String> wanted) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Layer layer : layers) {
            Path blob = layer.file()
                    .orElseThrow(() -> BuildFailure.ofUser("the Python of the base is not on this machine")
                            .because("it compiles the modules of the image, and its layer "
                                    + layer.descriptor().digest() + " is only in "
                                    + layer.repository().orElse("a registry"))
                            .remedy("build the module of the base along (mvn -am), or build without compiled modules:"
                                    + " -Dsos.python.bytecode=false"));
            LayerFiles.read(
                            blob,
                            layer.descriptor().mediaType(),
                            path -> wanted.test("/" + path),
                            LARGEST_FILE_OF_PYTHON)
                    .forEach((path, content) -> files.put("/" + path, content));
        }
        return files;
    }

    /** Empty when it was compiled from something else, or anybody changed it since. */
    private static Optional<SortedMap<String, byte[]>> read(Path kept, Digest key) throws IOException {
        if (!Files.isRegularFile(kept)) {
            return Optional.empty();
        }
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(kept.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                files.put("/" + entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
            return memorable(key, files).equals(zip.getComment()) ? Optional.of(files) : Optional.empty();
        } catch (java.util.zip.ZipException damaged) {
            return Optional.empty();
        }
    }

    private static void write(Path kept, Digest key, SortedMap<String, byte[]> files) throws IOException {
        Files.createDirectories(kept.getParent());
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(kept));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(1);
            for (Map.Entry<String, byte[]> one : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(one.getKey().substring(1)));
                zip.write(one.getValue());
            }
            zip.setComment(memorable(key, files));
        }
    }

    private static String memorable(Digest key, SortedMap<String, byte[]> files) {
        List<String> lines = new ArrayList<>(List.of(key.toString()));
        files.forEach((path, content) -> lines.add(Digest.of(content) + " " + path));
        return Digest.of(String.join("\n", lines).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }
}
