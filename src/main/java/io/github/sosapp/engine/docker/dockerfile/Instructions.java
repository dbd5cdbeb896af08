package io.github.sosapp.engine.docker.dockerfile;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.plan.DockerfilePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a container is started, as instructions of a Dockerfile. What is another one with every commit comes last, so that
 * everything above it stays in the builder's cache, and is an argument of the build.
 */
final class Instructions {

    private static final String LABEL = "org.opencontainers.image.";
    private static final Map<String, String> ARGUMENTS = Map.of(
            LABEL + "version", DockerfilePlan.VERSION,
            LABEL + "created", DockerfilePlan.BUILD_DATE,
            LABEL + "revision", DockerfilePlan.GIT_COMMIT);

    private Instructions() {}

    static List<String> of(DockerfilePlan plan) {
        ExecutionConfig execution = plan.execution();
        List<String> lines = new ArrayList<>();
        List<String> perCommit = new ArrayList<>();
        execution.environment().forEach((name, value) -> lines.add(assignment("ENV", name, value)));
        if (!execution.workingDirectory().isEmpty()) {
            lines.add("WORKDIR " + execution.workingDirectory());
        }
        execution.ports().forEach(port -> lines.add("EXPOSE " + port));
        if (!execution.volumes().isEmpty()) {
            lines.add("VOLUME " + Words.exec(List.copyOf(execution.volumes())));
        }
        if (!execution.stopSignal().isEmpty()) {
            lines.add("STOPSIGNAL " + execution.stopSignal());
        }
        if (!execution.user().isEmpty()) {
            lines.add("USER " + execution.user());
        }
        execution.healthCheck().ifPresent(check -> lines.add(healthCheck(check)));
        if (!execution.entrypoint().isEmpty()) {
            lines.add("ENTRYPOINT " + Words.exec(execution.entrypoint()));
        }
        // Those of the base are gone with its entry point.
        if (!execution.command().isEmpty()) {
            lines.add("CMD " + Words.exec(execution.command()));
        }
        execution.labels().forEach((name, value) -> {
            String argument = ARGUMENTS.get(name);
            if (argument == null) {
                lines.add(assignment("LABEL", name, value));
            } else {
                perCommit.add("ARG " + argument);
                perCommit.add("LABEL " + name + "=\"${" + argument + "}\"");
            }
        });
        lines.addAll(perCommit);
        return lines;
    }

    private static String assignment(String instruction, String name, String value) {
        return instruction + " " + name + "=" + Words.quoted(value);
    }

    private static String healthCheck(HealthCheck check) {
        return "HEALTHCHECK --interval=" + duration(check.interval()) + " --timeout=" + duration(check.timeout())
                + " --start-period=" + duration(check.startPeriod()) + " --retries=" + check.retries() + " \\\n    CMD "
                + Words.exec(check.command());
    }

    private static String duration(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
