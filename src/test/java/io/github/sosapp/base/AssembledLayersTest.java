package io.github.sosapp.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.plan.CutFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssembledLayersTest {

    private static final Digest DATA = Digest.of(new byte[] {1});
    private static final Digest OTHER = Digest.of(new byte[] {2});
    private static final AssembledLayers LAYERS = new AssembledLayers(
            List.of(line("data", DATA), line("other", OTHER)),
            List.of(new CutFiles("libc-bin", "/**", "programs for administrators", 30, 1 << 20)));

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(AssembledLayers.parse(LAYERS.text())).contains(LAYERS);
    }

    @Test
    void theLayersAreFoundInTheirOrder() throws Exception {
        Optional<List<Layer>> layers = LAYERS.locate(digest -> Optional.of(Path.of(digest.hex())));

        assertThat(layers.orElseThrow())
                .extracting(Layer::blob)
                .containsExactly(Path.of(DATA.hex()), Path.of(OTHER.hex()));
    }

    @Test
    void oneBlobThatIsGoneMakesAllUseless() throws Exception {
        assertThat(LAYERS.locate(digest -> digest.equals(OTHER) ? Optional.empty() : Optional.of(Path.of("x"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "damaged",
                "[]",
                "{}",
                "{\"layers\":[]}",
                "{\"layers\":[{}]}",
                "{\"layers\":[{\"name\":\"data\",\"diffId\":\"sha256:short\",\"size\":1,\"descriptor\":{}}]}",
            })
    void anythingElseIsAsGoodAsNothing(String text) {
        assertThat(AssembledLayers.parse(text)).isEmpty();
    }

    private static AssembledLayers.Line line(String name, Digest digest) {
        return new AssembledLayers.Line(
                name, Descriptor.of(MediaType.LAYER_GZIP, digest, 7), Digest.of(name.getBytes()), 1024);
    }
}
