package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.go.GoModFile.Replacement;
import io.github.sosapp.service.go.GoModFile.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The module of a service with everything beside it on disk that gets compiled in. */
final class GoModule {

    private final GoModFile mod;
    private final Optional<GoWorkFile> work;
    private final Map<Path, GoModFile> workspaceModules = new LinkedHashMap<>();

    private GoModule(GoModFile mod, Optional<GoWorkFile> work) {
        this.mod = mod;
        this.work = work;
        work.ifPresent(file -> file.uses().forEach(directory -> {
            Path used = directory.resolve("go.mod");
            if (!Files.isRegularFile(used)) {
                throw BuildFailure.ofUser(file.file() + " uses " + directory + ", which has no go.mod")
                        .remedy("correct the use line, or run go mod init in that directory");
            }
            workspaceModules.put(directory, GoModFile.read(used));
        }));
    }

    /**
     * Reads the module in {@code source}.
     *
     * @throws BuildFailure when it lacks go.mod, go.sum or a directory that it names
     */
    static GoModule read(Path source) {
        Path directory = source.toAbsolutePath().normalize();
        Path file = directory.resolve("go.mod");
        if (!Files.isRegularFile(file)) {
            throw BuildFailure.ofUser("no go.mod in " + directory)
                    .because("a Go service is a Go module")
                    .remedy("run go mod init there, or set sos.source to the directory that has go.mod");
        }
        GoModule module = new GoModule(GoModFile.read(file), GoWorkFile.above(directory));
        module.requireReplacementDirectories();
        module.requireSums();
        return module;
    }

    GoModFile mod() {
        return mod;
    }

    Optional<GoWorkFile> work() {
        return work;
    }

    Path source() {
        return mod.directory();
    }

    /** True when the dependencies' sources lie in the project: go mod vendor (or go work vendor) made them. */
    boolean isVendored() {
        return Files.isRegularFile(root().resolve("vendor").resolve("modules.txt"));
    }

    /** Files and directory trees that get compiled in, or decide what is. */
    List<Path> inputs() {
        List<Path> inputs = new ArrayList<>(List.of(source()));
        work.ifPresent(file -> {
            inputs.add(file.file());
            for (String beside : List.of("go.work.sum", "vendor")) {
                Path path = file.directory().resolve(beside);
                if (Files.exists(path)) {
                    inputs.add(path);
                }
            }
        });
        inputs.addAll(workspaceModules.keySet());
        for (Replacement replacement : replacements()) {
            replacement.directory().ifPresent(inputs::add);
        }
        return inputs.stream().distinct().toList();
    }

    private Path root() {
        return work.map(GoWorkFile::directory).orElseGet(this::source);
    }

    private List<Replacement> replacements() {
        List<Replacement> all = new ArrayList<>(mod.replacements());
        work.ifPresent(file -> all.addAll(file.replacements()));
        workspaceModules.values().forEach(used -> all.addAll(used.replacements()));
        return all;
    }

    private void requireReplacementDirectories() {
        for (Replacement replacement : replacements()) {
            Path directory = replacement.directory().orElse(null);
            if (directory != null && !Files.isRegularFile(directory.resolve("go.mod"))) {
                throw BuildFailure.ofUser(
                                replacement.module() + " is replaced by " + directory + ", which is no Go module")
                        .because("the directory is missing or has no go.mod")
                        .from(mod.file())
                        .remedy("check out that directory, or remove the replace line with go mod edit -dropreplace="
                                + replacement.module());
            }
        }
    }

    private void requireSums() {
        boolean fetchesAny = mod.requirements().stream().anyMatch(this::isFetched);
        if (fetchesAny && !isVendored() && !Files.isRegularFile(source().resolve("go.sum")) && !hasWorkSums()) {
            throw BuildFailure.ofUser("no go.sum next to " + mod.file())
                    .because("go.mod requires modules, and go.sum says which content of them is the right one")
                    .remedy("run go mod tidy in " + source() + " and commit go.sum");
        }
    }

    private boolean hasWorkSums() {
        return work.map(file -> file.file().resolveSibling("go.work.sum"))
                .filter(Files::isRegularFile)
                .isPresent();
    }

    private boolean isFetched(Requirement required) {
        boolean replaced = replacements().stream()
                .anyMatch(replacement -> replacement.module().equals(required.module())
                        && replacement.directory().isPresent());
        boolean inWorkspace = workspaceModules.values().stream()
                .anyMatch(used -> used.module().equals(required.module()));
        return !replaced && !inWorkspace;
    }
}
