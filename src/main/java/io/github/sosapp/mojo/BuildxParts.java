package io.github.sosapp.mojo;

import io.github.sosapp.engine.docker.buildx.BuildSecret;
import io.github.sosapp.engine.docker.buildx.BuildxCommand;
import io.github.sosapp.engine.docker.buildx.BuildxOptions;
import io.github.sosapp.goal.Project;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Puts the settings of builds by {@code docker buildx} into its words. */
final class BuildxParts {

    static final String BUILDX = "buildx";

    private static final List<SettingKey<List<String>>> EXTRAS =
            List.of(SettingCatalog.DOCKER_CACHE_FROM, SettingCatalog.DOCKER_CACHE_TO, SettingCatalog.SSH);

    private final MavenModule module;
    private final Settings settings;

    BuildxParts(MavenModule module, Settings settings) {
        this.module = module;
        this.settings = settings;
    }

    /** Without buildx these would silently do nothing. */
    static void refuseExtras(Settings settings) {
        List<Setting<?>> extras = new ArrayList<>();
        EXTRAS.forEach(key -> settings.find(key).ifPresent(extras::add));
        // Not with their texts: somebody may have written the secret itself.
        settings.map("secrets")
                .forEach((id, setting) -> extras.add(new Setting<>(setting.name(), "****", "****", setting.origin())));
        extras.stream().findFirst().ifPresent(extra -> {
            throw extra.refused("needs a builder of docker buildx")
                    .because(
                            "sos.docker.builder = "
                                    + settings.get(SettingCatalog.DOCKER_BUILDER)
                                            .value()
                                    + " asks the Docker Engine directly, whose interface has no secrets, agents or caches for builds")
                    .remedy("set sos.docker.builder to buildx, or to buildx:<name>; docker buildx ls lists them");
        });
    }

    BuildxCommand command(Project project) {
        return new BuildxCommand(CommandRunner.ofThisMachine(), module.environment(), project.directory());
    }

    BuildxOptions options(Predicate<Path> executable, List<Path> ownFiles, Project project) {
        Setting<String> builder = settings.get(SettingCatalog.DOCKER_BUILDER);
        return new BuildxOptions(
                builder.value().equals(BUILDX) ? "" : builder.value().substring(BUILDX.length() + 1),
                "sos.docker.builder (" + builder.origin() + ")",
                settings.get(SettingCatalog.DOCKER_TIMEOUT).value(),
                executable,
                ownFiles,
                () -> new BuildxOptions.Extras(
                        words(SettingCatalog.DOCKER_CACHE_FROM),
                        words(SettingCatalog.DOCKER_CACHE_TO),
                        secrets(project.directory()),
                        words(SettingCatalog.SSH)));
    }

    private List<String> words(SettingKey<List<String>> key) {
        return settings.find(key).map(Setting::value).orElse(List.of());
    }

    private List<BuildSecret> secrets(Path directory) {
        List<BuildSecret> secrets = new ArrayList<>();
        settings.map("secrets")
                .forEach((id, setting) -> secrets.add(
                        BuildSecret.of(id, setting.value(), setting.origin(), module.environment(), directory)));
        return secrets;
    }
}
