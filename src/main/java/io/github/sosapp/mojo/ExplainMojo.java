package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/** Prints every setting with its value and where it came from; with {@code -Dsos.plan} also the plan of the image. */
@Mojo(name = "explain", threadSafe = true)
public final class ExplainMojo extends AbstractSosMojo {

    @Inject
    ExplainMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        wiring.explainGoal().run(module.project(), settings);
    }
}
