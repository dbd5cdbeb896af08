package io.github.sosapp.service.go;

import io.github.sosapp.service.go.GoModSyntax.Directive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a go.mod says, as far as it decides an image.
 *
 * @param module path of the module, for example {@code example.com/sos/emergency}
 * @param goLine version of the {@code go} line
 * @param toolchain name of the {@code toolchain} line, for example {@code go1.21.13}; empty for {@code default}
 */
record GoModFile(
        Path file,
        String module,
        Optional<String> goLine,
        Optional<String> toolchain,
        List<Requirement> requirements,
        List<Replacement> replacements) {

    /** A required module; {@code indirect} when only other modules import it. */
    record Requirement(String module, String version, boolean indirect) {}

    /** A module that is taken from elsewhere; only those that come from a directory have {@code directory}. */
    record Replacement(String module, Optional<Path> directory) {

        /** Reads {@code old [version] => new [version]}. */
        static Replacement of(Directive directive, Path file) {
            List<String> words = directive.words();
            int arrow = words.indexOf("=>");
            if (arrow < 1 || arrow == words.size() - 1) {
                throw GoModSyntax.mistake(directive.place(), "a replace line reads: replace old => new");
            }
            String target = words.get(arrow + 1);
            boolean isDirectory = target.startsWith("./")
                    || target.startsWith("../")
                    || target.equals(".")
                    || target.equals("..")
                    || Path.of(target).isAbsolute();
            return new Replacement(
                    words.get(0),
                    isDirectory ? Optional.of(file.resolveSibling(target).normalize()) : Optional.empty());
        }
    }

    GoModFile {
        requirements = List.copyOf(requirements);
        replacements = List.copyOf(replacements);
    }

    static GoModFile read(Path file) {
        String module = null;
        Optional<String> goLine = Optional.empty();
        Optional<String> toolchain = Optional.empty();
        List<Requirement> requirements = new ArrayList<>();
        List<Replacement> replacements = new ArrayList<>();
        for (Directive directive : GoModSyntax.read(file)) {
            switch (directive.verb()) {
                case "module" -> module = onlyWord(directive);
                case "go" -> goLine = Optional.of(onlyWord(directive));
                case "toolchain" ->
                    toolchain = Optional.of(onlyWord(directive)).filter(name -> !name.equals("default"));
                case "require" -> requirements.add(requirement(directive));
                case "replace" -> replacements.add(Replacement.of(directive, file));
                default -> {
                    // exclude, retract, godebug, tool, ignore and what later releases add do not decide the plan.
                }
            }
        }
        if (module == null) {
            throw GoModSyntax.mistake(file.getFileName().toString(), "it has no module line");
        }
        return new GoModFile(file, module, goLine, toolchain, requirements, replacements);
    }

    Path directory() {
        return file.getParent();
    }

    /** How many modules the module itself imports. */
    long directRequirements() {
        return requirements.stream().filter(required -> !required.indirect()).count();
    }

    static String onlyWord(Directive directive) {
        if (directive.words().size() != 1) {
            throw GoModSyntax.mistake(directive.place(), "a " + directive.verb() + " line has exactly one word");
        }
        return directive.words().get(0);
    }

    private static Requirement requirement(Directive directive) {
        if (directive.words().size() != 2) {
            throw GoModSyntax.mistake(directive.place(), "a require line reads: require module version");
        }
        boolean indirect =
                directive.comment().equals("indirect") || directive.comment().startsWith("indirect;");
        return new Requirement(directive.words().get(0), directive.words().get(1), indirect);
    }
}
