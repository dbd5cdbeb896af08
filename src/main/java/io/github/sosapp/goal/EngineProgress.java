package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.BuildProgress;
import io.github.sosapp.image.Platform;
import java.time.Duration;

/**
 * What people see of a build in an engine: on a terminal the step that is at work, elsewhere a line for each step that took
 * its time. All steps and their output are for those who look for something (mvn -X).
 */
public final class EngineProgress implements BuildProgress {

    private static final Duration NOTEWORTHY = Duration.ofSeconds(2);
    private static final int LONGEST_STEP = 100;

    private final BuildLog log;

    public EngineProgress(BuildLog log) {
        this.log = log;
    }

    @Override
    public void started(Platform platform, String step) {
        log.debug("  " + platform + " " + shortened(step) + " begins");
        if (log.hasBar()) {
            log.bar("  " + platform + "  " + shortened(step));
        }
    }

    @Override
    public void wrote(Platform platform, String step, String line) {
        log.debug("  " + platform + "   " + line);
    }

    @Override
    public void finished(Platform platform, String step, boolean cached, Duration duration) {
        String line = "  " + platform + "  " + shortened(step)
                + (cached ? "   cached" : "   " + BuildLog.seconds(duration.toNanos()));
        if (log.hasBar()) {
            log.bar("");
        }
        if (!cached && duration.compareTo(NOTEWORTHY) >= 0 && !log.hasBar()) {
            log.info(line);
        } else {
            log.debug(line);
        }
    }

    @Override
    public void told(String line) {
        log.info("  " + line);
    }

    @Override
    public void warned(String line) {
        log.warn(line);
    }

    private static String shortened(String step) {
        String line = step.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_STEP ? line : line.substring(0, LONGEST_STEP - 1) + "…";
    }
}
