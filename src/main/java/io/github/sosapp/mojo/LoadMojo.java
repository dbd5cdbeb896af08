package io.github.sosapp.mojo;

import io.github.sosapp.settings.Settings;
import org.apache.maven.plugins.annotations.Mojo;

/** Loads the built image into the Docker Engine of this machine. */
@Mojo(name = "load", threadSafe = true)
public final class LoadMojo extends AbstractSosMojo {

    @Override
    void run(Wiring wiring, Settings settings) {
        wiring.loadGoal().run(wiring.project(settings), settings);
    }
}
