package io.github.sosapp.base.image;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
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

/** Bases that are images of registries. Their documents are read and verified; no layer is fetched. */
public final class RegistryBases implements BaseSource {

    private final Function<ImageReference, RegistryClient> registries;
    private final KeptDocuments kept;
    private final BaseDigests digests;
    private final boolean offline;

    /**
     * @param registries gives a client that may read the repository of a reference
     * @param offline whether only what was kept may be used
     */
    public RegistryBases(
            Function<ImageReference, RegistryClient> registries,
            KeptDocuments kept,
            BaseDigests digests,
            boolean offline) {
        this.registries = registries;
        this.kept = kept;
        this.digests = digests;
        this.offline = offline;
    }

    @Override
    public boolean provides(BaseRequest request) {
        return isImage(request);
    }

    /** Whether the words are an image reference and not of another kind of base. */
    public static boolean isImage(BaseRequest request) {
        String base = request.base();
        boolean ofAnotherKind = base.startsWith("packages:")
                || base.startsWith(LayoutBases.PREFIX)
                || base.startsWith(ModuleBases.PREFIX);
        return !ofAnotherKind && reference(base).isPresent();
    }

    private static Optional<ImageReference> reference(String base) {
        try {
            return Optional.of(ImageReference.parse(base));
        } catch (IllegalArgumentException notAReference) {
            return Optional.empty();
        }
    }

    @Override
    public BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
        ImageReference reference = reference(request.base()).orElseThrow();
        if (reference.digest().isPresent()) {
            return before;
        }
        RegistryParts parts = new RegistryParts(reference, registries, kept, offline);
        try {
            if (offline) {
                throw RegistryParts.offline(reference, "only the registry knows what the tag means now");
            }
            Digest now = parts.resolve();
            new BaseReader(parts).read(now, platforms);
            return before.with(reference.toString(), now);
        } catch (BuildFailure failure) {
            throw failure.whileAskedBy(request.origin());
        }
    }

    @Override
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        ImageReference reference = reference(request.base()).orElseThrow();
        RegistryParts parts = new RegistryParts(reference, registries, kept, offline);
        try {
            Digest root = digests.of(reference, parts::resolve);
            Map<Platform, BaseReader.Part> found = new BaseReader(parts).read(root, platforms);
            String name =
                    reference.name() + reference.tag().map(tag -> ":" + tag).orElse("");
            return new FoundBase(
                    name, Optional.of(new StandardLabels.Base(name, root)), root, parts, found, CheckedFiles.none());
        } catch (BuildFailure failure) {
            throw failure.whileAskedBy(request.origin());
        }
    }
}
