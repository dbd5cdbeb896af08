package io.github.sosapp.engine.daemonless;

import java.nio.file.Path;

/** What was seen of one installed package while its tree was walked. */
final class NodePackage {

    private static final Path INSTALLED = Path.of("node_modules");

    private final Path root;
    private final String name;
    private boolean recipe;
    private boolean fitting;
    private boolean foreign;

    private NodePackage(Path root, String name) {
        this.root = root;
        this.name = name;
    }

    /** The package that a file belongs to: the innermost; without a name when it belongs to the service. */
    static NodePackage of(Path directory, Path file) {
        Path below = directory.relativize(file);
        for (int i = below.getNameCount() - 3; i >= 0; i--) {
            if (below.getName(i).equals(INSTALLED)) {
                boolean scoped = below.getName(i + 1).toString().startsWith("@") && i + 3 < below.getNameCount();
                int end = i + (scoped ? 3 : 2);
                String name = below.subpath(i + 1, end).toString().replace('\\', '/');
                return new NodePackage(directory.resolve(below.subpath(0, end)), name);
            }
        }
        return new NodePackage(directory, "");
    }

    /** A file that is no program, or one that fits. */
    void saw(Path file) {
        recipe |= file.equals(root.resolve("binding.gyp"));
        fitting |= file.toString().endsWith(".node");
    }

    /** A native part for another platform. */
    void sawForeign() {
        foreign = true;
    }

    void add(NodePackage other) {
        recipe |= other.recipe;
        fitting |= other.fitting;
        foreign |= other.foreign;
    }

    boolean lacksItsNativePart() {
        return !name.isEmpty() && !fitting && (recipe || foreign);
    }

    boolean isToBeCompiled() {
        return recipe;
    }

    Path root() {
        return root;
    }

    String name() {
        return name;
    }
}
