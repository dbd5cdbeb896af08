package io.github.sosapp.mojo;

import io.github.sosapp.settings.Settings;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Pushes the image that the goal {@code build} left in {@code target/sos}; never builds. */
@Mojo(name = "push", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true, requiresOnline = true)
public final class PushMojo extends AbstractSosMojo {

    @Override
    void run(Wiring wiring, Settings settings) {
        wiring.pushes().push(wiring, settings);
    }
}
