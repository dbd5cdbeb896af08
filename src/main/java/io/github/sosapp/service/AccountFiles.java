package io.github.sosapp.service;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.PlannedFile;
import java.util.List;

/**
 * The files that make the name of a service's user known: passwd(5) and group(5). They replace those of the base, so they
 * name its accounts too.
 *
 * @param name of the service's user and of its group, for numbers that have no name yet
 * @param home of that user
 * @param owner its numbers
 * @param system accounts that are there whoever runs the service, root first
 */
public record AccountFiles(String name, String home, Owner owner, List<Account> system) {

    public AccountFiles {
        system = List.copyOf(system);
    }

    /** An account whose user and group have the same number. */
    public record Account(String user, String group, int id, String home) {}

    /** Both files, as they lie in an image. */
    public List<PlannedFile> planned() {
        return List.of(file("/etc/group", groups()), file("/etc/passwd", users()));
    }

    private static PlannedFile file(String path, String text) {
        return new PlannedFile(path, 0644, Owner.ROOT, new FileSource.Text(text));
    }

    private String users() {
        StringBuilder lines = new StringBuilder();
        for (Account account : system) {
            lines.append(user(account.user(), new Owner(account.id(), account.id()), account.home()));
            if (account.id() == 0 && isNew(owner.uid())) {
                lines.append(user(name, owner, home));
            }
        }
        return lines.toString();
    }

    private static String user(String name, Owner ids, String home) {
        return name + ":x:" + ids + ":" + name + ":" + home + ":/sbin/nologin\n";
    }

    private String groups() {
        StringBuilder lines = new StringBuilder();
        for (Account account : system) {
            lines.append(account.group() + ":x:" + account.id() + ":\n");
            if (account.id() == 0 && isNew(owner.gid())) {
                lines.append(name + ":x:" + owner.gid() + ":\n");
            }
        }
        return lines.toString();
    }

    private boolean isNew(int id) {
        return system.stream().noneMatch(account -> account.id() == id);
    }
}
