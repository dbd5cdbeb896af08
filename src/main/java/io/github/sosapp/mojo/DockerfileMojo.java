package io.github.sosapp.mojo;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.service.python.BaseDefinition;
import io.github.sosapp.service.python.BaseDefinitions;
import io.github.sosapp.service.python.BaseRecipe;
import io.github.sosapp.settings.Settings;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Writes a Dockerfile with all targets of the service, and a {@code .dockerignore}, beside its sources, for teams that want
 * to own them; in the folder of a base for Python services, with and without a POM, the Dockerfile of that. Replaces no file that it did not write, or that was changed, unless {@code sos.dockerfile.overwrite} is set.
 */
@Mojo(name = "dockerfile", requiresProject = false, threadSafe = true)
public final class DockerfileMojo extends AbstractSosMojo {

    @Inject
    DockerfileMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        Optional<BaseDefinition> base = BaseDefinitions.in(module.project().directory());
        if (base.isPresent()) {
            wiring.dockerfileGoal(new BaseRecipe(base.get()))
                    .run(BasesMojo.project(base.get(), module), base.get().settings(settings));
        } else if (module.project().pomFiles().isEmpty()) {
            throw BuildFailure.ofUser("there is no POM in " + module.project().directory())
                    .because("the POM says what the service is called and what a team has set")
                    .remedy("run it where the POM of the service is, or in the folder of a base");
        } else if (module.onlyAggregates()) {
            log.nothingToBuild(module.project().artifactId());
        } else {
            wiring.dockerfileGoal().run(module.project(), settings);
        }
    }
}
