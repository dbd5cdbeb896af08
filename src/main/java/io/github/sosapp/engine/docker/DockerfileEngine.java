package io.github.sosapp.engine.docker;

import io.github.sosapp.engine.ImageEngine;
import io.github.sosapp.plan.Preparation;

/** Carries out plans that are Dockerfiles. */
public interface DockerfileEngine extends ImageEngine {

    /**
     * Builds a stage for what happens on the way, such as tests; nothing of it is kept but what the engine caches.
     *
     * @throws io.github.sosapp.failure.BuildFailure when a step fails
     */
    void carryOut(Preparation order);
}
