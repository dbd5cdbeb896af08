package io.github.sosapp.image.layout;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import java.util.List;

/**
 * What a layout was found to hold; every number was measured, none was copied from a descriptor.
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

        /** The tar archives of all layers, in bytes. */
        public long uncompressedSize() {
            return layers.stream().mapToLong(LayerSummary::uncompressedSize).sum();
        }
    }

    /**
     * One layer; sizes in bytes.
     *
     * @param name as the history of the configuration has it; empty when it has none
     */
    public record LayerSummary(String name, Digest digest, Digest diffId, long compressedSize, long uncompressedSize) {}
}
