package io.github.sosapp.engine.daemonless;

import static io.github.sosapp.service.go.GoServiceFixture.settings;

import io.github.sosapp.image.Digest;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles with the real go in an environment that a test may change. */
final class GoCompilation {

    static final String LIB = "package lib\n\nfunc Name() string { return \"lib\" }\n";
    static final String USES_LIB =
            "package main\n\nimport \"example.com/lib\"\n\nfunc main() { println(lib.Name()) }\n";

    final Map<String, String> environment = new HashMap<>(System.getenv());

    GoCompilation() {
        Required.program("go", "apt-get install golang-go (1.21 or newer)");
    }

    ServicePlan build(GoServiceFixture service, String... namesAndValues) {
        ServicePlan plan = new GoRecipe().plan(service.module(), settings(namesAndValues));
        runner(service, false).run(plan.preparations(), platform -> {});
        return plan;
    }

    PreparationRunner runner(GoServiceFixture service, boolean offline) {
        return new PreparationRunner(
                CommandRunner.ofThisMachine(), environment, service.module().workDirectory(), offline, false);
    }

    /** What a program prints in a directory. */
    String run(Path directory, String... commandLine) throws IOException, InterruptedException {
        return CommandRunner.ofThisMachine()
                .run(new Command(Arrays.asList(commandLine), environment, directory, Duration.ofSeconds(60)))
                .output()
                .trim();
    }

    static SortedMap<String, Digest> digests(ServicePlan plan) throws IOException {
        SortedMap<String, Digest> digests = new TreeMap<>();
        for (Preparation preparation : plan.preparations()) {
            // Of several for one platform, the last makes what gets into the image.
            digests.put(preparation.platform().toString(), Digest.ofFile(preparation.output()));
        }
        return digests;
    }
}
