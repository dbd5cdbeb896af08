package io.github.sosapp.engine;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.plan.ImagePlan;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Carries out a plan on this machine or somewhere else. */
public interface ImageEngine {

    /**
     * Builds the image for every platform of the plan, in the plan's order.
     *
     * @throws io.github.sosapp.failure.BuildFailure when a preparation or a layer fails; nothing is left at a final name
     */
    List<BuiltPlatform> build(ImagePlan plan, BaseImage base);

    /** The tools that have a part in what the plan makes, version by name. */
    default SortedMap<String, String> tools(ImagePlan plan) {
        return new TreeMap<>();
    }
}
