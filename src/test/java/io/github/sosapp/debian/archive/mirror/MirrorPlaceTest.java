package io.github.sosapp.debian.archive.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MirrorPlaceTest {

    private final List<String> made = new ArrayList<>();

    @Test
    void aLaterPlaceIsMadeOnceWhenSomebodyLooks() {
        MirrorPlace place = MirrorPlace.later(() -> {
            made.add("made");
            return new MirrorPlace() {
                @Override
                public Optional<DebianMirrors> mirrors() {
                    return Optional.empty();
                }

                @Override
                public String otherwise() {
                    return "no mirror is written here";
                }
            };
        });

        assertThat(made).isEmpty();
        assertThat(place.mirrors()).isEmpty();
        assertThat(place.otherwise()).isEqualTo("no mirror is written here");
        assertThat(made).containsExactly("made");
    }
}
