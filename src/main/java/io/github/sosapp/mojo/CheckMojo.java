package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Runs the built image in the Docker Engine of this machine and looks whether it behaves: as an ordinary user, on a
 * read-only root, healthy in time, and gone within 30 s of being told. Without an engine it says what was not checked.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends AbstractSosMojo {

    @Inject
    CheckMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        if (module.hasNoImage()) {
            log.nothingToBuild(module.project().artifactId());
        } else {
            wiring.checkGoal().run(module.project(), settings);
        }
    }
}
