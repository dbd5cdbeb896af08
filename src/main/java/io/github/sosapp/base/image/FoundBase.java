package io.github.sosapp.base.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.plan.StandardLabels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A finished image that was found somewhere. */
final class FoundBase implements BaseImage {

    private final String name;
    private final Optional<StandardLabels.Base> label;
    private final Digest root;
    private final ImageParts place;
    private final Map<Platform, BaseReader.Part> parts;
    private final CheckedFiles checked;

    /**
     * @param name as people know it
     * @param label empty when no registry knows the image
     * @param checked layers that need not be read again
     */
    FoundBase(
            String name,
            Optional<StandardLabels.Base> label,
            Digest root,
            ImageParts place,
            Map<Platform, BaseReader.Part> parts,
            CheckedFiles checked) {
        this.name = name;
        this.label = label;
        this.root = root;
        this.place = place;
        this.parts = parts;
        this.checked = checked;
    }

    @Override
    public String description() {
        return name + " (" + root.abbreviated() + "…)";
    }

    @Override
    public Optional<StandardLabels.Base> label() {
        return label;
    }

    @Override
    public Optional<Digest> manifest(Platform platform) {
        return label.map(known -> parts.get(platform).manifest());
    }

    @Override
    public List<String> warnings() {
        return parts.values().stream()
                .map(BaseReader.Part::onBuild)
                .filter(instructions -> !instructions.isEmpty())
                .findFirst()
                .map(instructions -> List.of("the base " + name
                        + " has ONBUILD instructions, which only a Dockerfile carries out; they are left out: "
                        + String.join("; ", instructions)))
                .orElse(List.of());
    }

    @Override
    public ObjectNode toJson() {
        return BaseReader.json(name, root, parts);
    }

    @Override
    public PlatformBase on(Platform platform, Path directory) {
        PlatformBase base = parts.get(platform).base();
        for (Layer layer : base.layers()) {
            Digest digest = layer.descriptor().digest();
            if (layer.file().isPresent() && !checked.holdsForeign(layer.file().get(), digest)) {
                throw place.unusable(
                        "layer " + digest + " is missing or was altered", "build or copy the image of the base again");
            }
        }
        return base;
    }
}
