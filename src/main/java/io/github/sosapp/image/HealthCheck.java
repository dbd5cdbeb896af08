package io.github.sosapp.image;

import java.time.Duration;
import java.util.List;

/**
 * The {@code Healthcheck} of an image configuration, in exec form, so that no shell is needed (Docker image specification
 * v1.2; kept by engines in OCI configurations too).
 *
 * @param command program and arguments
 */
public record HealthCheck(
        List<String> command, Duration interval, Duration timeout, Duration startPeriod, int retries) {

    public HealthCheck {
        command = List.copyOf(command);
    }
}
