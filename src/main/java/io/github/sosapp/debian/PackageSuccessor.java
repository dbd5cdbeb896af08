package io.github.sosapp.debian;

import java.util.Optional;

/** Tells which version of a package an archive has now. */
@FunctionalInterface
public interface PackageSuccessor {

    /** Empty when it has none. */
    Optional<String> of(String name);
}
