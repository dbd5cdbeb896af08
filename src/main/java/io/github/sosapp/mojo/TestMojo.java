package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Settings;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Runs the service's own tests: {@code go test ./...}, {@code npm test} or {@code pytest}; of a module with its own
 * {@code Dockerfile} the stage {@code test}. Does nothing in modules whose
 * tests another plugin runs, and with {@code -DskipTests} or {@code -Dmaven.test.skip}.
 */
@Mojo(name = "test", defaultPhase = LifecyclePhase.TEST, threadSafe = true)
public final class TestMojo extends AbstractSosMojo {

    @Inject
    TestMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        super(decrypter, resolver, toolchains);
    }

    @Override
    void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log) {
        Optional<String> skipping = module.testsSkippedBy();
        if (!module.project().mustHoldService()) {
            log.info(module.project().artifactId() + ": no service here, nothing to test");
        } else if (skipping.isPresent()) {
            log.info(module.project().artifactId() + " tests skipped: " + skipping.get() + " = true");
        } else {
            wiring.testGoal().run(module.project(), settings);
        }
    }
}
