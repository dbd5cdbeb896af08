package io.github.sosapp.base.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.plan.BaseRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Bases that are OCI layouts on disk (image-spec, image-layout.md): {@code layout:<directory>}, and {@code
 * layout:<directory>:<name>} when the layout holds several images.
 */
public final class LayoutBases implements BaseSource {

    static final String PREFIX = "layout:";

    private static final String REFERENCE_NAME = "org.opencontainers.image.ref.name";

    private final Path module;
    private final CheckedFiles checked;

    /**
     * @param module the directory that relative ones start from
     * @param checked layers that need not be read again
     */
    public LayoutBases(Path module, CheckedFiles checked) {
        this.module = module;
        this.checked = checked;
    }

    private record Place(Path directory, Optional<String> name) {}

    @Override
    public boolean provides(BaseRequest request) {
        return request.base().startsWith(PREFIX);
    }

    @Override
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        Place place = place(request.base().substring(PREFIX.length()));
        try {
            JsonNode index = index(place.directory);
            LayoutParts parts = new LayoutParts(place.directory, ImageLayout.elsewhere(index));
            Digest root = choose(place, index, parts);
            Map<Platform, BaseReader.Part> found = new BaseReader(parts).read(root, platforms);
            return new FoundBase(request.base(), Optional.empty(), root, parts, found, checked);
        } catch (BuildFailure failure) {
            throw failure.whileAskedBy(request.origin());
        }
    }

    // A colon may stand in the name of a directory as well, so what exists decides.
    private Place place(String text) {
        Path whole = module.resolve(text).normalize();
        int colon = text.lastIndexOf(':');
        if (colon < 0 || Files.isDirectory(whole)) {
            return new Place(whole, Optional.empty());
        }
        return new Place(module.resolve(text.substring(0, colon)).normalize(), Optional.of(text.substring(colon + 1)));
    }

    private static JsonNode index(Path directory) {
        try {
            return Json.parse(Files.readAllBytes(directory.resolve("index.json")));
        } catch (IOException e) {
            throw BuildFailure.ofUser("there is no image layout in " + directory)
                    .because("it has no readable index.json")
                    .causedBy(e)
                    .remedy("name a directory with an OCI image layout, relative to the module, in sos.base");
        }
    }

    private static Digest choose(Place place, JsonNode index, ImageParts parts) {
        Map<String, Digest> named = new TreeMap<>();
        TreeSet<Digest> all = new TreeSet<>();
        try {
            for (JsonNode image : index.path("manifests")) {
                Digest digest = Digest.parse(image.path("digest").asText());
                all.add(digest);
                named.put(image.path("annotations").path(REFERENCE_NAME).asText(""), digest);
            }
        } catch (IllegalArgumentException e) {
            throw parts.unusable("its index.json names an image without a SHA-256 digest", "copy the image again");
        }
        named.remove("");
        if (place.name.isPresent()) {
            return Optional.ofNullable(named.get(place.name.get()))
                    .orElseThrow(() -> parts.unusable(
                            "none of its images has the name " + place.name.get(),
                            "use one of its names: " + named.keySet()));
        }
        if (all.size() != 1) {
            throw parts.unusable(
                    "it holds " + all.size() + " images",
                    "say which: sos.base = layout:<directory>:<name>, with one of its names: " + named.keySet());
        }
        return all.first();
    }
}
