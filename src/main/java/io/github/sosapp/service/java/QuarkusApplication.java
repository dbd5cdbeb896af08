package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** A Quarkus application as its fast-jar: a directory that Quarkus itself parts by how often things change. */
final class QuarkusApplication {

    private static final String RUNNER = "quarkus-run.jar";

    private QuarkusApplication() {}

    static JavaApplication of(JavaModule module, BuildOutput output) {
        Path directory = module.output().directory().resolve("quarkus-app");
        Path runner = directory.resolve(RUNNER);
        if (!Files.isRegularFile(runner)) {
            throw notBuilt(module, runner + " is missing");
        }
        if (!output.isOlderThan(runner)) {
            throw notBuilt(module, runner + " is older than target/classes");
        }
        BuildOutput app = BuildOutput.of(directory);
        return new JavaApplication(
                "Quarkus",
                List.of(
                        layer("dependencies", app, name -> name.startsWith("lib/") && !isSnapshot(name)),
                        layer("snapshot dependencies", app, name -> name.startsWith("lib/") && isSnapshot(name)),
                        layer("quarkus", app, name -> name.startsWith("quarkus/") || name.equals(RUNNER)),
                        layer("application", app, name -> isApplication(name))),
                List.of("-jar", JavaApplication.DIRECTORY + "/" + RUNNER),
                app.resources().stream()
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".jar"))
                        .toList(),
                List.of());
    }

    // The list of dependencies beside them is for other tools and not read at run time.
    private static boolean isApplication(String name) {
        return !name.startsWith("lib/")
                && !name.startsWith("quarkus/")
                && !name.equals(RUNNER)
                && !name.equals("quarkus-app-dependencies.txt");
    }

    private static boolean isSnapshot(String name) {
        return name.endsWith("-SNAPSHOT.jar");
    }

    private static LayerPlan layer(String name, BuildOutput app, Predicate<String> belongs) {
        return new LayerPlan(
                name,
                app.resources().stream()
                        .filter(file -> belongs.test(app.name(file)))
                        .map(file -> new PlannedFile(
                                JavaApplication.DIRECTORY + "/" + app.name(file),
                                0644,
                                Owner.ROOT,
                                new FileSource.OnDisk(file)))
                        .toList());
    }

    private static BuildFailure notBuilt(JavaModule module, String why) {
        boolean afterwards = !module.output().archives().isEmpty()
                || Files.isRegularFile(module.output().earlier());
        return BuildFailure.ofUser("Quarkus has not built the service yet")
                .because(why)
                .remedy(
                        afterwards
                                ? "run mvn package, with sos-maven-plugin below quarkus-maven-plugin in the POM and Quarkus's"
                                        + " default packaging, fast-jar"
                                : "run mvn package");
    }
}
