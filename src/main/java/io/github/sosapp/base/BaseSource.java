package io.github.sosapp.base;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import java.util.List;

/** Where one kind of base comes from. */
public interface BaseSource {

    /** Whether the words of the request are meant for this source. */
    boolean provides(BaseRequest request);

    /**
     * Finds the base for all platforms.
     *
     * @throws io.github.sosapp.failure.BuildFailure when it cannot be had for one of them
     */
    BaseImage find(BaseRequest request, List<Platform> platforms);
}
