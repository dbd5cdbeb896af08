package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/** Builds the image of the service in this module and leaves it as an OCI image layout in {@code target/sos}. */
@Mojo(name = "build", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class BuildMojo extends AbstractSosMojo {

    private final MavenProjectHelper projectHelper;

    @Inject
    BuildMojo(
            SettingsDecrypter decrypter,
            ProjectDependenciesResolver resolver,
            ToolchainManager toolchains,
            MavenProjectHelper projectHelper) {
        super(decrypter, resolver, toolchains);
        this.projectHelper = projectHelper;
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        if (module.onlyAggregates()) {
            log.nothingToBuild(module.project().artifactId());
        } else {
            wiring.buildGoal()
                    .run(module.project(), settings)
                    .ifPresent(results -> module.attach(results.description(), projectHelper));
        }
    }

    @Override
    void skipped(MavenModule module) {
        module.attachSkipped();
    }
}
