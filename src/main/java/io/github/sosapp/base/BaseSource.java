package io.github.sosapp.base;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Where one kind of base comes from. */
public interface BaseSource {

    /** Whether the words of the request are meant for this source. */
    boolean provides(BaseRequest request);

    /**
     * Looks what the base is now, whatever was locked before.
     *
     * @return the lock with what was found; the same one for a base that is never another one
     * @throws io.github.sosapp.failure.BuildFailure when it cannot be had for one of the platforms
     */
    default BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
        return before;
    }

    /** A source that is made only when a base is asked of it; most builds use one source of many. */
    static BaseSource later(Predicate<BaseRequest> provides, Function<BaseRequest, BaseSource> source) {
        return new BaseSource() {
            @Override
            public boolean provides(BaseRequest request) {
                return provides.test(request);
            }

            @Override
            public BaseImage find(BaseRequest request, List<Platform> platforms) {
                return source.apply(request).find(request, platforms);
            }

            @Override
            public BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
                return source.apply(request).lock(request, platforms, before);
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
