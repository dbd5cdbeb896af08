package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.image.layer.LayerEntry;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** An opened package; its entries can be read until it is closed. */
public final class PackageContent implements Closeable {

    private final PackageFile about;
    private final PackageControl control;
    private final List<LayerEntry> entries;
    private final Spool spool;
    private final UnpackedPackages unpacked;

    PackageContent(
            PackageFile about,
            PackageControl control,
            List<LayerEntry> entries,
            Spool spool,
            UnpackedPackages unpacked) {
        this.about = about;
        this.control = control;
        this.entries = List.copyOf(entries);
        this.spool = spool;
        this.unpacked = unpacked;
    }

    /** Which package it is, and where its file lies. */
    public PackageFile about() {
        return about;
    }

    /** What its control archive says. */
    public PackageControl control() {
        return control;
    }

    /** In the order of the package, each path once, owned by root. */
    public List<LayerEntry> entries() {
        return entries;
    }

    // Now nobody waits for what is kept: the layers are written.
    @Override
    public void close() throws IOException {
        try (spool) {
            unpacked.keep(about, control.archive(), spool);
        }
    }
}
