package io.github.sosapp.base.image;

import io.github.sosapp.debian.archive.mirror.AptSources;
import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.debian.archive.mirror.MirrorPlace;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.LayerFetch;
import io.github.sosapp.image.layout.LayerFiles;
import io.github.sosapp.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mirrors in the apt sources of an image, such as Debian's official one. Whoever made the image only tells an address:
 * what comes from there is believed for its signature.
 */
public final class ImageMirrors implements MirrorPlace {

    private static final Pattern SOURCES =
            Pattern.compile("(?:etc|usr/lib)/os-release|etc/apt/sources\\.list(?:\\.d/[A-Za-z0-9][A-Za-z0-9._-]*)?");

    private final ImageReference reference;
    private final Optional<String> origin;
    private final Function<ImageReference, RegistryClient> registries;
    private final KeptDocuments kept;
    private final LayerFetch layers;
    private final Path workDirectory;

    /**
     * @param origin of the setting that names the image; empty for the image that is tried unasked, whose absence is no
     *     failure
     * @param registries gives a client that may read the repository of a reference
     * @param workDirectory for a few small files while they are read
     */
    public ImageMirrors(
            ImageReference reference,
            Optional<String> origin,
            Function<ImageReference, RegistryClient> registries,
            KeptDocuments kept,
            LayerFetch layers,
            Path workDirectory) {
        this.reference = reference;
        this.origin = origin;
        this.registries = registries;
        this.kept = kept;
        this.layers = layers;
        this.workDirectory = workDirectory;
    }

    @Override
    public Optional<DebianMirrors> mirrors() {
        try {
            return read();
        } catch (BuildFailure failure) {
            if (origin.isPresent()) {
                throw failure.whileAskedBy(origin.get());
            }
            return Optional.empty();
        } catch (IOException e) {
            if (origin.isPresent()) {
                throw unreadable(e).from(origin.get()).remedy("name an image of Debian in sos.debian.image");
            }
            return Optional.empty();
        }
    }

    private BuildFailure.Facts unreadable(IOException cause) {
        return BuildFailure.ofWorld("the apt sources of " + reference + " cannot be read")
                .because(cause.getMessage())
                .causedBy(cause);
    }

    private Optional<DebianMirrors> read() throws IOException {
        RegistryParts parts = new RegistryParts(reference, registries, kept, false);
        Digest root = parts.resolve();
        Platform platform = Platform.ofThisMachine();
        Map<Platform, BaseReader.Part> image = new BaseReader(parts).read(root, List.of(platform));
        Path directory = Files.createTempDirectory(Files.createDirectories(workDirectory), "apt-sources");
        try {
            for (Layer layer : image.get(platform).base().layers()) {
                Path blob = layers.fetch(layer.descriptor(), reference.name());
                write(LayerFiles.read(blob, layer.descriptor().mediaType(), ImageMirrors::isWanted), directory);
            }
            return new AptSources(directory, reference.toString()).mirrors();
        } finally {
            delete(directory);
        }
    }

    private static boolean isWanted(String path) {
        return SOURCES.matcher(path).matches();
    }

    private static void write(Map<String, byte[]> files, Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Nothing where nobody named an image: then the next step is to name a mirror, and nothing else. */
    @Override
    public String otherwise() {
        return origin.isPresent() ? "the apt sources of " + reference + " name no Debian mirror" : "";
    }
}
