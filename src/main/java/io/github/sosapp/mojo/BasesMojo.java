package io.github.sosapp.mojo;

import io.github.sosapp.goal.BasesGoal;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.Project;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.python.BaseDefinition;
import io.github.sosapp.service.python.BaseDefinitions;
import io.github.sosapp.service.python.BaseRecipe;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.function.Supplier;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Builds bases for Python services, all or those that {@code sos.bases} names, and leaves each as an OCI image layout in
 * {@code target/sos/<name>}. Works in any directory, with and without a POM. Besides {@code SOS_…} it reads the environment
 * variables PLATFORM, PUSH, NO_CACHE, REGISTRY and TAG, and says so when it does.
 */
@Mojo(name = "bases", aggregator = true, requiresProject = false, threadSafe = true)
public final class BasesMojo extends AbstractSosMojo {

    @Inject
    BasesMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    Settings settings(SettingPlaces places) {
        return places.settingsOfBases();
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        List<BaseDefinition> known = settings.find(SettingCatalog.BASES_DIRECTORY)
                .map(directory ->
                        BaseDefinitions.below(module.project().directory().resolve(directory.value()), directory))
                .orElseGet(BaseDefinitions::carried);
        if (settings.get(SettingCatalog.NO_CACHE).value()) {
            wiring.forgetEverything();
        }
        new BasesGoal(definition -> base(definition, module, settings, wiring), log).run(known, settings);
    }

    private static BasesGoal.Base base(
            BaseDefinition definition, MavenModule module, Settings settings, Wiring wiring) {
        Project project = project(definition, module);
        Settings own = definition.settings(settings);
        // One that the plugin carries has no directory, and what lies in this one is somebody else's.
        Recipe recipe = definition
                .directory()
                .flatMap(here -> wiring.of(project, own).ownDockerfile())
                .orElse(new BaseRecipe(definition));
        // Each step finds what the one before has left, for example the lock.
        Supplier<Wiring> parts = () -> wiring.of(project, own);
        return new BasesGoal.Base() {
            @Override
            public void lock() {
                parts.get().lockGoal(recipe).run(project, own, module.lockFile());
            }

            @Override
            public void build() {
                parts.get().buildGoal(recipe).run(project, own);
            }

            @Override
            public void load() {
                parts.get().loadGoal().run(project, own);
            }

            @Override
            public void push() {
                parts.get().pushGoal().run(project, own);
            }
        };
    }

    /** As if it were a module; what the plugin carries has the plugin's version, and no commit of this directory. */
    static Project project(BaseDefinition base, MavenModule module) {
        Project here = module.project();
        boolean carried = base.directory().isEmpty();
        return new Project(
                base.name(),
                carried || here.pomFiles().isEmpty() ? module.pluginVersion() : here.version(),
                base.name(),
                base.description(),
                here.url(),
                here.organization(),
                here.licenses(),
                carried ? List.of() : here.pomFiles(),
                base.directory().orElse(here.directory()),
                here.buildDirectory(),
                here.created().or(base::created),
                base.name(),
                true);
    }
}
