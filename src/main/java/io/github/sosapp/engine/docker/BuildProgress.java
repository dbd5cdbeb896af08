package io.github.sosapp.engine.docker;

import io.github.sosapp.image.Platform;
import java.time.Duration;

/** Listens to a build in an engine. Called by one thread at a time. */
public interface BuildProgress {

    /** @param step for people, for example {@code [build 2/3] RUN go build} */
    void started(Platform platform, String step);

    /** A line that a step wrote. */
    void wrote(Platform platform, String step, String line);

    /** @param cached whether the engine had its result already */
    void finished(Platform platform, String step, boolean cached, Duration duration);

    /** Something else that people may wonder about, for example an image that the engine fetches. */
    void told(String line);

    /** Something that people should look at. */
    void warned(String line);

    /** Listens to nothing. */
    static BuildProgress none() {
        return new BuildProgress() {
            @Override
            public void started(Platform platform, String step) {}

            @Override
            public void wrote(Platform platform, String step, String line) {}

            @Override
            public void finished(Platform platform, String step, boolean cached, Duration duration) {}

            @Override
            public void told(String line) {}

            @Override
            public void warned(String line) {}
        };
    }
}
