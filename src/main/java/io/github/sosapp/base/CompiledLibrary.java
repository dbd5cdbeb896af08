package io.github.sosapp.base;

import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.debian.PackageSuccessor;
import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.python.bytecode.BytecodeCompiler;
import io.github.sosapp.python.bytecode.Interpreter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** The layer with the compiled form of the library among the files; the same for all platforms. */
    NamedEntries layer(List<NamedEntries> files, Path workDirectory) throws IOException {
        List<LayerEntry> modules = new ArrayList<>();
        for (NamedEntries layer : files) {
            BytecodeCompiler.modulesAmong(layer.entries()).stream()
                    .filter(module -> module.path().startsWith("/usr/lib/python3"))
                    .filter(module -> !LEFT_OUT.matcher(module.path()).matches())
                    .forEach(modules::add);
        }
        Interpreter interpreter =
                new Interpreter("/usr/bin/python" + version, version, platform, identity(), this::read);
        Digest key = BytecodeCompiler.key(interpreter, modules);
        return new NamedEntries(
                "compiled python library",
                BytecodeCompiler.entries(compiler(workDirectory).compile(key, interpreter, modules)));
    }

    private synchronized BytecodeCompiler compiler(Path workDirectory) {
        if (compiler == null) {
            compiler = new BytecodeCompiler(programs, workDirectory);
        }
        return compiler;
    }

    private String identity() {
        return String.join(
                " ", packages.stream().map(locked -> locked.sha256().hex()).toList());
    }

    private SortedMap<String, byte[]> read(Predicate<String> wanted) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        List<PackageContent> opened = assembler.open(packages, successors.apply(platform));
        try {
            for (PackageContent content : opened) {
                for (LayerEntry entry : content.entries()) {
                    if (entry.type() == LayerEntry.Type.FILE && wanted.test(entry.path())) {
                        try (InputStream stream = entry.content().open()) {
                            files.put(entry.path(), stream.readAllBytes());
                        }
                    }
                }
            }
        } finally {
            for (PackageContent content : opened) {
                content.close();
            }
        }
        return files;
    }
}
