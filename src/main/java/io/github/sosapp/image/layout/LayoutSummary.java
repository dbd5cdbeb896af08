package io.github.sosapp.image.layout;

import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageConfig.LayerLine;
import io.github.sosapp.image.Platform;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a layout was found to hold; every number was measured, none was copied from a descriptor, except for layers that
 * are elsewhere.
 *
 * @param digest of the image: of its index, or of its manifest when it has one platform only
 * @param platforms in the order of the index
 */
public record LayoutSummary(Digest digest, List<PlatformSummary> platforms) {

    public LayoutSummary {
        platforms = List.copyOf(platforms);
    }

    /** The image of one platform; {@code layers} from bottom to top. */
    public record PlatformSummary(Platform platform, Digest manifest, Digest config, List<LayerSummary> layers) {

        public PlatformSummary {
            layers = List.copyOf(layers);
        }

        /** What a registry transfers for all layers, in bytes. */
        public long compressedSize() {
            return layers.stream().mapToLong(LayerSummary::compressedSize).sum();
        }

        /** The tar archives of the layers that are here, in bytes. */
        public long uncompressedSize() {
            return layers.stream()
                    .mapToLong(layer -> layer.uncompressedSize().orElse(0))
                    .sum();
        }

        /** Whether layers are elsewhere, so that nobody knows how much room they take. */
        public boolean hasLayersElsewhere() {
            return layers.stream().anyMatch(layer -> layer.repository().isPresent());
        }
    }

    /**
     * One layer; sizes in bytes.
     *
     * @param name as the history of the configuration has it; empty when it has none
     * @param uncompressedSize empty when the layer is elsewhere
     * @param repository that has the layer, when it is elsewhere
     */
    public record LayerSummary(
            String name,
            Digest digest,
            Digest diffId,
            long compressedSize,
            OptionalLong uncompressedSize,
            Optional<String> repository) {

        /** A layer that is here. */
        public LayerSummary(String name, Digest digest, Digest diffId, long compressedSize, long uncompressedSize) {
            this(name, digest, diffId, compressedSize, OptionalLong.of(uncompressedSize), Optional.empty());
        }

        static LayerSummary elsewhere(LayerLine line, Descriptor blob, String repository) {
            return new LayerSummary(
                    line.name(),
                    blob.digest(),
                    line.diffId(),
                    blob.size(),
                    OptionalLong.empty(),
                    Optional.of(repository));
        }
    }
}
