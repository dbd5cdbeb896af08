package io.github.sosapp.service.java;

import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.time.Duration;
import java.util.List;

/** The check that needs no shell: a second, small Java that asks the service over HTTP. */
final class ServiceHealth {

    private static final String DIRECTORY = JavaApplication.DIRECTORY + "/health";
    // By name: a reference would make the compiler write the class again, and for the Java that we are compiled for.
    private static final String PROBE = "io.github.sosapp.service.java.health.HealthProbe";
    private static final String CLASS_FILE = "/" + PROBE.replace('.', '/') + ".class";
    // The checking Java lives for a tenth of a second beside a service that the memory was counted for.
    private static final List<String> SMALL =
            List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx16m");

    private ServiceHealth() {}

    /** The same for every service, so that all of them share it. */
    static LayerPlan layer() {
        return new LayerPlan(
                "health check",
                List.of(new PlannedFile(DIRECTORY + CLASS_FILE, 0644, Owner.ROOT, new FileSource.Carried(CLASS_FILE))));
    }

    static HealthCheck check(Settings settings, JavaApplication application, int port) {
        List<String> command = new java.util.ArrayList<>(List.of("java"));
        command.addAll(SMALL);
        command.addAll(List.of("-cp", DIRECTORY, PROBE, Integer.toString(port), path(settings, application)));
        return new HealthCheck(command, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(40), 3);
    }

    private static String path(Settings settings, JavaApplication application) {
        return settings.find(SettingCatalog.HEALTH_PATH)
                .map(ServiceHealth::absolute)
                .orElseGet(() -> usualPath(application));
    }

    private static String usualPath(JavaApplication application) {
        if (application.uses("spring-boot-actuator")) {
            return "/actuator/health";
        }
        return application.uses("quarkus-smallrye-health") ? "/q/health" : "/health";
    }

    private static String absolute(Setting<String> path) {
        if (!path.value().matches("/[!-~]*")) {
            throw path.refused("is not the path of an address").remedy("use for example /health");
        }
        return path.value();
    }
}
