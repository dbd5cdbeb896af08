package io.github.sosapp.debian.archive.mirror;

import java.util.Optional;
import java.util.function.Supplier;

/** Somewhere the address of a mirror may be written. */
public interface MirrorPlace {

    Optional<DebianMirrors> mirrors();

    /** Why nothing was found here, as a part of a sentence; empty when nobody would look here. */
    String otherwise();

    /** A place that is only made when somebody looks there. */
    static MirrorPlace later(Supplier<MirrorPlace> place) {
        return new MirrorPlace() {
            private MirrorPlace made;

            private synchronized MirrorPlace made() {
                if (made == null) {
                    made = place.get();
                }
                return made;
            }

            @Override
            public Optional<DebianMirrors> mirrors() {
                return made().mirrors();
            }

            @Override
            public String otherwise() {
                return made().otherwise();
            }
        };
    }
}
