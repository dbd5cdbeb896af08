package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/** Pushes the image that the goal {@code build} left in {@code target/sos}; never builds. */
@Mojo(name = "push", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true, requiresOnline = true)
public final class PushMojo extends AbstractSosMojo {

    @Inject
    PushMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log)
            throws MojoExecutionException, MojoFailureException {
        if (module.hasNoImage()) {
            log.nothingToBuild(module.project().artifactId());
            module.postponedPushes().passOver();
        } else if (settings.get(SettingCatalog.PUSH_AT_END).value()) {
            log.info(module.project().artifactId() + " is pushed when all modules are built (sos.pushAtEnd)");
            module.postponedPushes().add(inTheNameOfThisModule(() -> {
                try (wiring) {
                    wiring.pushGoal().run(module.project(), settings);
                }
            }));
        } else {
            wiring.pushGoal().run(module.project(), settings);
            module.postponedPushes().passOver();
        }
    }

    @Override
    void skipped(MavenModule module) throws MojoExecutionException, MojoFailureException {
        module.postponedPushes().passOver();
    }
}
