package io.github.sosapp.engine;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.plan.ImagePlan;
import java.util.List;

/** Carries out a plan on this machine or somewhere else. */
public interface ImageEngine {

    /**
     * Builds the image for every platform of the plan, in the plan's order.
     *
     * @throws io.github.sosapp.failure.BuildFailure when a preparation or a layer fails; nothing is left at a final name
     */
    List<BuiltPlatform> build(ImagePlan plan, BaseImage base);
}
