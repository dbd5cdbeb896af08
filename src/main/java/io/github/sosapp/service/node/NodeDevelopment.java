package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.Development;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a container for development sees of a service: the directory of its project, with the packages of the image, which
 * are for its platform, and with a directory for what the compiler writes.
 */
record NodeDevelopment(NodeService node) {

    /** @param directory where the project is in the image */
    Development view(int inspectorPort, String directory) {
        Path root = node.project().root();
        boolean compiles = !node.compiler().isEmpty();
        Optional<String> built = node.builtDirectory();
        if (compiles && built.isEmpty()) {
            throw BuildFailure.ofUser("the compiler writes among the sources")
                    .because("they are mounted so that nothing in the container changes them")
                    .from(node.json().file())
                    .remedy("set outDir in tsconfig.json, for example to dist, and start dist/index.js");
        }
        List<String> kept = new ArrayList<>(node.packageTrees());
        node.builtInWorkspaces().stream()
                .filter(other -> !built.equals(Optional.of(other)))
                .forEach(kept::add);
        boolean builtHere = node.entry()
                .file()
                .map(node.project()::inProject)
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .isPresent();
        if (!compiles && !builtHere) {
            built.ifPresent(kept::add);
        }
        return new Development(
                Optional.of(new Development.Sources(
                        root, directory, kept, compiles ? built.stream().toList() : List.of())),
                new Development.Debugger(inspectorPort, "node", root, directory),
                onEdit(compiles, built));
    }

    private static String onEdit(boolean compiles, Optional<String> built) {
        if (compiles) {
            return "an edit compiles the service and starts it anew";
        }
        return built.map(directory -> "what your own build writes to " + directory + " starts the service anew")
                .orElse("an edit starts the service anew");
    }
}
