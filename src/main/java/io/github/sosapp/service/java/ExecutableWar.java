package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import java.nio.file.Path;
import java.util.List;

/** A war that brings its server along and is started as it is, by {@code java -jar}. */
final class ExecutableWar {

    private ExecutableWar() {}

    static JavaApplication of(Path war) {
        String path = JavaApplication.DIRECTORY + "/" + war.getFileName();
        if (MainClass.manifest(war)
                .flatMap(manifest -> MainClass.attribute(manifest, "Main-Class"))
                .isEmpty()) {
            throw BuildFailure.ofUser(war.getFileName() + " cannot be started by itself")
                    .because("its manifest names no Main-Class, so it waits for a server that the image has not")
                    .remedy(
                            "build a war with an embedded server (Spring Boot: goal repackage, above sos-maven-plugin in"
                                    + " the POM), or set sos.skip to true");
        }
        return new JavaApplication(
                "executable war",
                List.of(new LayerPlan(
                        "application", List.of(new PlannedFile(path, 0644, Owner.ROOT, new FileSource.OnDisk(war))))),
                List.of("-jar", path),
                List.of(),
                List.of());
    }
}
