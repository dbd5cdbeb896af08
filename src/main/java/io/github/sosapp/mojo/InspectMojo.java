package io.github.sosapp.mojo;

import io.github.sosapp.settings.Settings;
import org.apache.maven.plugins.annotations.Mojo;

/** Prints what an image is made of: the built one, or with {@code -Dsos.reference} any image of a registry. */
@Mojo(name = "inspect", threadSafe = true, requiresProject = false)
public final class InspectMojo extends AbstractSosMojo {

    @Override
    void run(Wiring wiring, Settings settings) {
        wiring.inspectGoal(settings).run(wiring.project(settings), settings);
    }
}
