package io.github.sosapp.debian.archive.mirror;

import java.util.Optional;

/** Somewhere the address of a mirror may be written. */
public interface MirrorPlace {

    Optional<DebianMirrors> mirrors();

    /** Why nothing was found here, as a part of a sentence; empty when nobody would look here. */
    String otherwise();
}
