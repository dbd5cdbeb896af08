package io.github.sosapp.base;

import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.debian.PackageSuccessor;
import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.python.bytecode.BytecodeCompiler;
import io.github.sosapp.python.bytecode.Interpreter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compiles the standard library of a base's Python, so that services need not do it at every start. */
final class CompiledLibrary {

    private static final Pattern PYTHON = Pattern.compile("python(3\\.\\d+)-minimal");
    // What the interpreter is linked to, and what it is: the others need not be opened.
    private static final Pattern OF_INTERPRETER = Pattern.compile("(lib)?python3\\.\\d+.*|libc6|libexpat1|zlib1g");
    // One of another name for each platform, for those who compile extensions.
    private static final Pattern LEFT_OUT = Pattern.compile(".*/_sysconfigdata_[^/]*\\.py");

    private final String version;
    private final Platform platform;
    private final List<LockedPackage> packages;
    private final BaseAssembler assembler;
    private final Function<Platform, PackageSuccessor> successors;
    private final CommandRunner programs;
    private BytecodeCompiler compiler;

    private CompiledLibrary(
            String version,
            Platform platform,
            List<LockedPackage> packages,
            BaseAssembler assembler,
            Function<Platform, PackageSuccessor> successors,
            CommandRunner programs) {
        this.version = version;
        this.platform = platform;
        this.packages = List.copyOf(packages);
        this.assembler = assembler;
        this.successors = successors;
        this.programs = programs;
    }

    /**
     * Empty for a base without Python.
     *
     * @param packages of the base; that for this machine's platform compiles, else the first one, in case it can be emulated
     */
    static Optional<CompiledLibrary> of(
            SortedMap<Platform, List<LockedPackage>> packages,
            BaseAssembler assembler,
            Function<Platform, PackageSuccessor> successors,
            CommandRunner programs) {
        Platform own = Platform.ofThisMachine();
        Platform runs = packages.containsKey(own) ? own : packages.firstKey();
        List<LockedPackage> ofInterpreter = packages.get(runs).stream()
                .filter(locked -> OF_INTERPRETER.matcher(locked.name()).matches())
                .toList();
        return ofInterpreter.stream()
                .map(locked -> PYTHON.matcher(locked.name()))
                .filter(Matcher::matches)
                .map(python ->
                        new CompiledLibrary(python.group(1), runs, ofInterpreter, assembler, successors, programs))
                .findFirst();
    }

    /** Makes the layer of compiled modules when it has to be made. */
    interface Making {

        NamedEntries make() throws IOException;
    }

    /** Keeps layers of compiled modules. */
    interface Keeping {

        /** The layer for {@code key}, which names all that decides it; {@code making} is asked when there is none. */
        AssembledLayers.Line layer(Digest key, Making making) throws IOException;
    }

    /** A layer that is being made; closing it before it is done stops that. */
    final class Compilation implements AutoCloseable {

        private final List<NamedEntries> files;
        private final Platform of;
        private final Path workDirectory;
        private final Keeping keeping;
        private final Optional<Background<AssembledLayers.Line>> early;

        private Compilation(List<NamedEntries> files, Platform of, Path workDirectory, Keeping keeping) {
            this.files = files;
            this.of = of;
            this.workDirectory = workDirectory;
            this.keeping = keeping;
            // The others find it done when they ask, and need not open the packages of the interpreter.
            this.early = of.equals(platform) ? Optional.of(Background.start("compile", this::now)) : Optional.empty();
        }

        /** The layer with the compiled form of the library among the files. */
        AssembledLayers.Line layer() throws IOException {
            try {
                return early.isPresent() ? early.get().result() : now();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private AssembledLayers.Line now() {
            try {
                return CompiledLibrary.this.layer(files, of, workDirectory, keeping);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            early.ifPresent(Background::close);
        }
    }

    /**
     * Compiles the library among the files, beside all else if its Python is among them, too; all platforms get the same.
     *
     * @param of the platform that the files are of
     * @param workDirectory for temporary files
     * @param keeping is asked once for all platforms at a time, so that the others find what the first one made
     */
    Compilation compile(List<NamedEntries> files, Platform of, Path workDirectory, Keeping keeping) {
        return new Compilation(files, of, workDirectory, keeping);
    }

    private AssembledLayers.Line layer(List<NamedEntries> files, Platform of, Path workDirectory, Keeping keeping)
            throws IOException {
        List<LayerEntry> modules = BytecodeCompiler.modulesAmong(entries(files).toList()).stream()
                .filter(module -> module.path().startsWith("/usr/lib/python3"))
                .filter(module -> !LEFT_OUT.matcher(module.path()).matches())
                .toList();
        // Opening packages costs as much as compiling, and the platform that is assembled has them open.
        Interpreter.ImageFiles ofPython =
                of.equals(platform) ? wanted -> matching(entries(files), wanted) : this::ofPackages;
        Interpreter interpreter = new Interpreter("/usr/bin/python" + version, version, platform, identity(), ofPython);
        Digest key = BytecodeCompiler.key(interpreter, modules);
        synchronized (this) {
            return keeping.layer(
                    key,
                    () -> new NamedEntries(
                            "compiled python library",
                            BytecodeCompiler.entries(compiler(workDirectory).compile(key, interpreter, modules))));
        }
    }

    private BytecodeCompiler compiler(Path workDirectory) {
        if (compiler == null) {
            compiler = new BytecodeCompiler(programs, workDirectory);
        }
        return compiler;
    }

    private String identity() {
        return String.join(
                " ", packages.stream().map(locked -> locked.sha256().hex()).toList());
    }

    private SortedMap<String, byte[]> ofPackages(Predicate<String> wanted) throws IOException {
        List<PackageContent> opened = assembler.open(packages, successors.apply(platform));
        try {
            return matching(opened.stream().flatMap(content -> content.entries().stream()), wanted);
        } finally {
            for (PackageContent content : opened) {
                content.close();
            }
        }
    }

    private static Stream<LayerEntry> entries(List<NamedEntries> layers) {
        return layers.stream().flatMap(layer -> layer.entries().stream());
    }

    private static SortedMap<String, byte[]> matching(Stream<LayerEntry> entries, Predicate<String> wanted)
            throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (LayerEntry entry : (Iterable<LayerEntry>) entries::iterator) {
            if (entry.type() == LayerEntry.Type.FILE && wanted.test(entry.path())) {
                try (InputStream stream = entry.content().open()) {
                    files.put(entry.path(), stream.readAllBytes());
                }
            }
        }
        return files;
    }
}
