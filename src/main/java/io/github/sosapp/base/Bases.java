package io.github.sosapp.base;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import java.util.ArrayList;
import java.util.List;

/** All sources of bases there are. */
public final class Bases {

    private final List<BaseSource> sources;

    /** @param others besides {@code scratch}, which is always there; the first one that provides a base gives it */
    public Bases(List<BaseSource> others) {
        List<BaseSource> all = new ArrayList<>(List.of(new ScratchBase()));
        all.addAll(others);
        this.sources = List.copyOf(all);
    }

    /** The base that the request asks for. */
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        return source(request).find(request, platforms);
    }

    /** The lock with what the base is now; see {@link BaseSource#lock}. */
    public BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
        return source(request).lock(request, platforms, before);
    }

    private BaseSource source(BaseRequest request) {
        return sources.stream()
                .filter(source -> source.provides(request))
                .findFirst()
                .orElseThrow(() -> BuildFailure.ofUser("sos.base = " + request.base() + " is not a base")
                        .from(request.origin())
                        .remedy("use scratch, packages:<suite>, an image such as registry.example.com/team/base:1.0,"
                                + " layout:<directory> or module:<groupId>:<artifactId>"));
    }
}
