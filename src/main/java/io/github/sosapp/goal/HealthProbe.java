package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.RunningContainer;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Asks a container whether its service works: by the image's own health check, run inside as engines do, else over HTTP on
 * its first port.
 */
final class HealthProbe {

    /** Where images of the target development listen besides: Delve, Java's debugger, the inspector of Node.js. */
    private static final Set<Integer> DEBUGGERS = Set.of(2345, 5005, 9229);

    private final Optional<HealthCheck> check;
    private final OptionalInt port;
    private final String path;
    private final Duration startPeriod;

    /** @param settings path and start period for an image without a health check */
    HealthProbe(ExecutionConfig execution, Settings settings) {
        this.check = execution.healthCheck();
        this.port = firstPort(execution);
        this.path =
                settings.find(SettingCatalog.HEALTH_PATH).map(Setting::value).orElse("/health");
        // An image that names none does not mean that the first answer counts: engines ask several times.
        this.startPeriod = check.map(HealthCheck::startPeriod)
                .filter(named -> !named.isZero())
                .orElse(settings.get(SettingCatalog.HEALTH_START_PERIOD).value());
    }

    /** The lowest TCP port of the image, one of a debugger only if there is no other; empty when it has none. */
    static OptionalInt firstPort(ExecutionConfig execution) {
        List<Integer> ports = ports(execution);
        OptionalInt own = ports.stream()
                .filter(port -> !DEBUGGERS.contains(port))
                .mapToInt(Integer::intValue)
                .min();
        return own.isPresent()
                ? own
                : ports.stream().mapToInt(Integer::intValue).min();
    }

    /** Whether debuggers, and nobody else, are expected at that port. */
    static boolean isDebugger(int port) {
        return DEBUGGERS.contains(port);
    }

    /** The TCP ports of the image. */
    static List<Integer> ports(ExecutionConfig execution) {
        return execution.ports().stream()
                .filter(port -> port.endsWith("/tcp"))
                .map(port -> Integer.valueOf(port.substring(0, port.indexOf('/'))))
                .toList();
    }

    /** Whether there is a question at all; a service without a port and without a health check cannot be asked. */
    boolean canAsk() {
        return check.isPresent() || port.isPresent();
    }

    /** The port that must be published before the question can be asked; empty when it is asked inside. */
    OptionalInt neededPort() {
        return check.isPresent() ? OptionalInt.empty() : port;
    }

    /** How long the service may take to say yes. */
    Duration startPeriod() {
        return startPeriod;
    }

    /** What is asked, for people. */
    String question() {
        return check.isPresent() ? "its health check" : path + " on port " + port.getAsInt();
    }

    /** Asks once; empty when all is well, else what the answer was. */
    Optional<String> complaint(RunningContainer container) {
        if (check.isPresent()) {
            List<String> command = check.get().command();
            return complaint(container.runInside(command), 0, "exit status ");
        }
        return complaint(container.statusOf(port.getAsInt(), path), 200, "status ");
    }

    private static Optional<String> complaint(OptionalInt answer, int good, String kind) {
        if (answer.isEmpty()) {
            return Optional.of("no answer");
        }
        return answer.getAsInt() == good ? Optional.empty() : Optional.of(kind + answer.getAsInt());
    }
}
