package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Writes a Dockerfile with all targets of the service, and a {@code .dockerignore}, beside its sources, for teams that want
 * to own them. Replaces no file that it did not write, or that was changed, unless {@code sos.dockerfile.overwrite} is set.
 */
@Mojo(name = "dockerfile", threadSafe = true)
public final class DockerfileMojo extends AbstractSosMojo {

    @Inject
    DockerfileMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        if (module.onlyAggregates()) {
            log.nothingToBuild(module.project().artifactId());
        } else {
            wiring.dockerfileGoal().run(module.project(), settings);
        }
    }
}
