package io.github.sosapp.base;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.CutFiles;
import io.github.sosapp.plan.StandardLabels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A base of which somebody wants to know how long it takes to make it real.
 *
 * @param stopwatch does the work, for the platform, and gives its result
 */
public record TimedBase(BaseImage base, BiFunction<Platform, Supplier<PlatformBase>, PlatformBase> stopwatch)
        implements BaseImage {

    @Override
    public PlatformBase on(Platform platform, Path directory) {
        return stopwatch.apply(platform, () -> base.on(platform, directory));
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
    public Optional<Digest> manifest(Platform platform) {
        return base.manifest(platform);
    }

    @Override
    public List<String> warnings() {
        return base.warnings();
    }

    @Override
    public ObjectNode toJson() {
        return base.toJson();
    }

    @Override
    public List<CutFiles> cut(Platform platform) {
        return base.cut(platform);
    }
}
