package io.github.sosapp.debian.rootfs;

import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.failure.BuildFailure;
import java.util.List;
import java.util.Set;

/** A base for production has no shell and nothing that installs software: whoever gets into a service finds no tools. */
final class ForbiddenPrograms {

    private static final Set<String> SHELLS = Set.of(
            "ash", "bash", "busybox", "csh", "dash", "fish", "ksh", "ksh93", "mksh", "posh", "rbash", "rksh", "sh",
            "tcsh", "yash", "zsh");
    private static final Set<String> INSTALLERS = Set.of(
            "apk",
            "apt",
            "apt-get",
            "aptitude",
            "corepack",
            "dpkg",
            "dpkg-deb",
            "npm",
            "npx",
            "pip",
            "pip3",
            "pipx",
            "pnpm",
            "rpm",
            "yarn",
            "yarnpkg");
    private static final List<String> DIRECTORIES =
            List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/games");

    private ForbiddenPrograms() {}

    /**
     * @param shellAllowed as in the set {@code shell}, which is for images that people look into
     * @throws BuildFailure naming the program and its package
     */
    static void refuse(RootTree tree, boolean shellAllowed) {
        for (RootTree.Owned owned : tree.all()) {
            String path = owned.entry().path();
            String name = path.substring(path.lastIndexOf('/') + 1);
            boolean callable = DIRECTORIES.contains(path.substring(0, path.length() - name.length() - 1));
            if (callable && (!shellAllowed && SHELLS.contains(name) || INSTALLERS.contains(name))) {
                throw BuildFailure.ofUser("the package " + owned.owner() + " would bring "
                                + (SHELLS.contains(name) ? "a shell" : "a package manager") + " into the image: "
                                + path)
                        .because("a production image has neither, so that whoever breaks into a service finds no tools")
                        .remedy(
                                "leave the package out of sos.packages, or build the target development, which may have it");
            }
        }
    }
}
