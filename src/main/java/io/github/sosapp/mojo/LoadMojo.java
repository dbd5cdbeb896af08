package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/** Loads the built image into the Docker Engine of this machine. */
@Mojo(name = "load", threadSafe = true)
public final class LoadMojo extends AbstractSosMojo {

    @Inject
    LoadMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        if (module.hasNoImage()) {
            log.nothingToBuild(module.project().artifactId());
        } else {
            wiring.loadGoal().run(module.project(), settings);
        }
    }
}
