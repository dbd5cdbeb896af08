package io.github.sosapp.goal;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.git.SourceState;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.plan.ImageName;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServicePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plan with what led to it.
 *
 * @param warnings for the console, in the order they came up
 */
public record PlannedImage(
        Recipe recipe,
        ServicePlan service,
        BaseImage base,
        ImagePlan plan,
        ImageName name,
        List<String> tags,
        Optional<SourceState> sourceState,
        List<String> warnings) {

    /** What the image starts from, for people. */
    String baseDescription() {
        List<String> parts = new ArrayList<>(List.of(base.description()));
        parts.addAll(service.baseAdditions());
        return String.join(" + ", parts);
    }

    /** The image under its first tag. */
    ImageReference reference() {
        return name.tagged(tags.get(0));
    }
}
