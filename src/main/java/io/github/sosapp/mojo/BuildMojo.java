package io.github.sosapp.mojo;

import io.github.sosapp.settings.Settings;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Builds the image of the service in this module and leaves it as an OCI image layout in {@code target/sos}. */
@Mojo(name = "build", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class BuildMojo extends AbstractSosMojo {

    @Override
    void run(Wiring wiring, Settings settings) {
        wiring.buildGoal(settings).run(wiring.project(settings), settings).ifPresent(wiring::attach);
    }

    @Override
    void skipped(Wiring wiring) {
        wiring.attachSkipped();
    }
}
