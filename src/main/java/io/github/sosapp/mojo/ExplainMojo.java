package io.github.sosapp.mojo;

import io.github.sosapp.settings.Settings;
import org.apache.maven.plugins.annotations.Mojo;

/** Prints every setting with its value and where it came from; with {@code -Dsos.plan} also the plan of the image. */
@Mojo(name = "explain", threadSafe = true)
public final class ExplainMojo extends AbstractSosMojo {

    @Override
    void run(Wiring wiring, Settings settings) {
        wiring.explainGoal(settings).run(wiring.project(settings), settings);
    }
}
