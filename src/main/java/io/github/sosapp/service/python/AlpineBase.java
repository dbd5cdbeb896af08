package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.python.lock.Dependencies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A base whose packages only Alpine's own package manager can install, as its Dockerfile says it. */
final class AlpineBase {

    private AlpineBase() {}

    /** What happens in the engine, which nothing on this machine prepares. */
    static ServicePlan plan(BaseDefinition definition, ExecutionConfig execution) {
        int packages = definition.packages().size();
        return new ServicePlan(
                BaseRequest.of(definition.base(), definition.origin()),
                List.of(),
                "brings " + packages + (packages == 1 ? " package" : " packages") + " of Alpine and what they need",
                List.of(),
                List.of(),
                execution,
                List.of(),
                new TreeMap<>(),
                List.of(),
                Optional.empty());
    }

    /** @throws BuildFailure when the definition wants what the template cannot do */
    static DockerfileFacts facts(BaseDefinition definition, ExecutionConfig execution) {
        if (!definition.base().matches("(.*/)?alpine([:@].*)?")) {
            throw BuildFailure.ofUser("base = " + definition.base() + " is no image of Alpine")
                    .because("bases of the docker engine are installed by Alpine's package manager")
                    .from(definition.origin())
                    .remedy("write for example base = alpine:3.20, or leave engine out for a base of packages");
        }
        if (definition.requirements() != Dependencies.NONE) {
            throw BuildFailure.ofUser("a base on Alpine cannot have requirements.txt")
                    .because("wheels are locked for glibc, and Alpine has another C library")
                    .from(definition.origin())
                    .remedy("name Alpine's own packages, for example packages = python3, py3-requests");
        }
        return new DockerfileFacts(
                "alpine-base",
                execution,
                List.of(
                        text("/etc/group", "root:x:0:\nnonroot:x:65532:\n"),
                        text(
                                "/etc/passwd",
                                "root:x:0:0:root:/root:/sbin/nologin\n"
                                        + "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n"),
                        new PlannedFile(PythonApplication.DIRECTORY, 0755, Owner.ROOT, new FileSource.Directory()),
                        new PlannedFile("/tmp", 01777, Owner.ROOT, new FileSource.Directory()),
                        new PlannedFile(
                                "/usr/local/bin/python", 0777, Owner.ROOT, new FileSource.Link("/usr/bin/python3"))),
                new TreeMap<>(Map.of(
                        "base", definition.base(),
                        "root", "/rootfs",
                        "packages", String.join(" ", definition.packages()))),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of());
    }

    private static PlannedFile text(String path, String content) {
        return new PlannedFile(path, 0644, Owner.ROOT, new FileSource.Text(content));
    }
}
