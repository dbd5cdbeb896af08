package io.github.sosapp.mojo;

import io.github.sosapp.base.BaseSource;
import io.github.sosapp.engine.docker.DockerEndpoint;
import io.github.sosapp.engine.docker.DockerEngine;
import io.github.sosapp.engine.docker.DockerfileBases;
import io.github.sosapp.engine.docker.DockerfileEngine;
import io.github.sosapp.engine.docker.EngineLayers;
import io.github.sosapp.engine.docker.FromImages;
import io.github.sosapp.engine.docker.PullLogin;
import io.github.sosapp.engine.docker.buildx.BuildxEngine;
import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.EngineProgress;
import io.github.sosapp.goal.Project;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.service.dockerfile.DockerfileRecipe;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes what builds in a Docker Engine out of its parts. */
final class EngineParts {

    private final MavenModule module;
    private final Project project;
    private final Settings settings;
    private final NetworkAccess access;
    private final BuildLog log;
    private FromImages images;

    EngineParts(MavenModule module, Project project, Settings settings, NetworkAccess access, BuildLog log) {
        this.module = module;
        this.project = project;
        this.settings = settings;
        this.access = access;
        this.log = log;
    }

    DockerfileEngine docker(LayerCache cache, BaseSource registries, Predicate<Path> executable) {
        EngineLayers layers = new EngineLayers(
                LayerWriter.ofLinux(Runtime.getRuntime().availableProcessors(), log::warn),
                cache,
                project.workDirectory().resolve("blobs"),
                project.workDirectory().resolve("engine"));
        EngineProgress progress = new EngineProgress(log);
        if (usesBuildx()) {
            BuildxParts buildx = new BuildxParts(module, settings);
            return new BuildxEngine(
                    buildx.command(project),
                    images(registries),
                    layers,
                    buildx.options(executable, ownFiles(), project),
                    progress);
        }
        BuildxParts.refuseExtras(settings);
        return new DockerEngine(
                endpoints(),
                images(registries),
                layers,
                new DockerEngine.BuildOptions(
                        settings.get(SettingCatalog.DOCKER_BUILDER).value(),
                        settings.get(SettingCatalog.DOCKER_TIMEOUT).value(),
                        executable,
                        ownFiles()),
                progress);
    }

    private boolean usesBuildx() {
        return settings.get(SettingCatalog.DOCKER_BUILDER).value().startsWith(BuildxParts.BUILDX);
    }

    // A Dockerfile of the module's own may pack what Maven made; the others compile the service themselves.
    private List<Path> ownFiles() {
        return hasOwnDockerfile()
                ? List.of(project.outputDirectory(), project.workDirectory())
                : List.of(project.buildDirectory());
    }

    /** Whether the module itself says what an engine is to do. */
    boolean hasOwnDockerfile() {
        Path source = project.directory()
                .resolve(settings.get(SettingCatalog.SOURCE).value())
                .normalize();
        return Files.isRegularFile(source.resolve(DockerfileRecipe.FILE));
    }

    /**
     * What the builder understands that is going to be asked. The words differ, and the images do not: only BuildKit keeps
     * caches, sets modes while it copies, and compiles for another platform without emulating it.
     */
    Dialect dialect() {
        return switch (settings.get(SettingCatalog.DOCKER_BUILDER).value().split(":")[0]) {
            case "buildkit", BuildxParts.BUILDX -> Dialect.BUILDKIT;
            case "classic" -> Dialect.COMMON;
            default -> DockerEngine.hasBuildKit(endpoints()) ? Dialect.BUILDKIT : Dialect.COMMON;
        };
    }

    DockerfileBases dockerfileBases(BaseSource registries) {
        Map<String, String> arguments = new TreeMap<>();
        settings.map("buildArgs").forEach((name, setting) -> arguments.put(name, setting.value()));
        return new DockerfileBases(project.directory(), arguments, images(registries));
    }

    // One for the plan and the build, so that both mean the same images.
    private synchronized FromImages images(BaseSource registries) {
        if (images == null) {
            CredentialChain logins = access.logins();
            // A builder elsewhere does not see the images of an engine here.
            List<DockerEndpoint> engines = usesBuildx() ? List.of() : endpoints();
            images = new FromImages(registries, engines, registry -> login(logins, registry));
        }
        return images;
    }

    /** Where an engine may be. */
    List<DockerEndpoint> endpoints() {
        return DockerEndpoint.candidates(module.environment());
    }

    private static Optional<PullLogin> login(CredentialChain logins, String registry) {
        return logins.find(registry)
                .map(login -> new PullLogin(registry, login.identityToken() ? "" : login.user(), login.password()));
    }
}
