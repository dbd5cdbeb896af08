package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.DevGoal;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Builds the image of the target {@code development}, and runs it in the Docker Engine of this machine with the sources
 * mounted, so that an edit starts the service anew, and with a port for debuggers; until Ctrl-C.
 */
@Mojo(name = "dev", threadSafe = true)
public final class DevMojo extends AbstractSosMojo {

    @Inject
    DevMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        if (module.onlyAggregates()) {
            log.nothingToBuild(module.project().artifactId());
        } else {
            wiring.devGoal().run(module.project(), DevGoal.settings(settings));
        }
    }
}
