package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.failure.BuildFailure;

/** What is said of a package that cannot be used. */
final class PackageFailures {

    private static final int LONGEST_SHOWN = 200;

    private PackageFailures() {}

    /** An entry that no package of Debian holds. */
    static BuildFailure hostile(PackageFile file, String entry, String why) {
        return BuildFailure.ofWorld("the package " + file + " is refused because of its entry " + printable(entry))
                .because(why)
                .from(file.origin())
                .remedy("leave the package out; if it is your own, build it again with dpkg-deb");
    }

    /** Bytes that are no package, or not the one that was expected. */
    static BuildFailure broken(PackageFile file, String why) {
        return broken(file, why, null);
    }

    static BuildFailure broken(PackageFile file, String why, Exception cause) {
        return BuildFailure.ofWorld("the package " + file + " cannot be read")
                .because(why)
                .from(file.origin())
                .causedBy(cause)
                .remedy("start the build again, which downloads it anew; if it is your own package, build it again with"
                        + " dpkg-deb");
    }

    static BuildFailure tooLarge(PackageFile file, long limit) {
        return BuildFailure.ofWorld("the package " + file + " is refused because its files need more than "
                        + (limit >> 20) + " MiB")
                .because("that is far more than its own control file says, or than any package of Debian needs")
                .from(file.origin())
                .remedy("leave the package out; if it is your own, correct its Installed-Size");
    }

    /** Compressed or archived bytes that cannot be decoded. */
    static BuildFailure damaged(PackageFile file, Exception cause) {
        return broken(file, "its archive is damaged or not complete", cause);
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_SHOWN)
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
