package io.github.sosapp.base;

import java.nio.file.Path;
import java.util.List;

/** The program that cuts a Java runtime out of modules; comes with every JDK and only cuts modules of its own release. */
public interface Jlink {

    /** The exact version of the JDK that it is of. */
    String version();

    /**
     * Runs it.
     *
     * @param directory that the command line is about, for messages
     * @throws io.github.sosapp.failure.BuildFailure when it fails, with its own words
     */
    void run(List<String> arguments, Path directory);
}
