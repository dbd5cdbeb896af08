package io.github.sosapp.base.image;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.image.ModuleImages.ModuleImage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.StandardLabels;
import io.github.sosapp.registry.RegistryClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Bases that are the images of other modules: {@code module:<groupId>:<artifactId>}. */
public final class ModuleBases implements BaseSource {

    static final String PREFIX = "module:";

    private final ModuleImages modules;
    private final CheckedFiles checked;
    private final KeptDocuments kept;
    private final Function<ImageReference, RegistryClient> registries;
    private final boolean offline;

    /**
     * @param checked layers that need not be read again
     * @param registries gives a client that may read the repository of a reference
     * @param offline whether no registry may be asked
     */
    public ModuleBases(
            ModuleImages modules,
            CheckedFiles checked,
            KeptDocuments kept,
            Function<ImageReference, RegistryClient> registries,
            boolean offline) {
        this.modules = modules;
        this.checked = checked;
        this.kept = kept;
        this.registries = registries;
        this.offline = offline;
    }

    @Override
    public boolean provides(BaseRequest request) {
        return request.base().startsWith(PREFIX);
    }

    @Override
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        String[] coordinates = request.base().substring(PREFIX.length()).split(":", -1);
        if (coordinates.length != 2 || coordinates[0].isBlank() || coordinates[1].isBlank()) {
            throw BuildFailure.ofUser("sos.base = " + request.base() + " does not name a module")
                    .from(request.origin())
                    .remedy("use module:<groupId>:<artifactId>");
        }
        try {
            ModuleImage image = modules.find(coordinates[0], coordinates[1]);
            ModuleParts parts = new ModuleParts(String.join(":", coordinates), image, kept, registries, offline);
            Map<Platform, BaseReader.Part> found = new BaseReader(parts).read(image.digest(), platforms);
            Optional<StandardLabels.Base> label =
                    image.published().map(reference -> new StandardLabels.Base(reference.toString(), image.digest()));
            return new FoundBase(request.base(), label, image.digest(), parts, found, checked);
        } catch (BuildFailure failure) {
            throw failure.whileAskedBy(request.origin());
        }
    }
}
