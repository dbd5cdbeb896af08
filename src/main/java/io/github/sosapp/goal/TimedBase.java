package io.github.sosapp.goal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.StandardLabels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A base that tells how long it took to make it real. */
record TimedBase(BaseImage base, BuildLog log) implements BaseImage {

    @Override
    public PlatformBase on(Platform platform, Path directory) {
        return log.timed("base " + platform, () -> base.on(platform, directory));
    }

    @Override
    public String description() {
        return base.description();
    }

    @Override
    public Optional<StandardLabels.Base> label() {
        return base.label();
    }

    @Override
    public List<String> warnings() {
        return base.warnings();
    }

    @Override
    public ObjectNode toJson() {
        return base.toJson();
    }
}
