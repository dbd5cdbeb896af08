package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.dockerfile.ImageUse;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.StandardLabels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Bases that a Dockerfile names: all images that its stages start from and take files from, of which one is at the bottom. */
public final class DockerfileBases implements BaseSource {

    private final Path directory;
    private final SortedMap<String, String> arguments;
    private final FromImages images;

    /**
     * @param directory that requests name Dockerfiles relative to
     * @param arguments build arguments by name
     */
    public DockerfileBases(Path directory, Map<String, String> arguments, FromImages images) {
        this.directory = directory;
        this.arguments = new TreeMap<>(arguments);
        this.images = images;
    }

    @Override
    public boolean provides(BaseRequest request) {
        return request.base().startsWith(BaseRequest.DOCKERFILE);
    }

    @Override
    public BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
        Dockerfile dockerfile = dockerfile(request);
        BaseLock lock = before;
        for (Platform platform : platforms) {
            for (ImageUse use : images(dockerfile, request, platform)) {
                lock = images.lock(use, dockerfile.place(use.line()), lock);
            }
        }
        return lock;
    }

    private Dockerfile dockerfile(BaseRequest request) {
        String words = request.base().substring(BaseRequest.DOCKERFILE.length());
        String file = words.substring(0, words.indexOf('#'));
        return Dockerfile.parse(file, read(directory.resolve(file)));
    }

    private List<ImageUse> images(Dockerfile dockerfile, BaseRequest request, Platform platform) {
        String stage = request.base().substring(request.base().indexOf('#') + 1);
        return dockerfile.images(stage, arguments, platform, Platform.ofThisMachine());
    }

    @Override
    public BaseImage find(BaseRequest request, List<Platform> platforms) {
        Dockerfile dockerfile = dockerfile(request);
        Map<Platform, FromImages.Found> bases = new LinkedHashMap<>();
        List<FromImages.Found> all = new ArrayList<>();
        for (Platform platform : platforms) {
            for (ImageUse use : images(dockerfile, request, platform)) {
                FromImages.Found found = images.find(use, dockerfile.place(use.line()));
                all.add(found);
                if (use.isBase()) {
                    bases.put(platform, found);
                }
            }
        }
        return new Named(bases, all);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file)
                    .because("it is missing, or not a text in UTF-8")
                    .causedBy(e)
                    .remedy("correct the file, or its permissions");
        }
    }

    /** What a Dockerfile names. */
    private record Named(Map<Platform, FromImages.Found> bases, List<FromImages.Found> all) implements BaseImage {

        @Override
        public String description() {
            List<String> parts = new ArrayList<>();
            parts.add(first().map(found -> found.image().description()).orElse(BaseRequest.SCRATCH));
            all.stream()
                    .filter(found -> !bases.containsValue(found))
                    .map(found -> found.use().image() + " to build")
                    .distinct()
                    .forEach(parts::add);
            return String.join(" + ", parts);
        }

        private Optional<FromImages.Found> first() {
            return bases.values().stream().findFirst();
        }

        @Override
        public Optional<StandardLabels.Base> label() {
            return first().flatMap(found -> found.image().label());
        }

        // What a registry's base warns of, its ONBUILD instructions, a Dockerfile does carry out.
        @Override
        public List<String> warnings() {
            return all.stream()
                    .filter(found -> !found.inRegistry())
                    .flatMap(found -> found.image().warnings().stream())
                    .distinct()
                    .toList();
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode json = Json.object();
            all.forEach(found -> json.set(
                    found.use().image() + " " + found.use().platform(),
                    found.image().toJson()));
            return json;
        }

        @Override
        public Optional<Digest> manifest(Platform platform) {
            return Optional.ofNullable(bases.get(platform))
                    .flatMap(found -> found.image().manifest(platform));
        }

        @Override
        public PlatformBase on(Platform platform, Path layers) {
            FromImages.Found found = bases.get(platform);
            return found == null
                    ? new PlatformBase(Optional.empty(), List.of())
                    : found.image().on(Platform.parse(found.use().platform()), layers);
        }
    }
}
