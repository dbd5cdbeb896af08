package io.github.sosapp.debian.rootfs;

import io.github.sosapp.debian.rootfs.effect.Account;
import java.util.List;
import java.util.Set;

/**
 * What a base is for.
 *
 * @param set name of the set of packages, for example {@code java}; decides what is cut
 * @param accounts besides root, nobody and nonroot
 * @param added names of packages that are not of the set; they get a layer of their own, so that the layers of the set
 *     stay those of every other service
 * @param toolsAllowed whether shells and package managers may be in it, as for development
 */
public record RootfsDescription(String set, List<Account> accounts, Set<String> added, boolean toolsAllowed) {

    public RootfsDescription {
        accounts = List.copyOf(accounts);
        added = Set.copyOf(added);
    }

    /** Whether a shell may be in it; package managers are another matter. */
    boolean isShellAllowed() {
        return toolsAllowed || set.equals("shell");
    }

    /** A base for production with nothing besides the set. */
    public static RootfsDescription of(String set) {
        return new RootfsDescription(set, List.of(), Set.of(), false);
    }
}
