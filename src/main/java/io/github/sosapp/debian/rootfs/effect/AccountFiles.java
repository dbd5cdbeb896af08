package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** /etc/passwd and /etc/group, and the homes of those that can write. There is no shell, so nobody has one. */
public final class AccountFiles {

    private static final String NO_SHELL = "/usr/sbin/nologin";

    private AccountFiles() {}

    /**
     * root, nobody and nonroot are always there.
     *
     * @param added further accounts; one with a number or name that is there already changes nothing
     */
    public static List<LayerEntry> entries(List<Account> added) {
        List<Account> accounts = new ArrayList<>(List.of(Account.ROOT, Account.NOBODY, Account.NONROOT));
        for (Account account : added) {
            if (accounts.stream()
                    .noneMatch(
                            known -> known.id() == account.id() || known.name().equals(account.name()))) {
                accounts.add(account);
            }
        }
        accounts.sort(Comparator.comparingInt(Account::id));
        List<LayerEntry> entries = new ArrayList<>();
        entries.add(file("/etc/passwd", passwd(accounts)));
        entries.add(file("/etc/group", group(accounts)));
        for (Account account : accounts) {
            if (account.id() != Account.ROOT.id() && !account.home().equals(Account.NOBODY.home())) {
                entries.add(LayerEntry.directory(account.home(), 0700, new Owner(account.id(), account.id())));
            }
        }
        return entries;
    }

    private static String passwd(List<Account> accounts) {
        StringBuilder lines = new StringBuilder();
        for (Account account : accounts) {
            lines.append(String.join(
                    ":",
                    account.name(),
                    "x",
                    Integer.toString(account.id()),
                    Integer.toString(account.id()),
                    account.name(),
                    account.home(),
                    NO_SHELL));
            lines.append('\n');
        }
        return lines.toString();
    }

    // Debian calls the group of nobody nogroup.
    private static String group(List<Account> accounts) {
        StringBuilder lines = new StringBuilder();
        for (Account account : accounts) {
            String name = account.id() == Account.NOBODY.id() ? "nogroup" : account.name();
            lines.append(name).append(":x:").append(account.id()).append(":\n");
        }
        return lines.toString();
    }

    private static LayerEntry file(String path, String text) {
        return LayerEntry.file(path, 0644, Owner.ROOT, FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
    }
}
