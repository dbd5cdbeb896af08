package io.github.sosapp.base;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Where one kind of base comes from. */
public interface BaseSource {

    /** Whether the words of the request are meant for this source. */
    boolean provides(BaseRequest request);

    /** A source that is made only when a base is asked of it; most builds use one source of many. */
    static BaseSource later(Predicate<BaseRequest> provides, Supplier<BaseSource> source) {
        return new BaseSource() {
            @Override
            public boolean provides(BaseRequest request) {
                return provides.test(request);
            }

            @Override
            public BaseImage find(BaseRequest request, List<Platform> platforms) {
                return source.get().find(request, platforms);
            }
        };
    }

    /**
     * Finds the base for all platforms.
     *
     * @throws io.github.sosapp.failure.BuildFailure when it cannot be had for one of them
     */
    BaseImage find(BaseRequest request, List<Platform> platforms);
}
