package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Directories, links and files that base-files and libc-bin make when they are installed. */
public final class SystemFiles {

    // As libc-bin has it, without the services that need libraries or daemons which are not in an image.
    private static final String NAME_SERVICES = """
            passwd:     files
            group:      files
            shadow:     files
            hosts:      files dns
            networks:   files
            protocols:  files
            services:   files
            ethers:     files
            rpc:        files
            """;

    private SystemFiles() {}

    /** Added where no package has them. */
    public static List<LayerEntry> entries() {
        return List.of(
                LayerEntry.file(
                        "/etc/nsswitch.conf",
                        0644,
                        Owner.ROOT,
                        FileContent.of(NAME_SERVICES.getBytes(StandardCharsets.UTF_8))),
                LayerEntry.symlink("/etc/os-release", "../usr/lib/os-release"),
                LayerEntry.directory("/root", 0700, Owner.ROOT),
                LayerEntry.directory("/run", 0755, Owner.ROOT),
                LayerEntry.directory("/run/lock", 01777, Owner.ROOT),
                LayerEntry.directory("/tmp", 01777, Owner.ROOT),
                LayerEntry.directory("/var/tmp", 01777, Owner.ROOT));
    }

    /** In place of the directories that base-files ships and replaces by links when it is configured. */
    public static List<LayerEntry> migrated() {
        return List.of(LayerEntry.symlink("/var/lock", "/run/lock"), LayerEntry.symlink("/var/run", "/run"));
    }
}
