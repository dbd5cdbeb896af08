package io.github.sosapp.service.go;

import io.github.sosapp.service.go.GoModFile.Replacement;
import io.github.sosapp.service.go.GoModSyntax.Directive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a go.work says: modules of a workspace that are built from their directories.
 *
 * @param uses directories of the modules, absolute
 */
record GoWorkFile(
        Path file,
        Optional<String> goLine,
        Optional<String> toolchain,
        List<Path> uses,
        List<Replacement> replacements) {

    GoWorkFile {
        uses = List.copyOf(uses);
        replacements = List.copyOf(replacements);
    }

    /**
     * The workspace that the module in {@code source} belongs to. Looks upwards as go does, but not beyond the Git
     * repository, so that a file in somebody's home directory decides nothing; a workspace that does not use the module
     * is not its workspace.
     */
    static Optional<GoWorkFile> above(Path source) {
        for (Path directory = source; directory != null; directory = directory.getParent()) {
            Path file = directory.resolve("go.work");
            if (Files.isRegularFile(file)) {
                return Optional.of(read(file)).filter(work -> work.uses().contains(source));
            }
            if (Files.exists(directory.resolve(".git"))) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    static GoWorkFile read(Path file) {
        Optional<String> goLine = Optional.empty();
        Optional<String> toolchain = Optional.empty();
        List<Path> uses = new ArrayList<>();
        List<Replacement> replacements = new ArrayList<>();
        for (Directive directive : GoModSyntax.read(file)) {
            switch (directive.verb()) {
                case "go" -> goLine = Optional.of(GoModFile.onlyWord(directive));
                case "toolchain" ->
                    toolchain = Optional.of(GoModFile.onlyWord(directive)).filter(name -> !name.equals("default"));
                case "use" ->
                    uses.add(file.resolveSibling(GoModFile.onlyWord(directive)).normalize());
                case "replace" -> replacements.add(Replacement.of(directive, file));
                default -> {
                    // godebug and what later releases add do not decide the plan.
                }
            }
        }
        return new GoWorkFile(file, goLine, toolchain, uses, replacements);
    }

    Path directory() {
        return file.getParent();
    }
}
