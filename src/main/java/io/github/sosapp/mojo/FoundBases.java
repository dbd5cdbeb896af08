package io.github.sosapp.mojo;

import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.Bases;
import io.github.sosapp.base.PackagesSource;
import io.github.sosapp.base.image.BaseDigests;
import io.github.sosapp.base.image.BaseLayers;
import io.github.sosapp.base.image.ImageMirrors;
import io.github.sosapp.base.image.KeptDocuments;
import io.github.sosapp.base.image.LayoutBases;
import io.github.sosapp.base.image.ModuleBases;
import io.github.sosapp.base.image.RegistryBases;
import io.github.sosapp.debian.archive.mirror.MirrorPlace;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.FetchProgress;
import io.github.sosapp.goal.Project;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.registry.RegistryClient;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.report.Size;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes what finds bases, wherever they may be, out of its parts. */
final class FoundBases {

    private final MavenModule module;
    private final Project project;
    private final Settings settings;
    private final NetworkAccess access;
    private final LocalStores stores;
    private final Supplier<Optional<BaseLock>> lock;
    private final BuildLog log;
    private final CommandRunner programs;
    private Function<ImageReference, RegistryClient> baseRegistries;

    /** @param lock of the module, read when it is first needed */
    FoundBases(
            MavenModule module,
            Project project,
            Settings settings,
            NetworkAccess access,
            LocalStores stores,
            Supplier<Optional<BaseLock>> lock,
            CommandRunner programs,
            BuildLog log) {
        this.module = module;
        this.project = project;
        this.settings = settings;
        this.access = access;
        this.stores = stores;
        this.lock = lock;
        this.programs = programs;
        this.log = log;
    }

    /** Everything that a base may be. */
    Bases all(EngineParts engine) {
        KeptDocuments kept = new KeptDocuments(stores.blobs());
        return new Bases(List.of(
                BaseSource.later(
                        PackagesSource::isPackages,
                        request -> baseParts().packages(lock.get(), imageMirrors(PackagesSource.suite(request), kept))),
                BaseSource.later(
                        request -> request.base().startsWith(BaseRequest.DOCKERFILE),
                        request -> engine.dockerfileBases(registryBases(kept))),
                new LayoutBases(project.directory(), stores.checkedFiles()),
                new ModuleBases(module.images(), stores.checkedFiles(), kept, this::baseRegistry, module.isOffline()),
                BaseSource.later(RegistryBases::isImage, request -> registryBases(kept))));
    }

    private MirrorPlace imageMirrors(String suite, KeptDocuments kept) {
        Optional<Setting<String>> named = settings.find(SettingCatalog.DEBIAN_IMAGE);
        ImageReference image =
                named.map(FoundBases::image).orElseGet(() -> ImageReference.parse("debian:" + suite + "-slim"));
        return MirrorPlace.later(() -> imageMirrors(image, named.map(Setting::origin), kept));
    }

    // Asked with little patience: where no registry can be reached, what is missing is the address of a mirror.
    private MirrorPlace imageMirrors(ImageReference image, Optional<String> origin, KeptDocuments kept) {
        HttpTransport http = origin.isPresent() ? access.http() : access.impatientHttp();
        CredentialChain logins = access.logins();
        Function<ImageReference, RegistryClient> registries =
                reference -> RegistryClient.forPull(http, logins, reference, "sos.debian.image");
        BaseLayers layers = new BaseLayers(
                registries,
                stores.blobs(),
                module.isOffline(),
                (layer, repository) -> log.info(
                        "  fetches " + Size.of(layer.size()) + " of " + image + " to read which mirror it names"),
                new FetchProgress(log));
        return new ImageMirrors(image, origin, registries, kept, layers, project.workDirectory());
    }

    private static ImageReference image(Setting<String> named) {
        try {
            return ImageReference.parse(named.value());
        } catch (IllegalArgumentException e) {
            throw named.refused("is not an image reference")
                    .remedy("name an image of Debian, for example registry.example.com/debian:bookworm-slim");
        }
    }

    /** Images of registries alone. */
    RegistryBases ofRegistries() {
        return registryBases(new KeptDocuments(stores.blobs()));
    }

    private RegistryBases registryBases(KeptDocuments kept) {
        BaseDigests digests = new BaseDigests(
                lock.get(),
                module.sharedTexts(BaseDigests.class.getName()),
                stores.ofProject().resolve("base-digests.json"),
                module.isOffline());
        return new RegistryBases(this::baseRegistry, kept, digests, module.isOffline());
    }

    // Most builds ask no registry for a base, so none of this is made before it is needed.
    private synchronized RegistryClient baseRegistry(ImageReference reference) {
        if (baseRegistries == null) {
            HttpTransport http = access.http();
            CredentialChain logins = access.logins();
            baseRegistries = image -> RegistryClient.forPull(http, logins, image, "sos.base");
        }
        return baseRegistries.apply(reference);
    }

    /** Brings layers of bases that nobody has needed before. */
    BaseLayers layers() {
        return new BaseLayers(
                this::baseRegistry,
                stores.blobs(),
                module.isOffline(),
                (layer, repository) ->
                        log.info("  fetches " + Size.of(layer.size()) + " of the base from " + repository),
                new FetchProgress(log));
    }

    private BaseParts baseParts() {
        return new BaseParts(
                module,
                project.image().isEmpty() ? "mvn compile sos:lock" : "mvn sos:bases -Dsos.bases.lock",
                settings,
                access.http(),
                new FetchProgress(log),
                stores.directory(),
                stores.ofProject(),
                stores.blobs(),
                baseWriter(),
                programs);
    }

    private LayerWriter baseWriter() {
        return LayerWriter.ofBases(Runtime.getRuntime().availableProcessors(), log::warn);
    }
}
