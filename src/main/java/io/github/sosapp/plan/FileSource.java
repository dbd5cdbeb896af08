package io.github.sosapp.plan;

import java.nio.file.Path;

/** Where the content of a planned path comes from. */
public sealed interface FileSource {

    /** A directory without content of its own. */
    record Directory() implements FileSource {}

    /** A symbolic link. */
    record Link(String target) implements FileSource {}

    /** Text that the recipe composed. */
    record Text(String content) implements FileSource {}

    /** A file or directory tree of the project. */
    record OnDisk(Path path) implements FileSource {}

    /** One file out of a zip archive of the project, such as a jar. */
    record ArchiveEntry(Path archive, String entry) implements FileSource {}

    /** A file that the plugin carries, by its resource name. */
    record Carried(String resource) implements FileSource {}

    /** The files of a zip archive that the plugin carries, placed below the planned path. */
    record CarriedTree(String resource) implements FileSource {}

    /** The output of the preparation of that id for the platform at hand. */
    record Prepared(String preparation) implements FileSource {}

    /**
     * A directory tree in what the preparation of that id made for the platform at hand.
     *
     * @param below path of the tree inside the preparation's output; empty for the whole
     */
    record PreparedTree(String preparation, String below) implements FileSource {}

    /**
     * A Python environment at the planned path with every wheel that the preparation of that id put into its output.
     *
     * @param python version of the interpreter in the image, all three parts
     * @param glibc minor number of the newest C library that the wheels may need
     * @param packages name of the directory that this Python looks for packages in: {@code site-packages}, or Debian's
     *     {@code dist-packages}
     * @param complete whether the wheels must bring all that they need, because the base brings nothing
     */
    record Wheels(String preparation, String python, int glibc, String packages, boolean complete)
            implements FileSource {}

    /**
     * The compiled form of the Python modules that another layer of the plan has below the planned path.
     *
     * @param layer name of that layer
     * @param interpreter absolute path of Python in the base, which compiles them
     * @param version of that Python, major and minor
     */
    record Bytecode(String layer, String interpreter, String version) implements FileSource {}
}
