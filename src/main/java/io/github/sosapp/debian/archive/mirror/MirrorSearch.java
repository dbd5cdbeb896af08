package io.github.sosapp.debian.archive.mirror;

import io.github.sosapp.failure.BuildFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks one place after the other for the address of a mirror. The plugin itself carries none. */
public final class MirrorSearch {

    private final List<MirrorPlace> places;

    /** @param places in the order in which they are asked */
    public MirrorSearch(List<MirrorPlace> places) {
        this.places = List.copyOf(places);
    }

    /** The mirrors of the first place that has some; a failure that tells the next step when none has. */
    public DebianMirrors find() {
        for (MirrorPlace place : places) {
            Optional<DebianMirrors> found = place.mirrors();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw BuildFailure.ofUser("no Debian mirror is known")
                .because(places.stream()
                        .map(MirrorPlace::otherwise)
                        .filter(why -> !why.isEmpty())
                        .collect(Collectors.joining(", and ")))
                .remedy("set the address of a Debian mirror: mvn package"
                        + " -Dsos.debian.mirror=https://mirror.example.com/debian");
    }
}
