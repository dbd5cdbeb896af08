package io.github.sosapp.base;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.StandardLabels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The base that is nothing at all. */
final class ScratchBase implements BaseSource, BaseImage {

    @Override
    public boolean provides(BaseRequest request) {
        return request.isScratch();
    }

    @Override
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        return this;
    }

    @Override
    public String description() {
        return BaseRequest.SCRATCH;
    }

    @Override
    public Optional<StandardLabels.Base> label() {
        return Optional.empty();
    }

    @Override
    public ObjectNode toJson() {
        return Json.object().put("base", BaseRequest.SCRATCH);
    }

    @Override
    public PlatformBase on(Platform platform, Path directory) {
        return new PlatformBase(Optional.empty(), List.of());
    }
}
