package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Lists packages and images that are newer than those that {@code sos-lock.json} names, security updates marked; and for
 * Python services packages that are newer than the pinned ones, of which no index says what is for security.
 */
@Mojo(name = "outdated", threadSafe = true)
public final class OutdatedMojo extends AbstractSosMojo {

    @Inject
    OutdatedMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        if (module.onlyAggregates()) {
            log.nothingToBuild(module.project().artifactId());
            return;
        }
        wiring.outdatedGoal().run(module.project(), settings, module.lockFile());
    }
}
