package io.github.sosapp.service.python;

import io.github.sosapp.python.PythonVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Python that an assembled base can have.
 *
 * @param version all three parts
 * @param base as in {@code sos.base}
 * @param packageSet name of its curated set of packages
 * @param glibc minor number of the C library of the base
 */
record PackagedPython(PythonVersion version, String base, String packageSet, int glibc) {

    // Debian 12: python3.11 3.11.2, libc6 2.36; Debian 13: python3.13 3.13.5, libc6 2.41. Security updates keep the
    // numbers. The usual one comes first.
    static final List<PackagedPython> ALL = List.of(
            new PackagedPython(PythonVersion.parse("3.11.2"), "packages:bookworm", "python311", 36),
            new PackagedPython(PythonVersion.parse("3.13.5"), "packages:trixie", "python313", 41));

    static final PackagedPython USUAL = ALL.get(0);

    /** @param minor for example {@code 3.11} */
    static Optional<PackagedPython> ofMinor(String minor) {
        return ALL.stream().filter(one -> one.minor().equals(minor)).findFirst();
    }

    static Optional<PackagedPython> in(String base) {
        return ALL.stream().filter(one -> one.base.equals(base)).findFirst();
    }

    String minor() {
        return version.minor();
    }

    /** The name of Debian's release. */
    String suite() {
        return base.substring(base.indexOf(':') + 1);
    }

    /** The public image with the same Python and as little else. */
    String distroless() {
        return "gcr.io/distroless/python3-debian" + (suite().equals("bookworm") ? "12" : "13") + ":nonroot";
    }

    String interpreter() {
        return "/usr/bin/python" + minor();
    }

    /** For messages. */
    static String possible() {
        return ALL.stream().map(one -> one.minor() + " (" + one.base + ")").collect(Collectors.joining(" and "));
    }
}
