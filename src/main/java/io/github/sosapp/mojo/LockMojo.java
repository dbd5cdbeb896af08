package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/** Writes what the base of this module is now into {@code sos-lock.json}, beside the POM or that of a parent above it. */
@Mojo(name = "lock", threadSafe = true)
public final class LockMojo extends AbstractSosMojo {

    @Inject
    LockMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        if (module.onlyAggregates()) {
            log.nothingToBuild(module.project().artifactId());
            return;
        }
        Path file = module.lockFile();
        // Modules that are locked at the same time share one file.
        synchronized (module.session()) {
            wiring.lockGoal().run(module.project(), settings, file);
        }
    }
}
