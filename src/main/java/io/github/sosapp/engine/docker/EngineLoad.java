package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.transport.DockerHttpClient;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.ImageArchive;
import io.github.sosapp.image.layout.ImageLayout;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Hands the image of a layout to an engine, without the layers that it has already, and looks whether it arrived. */
public final class EngineLoad {

    // Looking into an image takes milliseconds, but some engines hold thousands.
    private static final int MOST_IMAGES_LOOKED_INTO = 60;

    private final List<DockerEndpoint> endpoints;
    private final Duration longestSilence;

    /** @param endpoints the first that answers is used; see {@link DockerEndpoint#candidates} */
    public EngineLoad(List<DockerEndpoint> endpoints) {
        this(endpoints, Duration.ofMinutes(5));
    }

    /** @param longestSilence how long the engine may neither read nor answer */
    EngineLoad(List<DockerEndpoint> endpoints, Duration longestSilence) {
        this.endpoints = List.copyOf(endpoints);
        this.longestSilence = longestSilence;
    }

    /**
     * Loads the image of one platform.
     *
     * @param tags the names that it gets in the engine
     * @throws BuildFailure when there is no engine, or it refuses the image or has another one afterwards
     */
    public LoadedImage load(ImageLayout layout, Platform platform, List<ImageReference> tags) {
        ImageArchive archive = ImageArchive.of(layout, platform, tags);
        try (EngineConnection engine = EngineSearch.connect(endpoints)) {
            try {
                return load(engine, archive);
            } catch (IOException e) {
                throw BuildFailure.ofWorld(
                                "the Docker Engine at " + engine.endpoint().host() + " did not take the image")
                        .because(EngineAnswer.of(e))
                        .causedBy(e)
                        .remedy("look at the engine's own log; docker info shows whether it works and has disk space");
            }
        }
    }

    private LoadedImage load(EngineConnection engine, ImageArchive image) throws IOException {
        Optional<ObjectNode> present = find(engine, image);
        if (present.isPresent()) {
            return nameOnly(engine, image, id(present.get()));
        }
        ImageArchive archive = image.hasZstd() && !engine.readsZstd() ? image.plain() : image;
        Set<Digest> known = knownLayers(engine, archive);
        if (!known.isEmpty()) {
            try {
                return send(engine, archive.without(known::contains), archive.diffIds(), known);
            } catch (IOException refused) {
                if (Thread.currentThread().isInterrupted()) {
                    throw refused;
                }
                // It may have removed a layer since, or want all of them: the whole image settles it.
            }
        }
        return send(engine, archive, archive.diffIds(), Set.of());
    }

    private static LoadedImage nameOnly(EngineConnection engine, ImageArchive image, String id) throws IOException {
        for (ImageReference tag : image.tags()) {
            engine.images().name(id, tag.name(), tag.tag().orElse("latest"));
        }
        return new LoadedImage(
                checkedId(engine, image),
                engine.endpoint().toString(),
                image.diffIds().size(),
                0);
    }

    private LoadedImage send(EngineConnection engine, ImageArchive archive, List<Digest> diffIds, Set<Digest> known)
            throws IOException {
        upload(engine, archive);
        String id = checkedId(engine, archive);
        int sent =
                (int) diffIds.stream().filter(diffId -> !known.contains(diffId)).count();
        return new LoadedImage(id, engine.endpoint().toString(), diffIds.size(), sent);
    }

    void upload(EngineConnection engine, ImageArchive archive) throws IOException {
        AtomicLong progress = new AtomicLong();
        // Layers of a base may have to be fetched for it, which is neither the engine's silence nor its fault.
        InputStream content = archive.open();
        FutureTask<Void> task = new FutureTask<>(() -> {
            try (InputStream body = new Observed(content, progress)) {
                post(engine, body);
            }
            return null;
        });
        Thread thread = new Thread(task, "sos-engine-load");
        thread.setDaemon(true);
        thread.start();
        try {
            await(task, progress);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("the connection broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the build was interrupted", e);
        } finally {
            task.cancel(true);
        }
    }

    private void await(FutureTask<Void> task, AtomicLong progress)
            throws InterruptedException, ExecutionException, IOException {
        for (long before = -1; ; ) {
            try {
                task.get(longestSilence.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                long now = progress.get();
                if (now == before) {
                    throw new IOException("it neither read nor answered for " + longestSilence.toSeconds() + " s", e);
                }
                before = now;
            }
        }
    }

    // Not docker-java's own load call: that one drops the answer, and refusals come as text of a successful answer.
    private static void post(EngineConnection engine, InputStream body) throws IOException {
        var request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.POST)
                .path(engine.versionPath() + "/images/load?quiet=1")
                .putHeader("Content-Type", "application/x-tar")
                .body(body)
                .build();
        try (var response = engine.http().execute(request)) {
            String answer = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            for (String line : answer.lines().filter(text -> !text.isBlank()).toList()) {
                var json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
                String error = json.path("error").asText(json.path("message").asText(""));
                if (!error.isEmpty()) {
                    throw new IOException(error);
                }
            }
            if (response.getStatusCode() != 200) {
                throw new IOException("it answered with status " + response.getStatusCode());
            }
        }
    }

    private static Optional<ObjectNode> find(EngineConnection engine, ImageArchive archive) throws IOException {
        EngineImages images = engine.images();
        Optional<ObjectNode> found = images.find(archive.configDigest().toString());
        return found.isPresent() ? found : images.find(archive.manifestDigest().toString());
    }

    private static String checkedId(EngineConnection engine, ImageArchive archive) throws IOException {
        JsonNode image = find(engine, archive)
                .orElseThrow(() -> new IOException("it said yes, but has no image " + archive.configDigest()));
        if (!layers(image).equals(archive.diffIds())) {
            throw new IOException("the image has other layers there than here");
        }
        for (ImageReference tag : archive.tags()) {
            String id = engine.images().find(tag.toString()).map(EngineLoad::id).orElse("no image");
            if (!id.equals(id(image))) {
                throw new IOException("the name " + tag + " means " + id + " there, not " + id(image));
            }
        }
        return id(image);
    }

    /**
     * The layers from the bottom that some image of the engine has as well: an engine knows a layer only together with
     * everything below it.
     */
    private static Set<Digest> knownLayers(EngineConnection engine, ImageArchive archive) throws IOException {
        // Stores of containerd would keep an image with holes.
        if (engine.isPodman() || engine.images().areCompressed()) {
            return Set.of();
        }
        List<Digest> ours = archive.diffIds();
        int longest = 0;
        for (String id : likelyImages(engine, archive)) {
            List<Digest> theirs =
                    engine.images().find(id).map(EngineLoad::layers).orElse(List.of());
            longest = Math.max(longest, commonStart(ours, theirs));
            if (longest == ours.size()) {
                break;
            }
        }
        Set<Digest> known = new HashSet<>(ours.subList(0, longest));
        // The same layer once more further up is another one to the engine, and its file is needed.
        known.removeAll(ours.subList(longest, ours.size()));
        return known;
    }

    private static int commonStart(List<Digest> left, List<Digest> right) {
        int same = 0;
        while (same < Math.min(left.size(), right.size()) && left.get(same).equals(right.get(same))) {
            same++;
        }
        return same;
    }

    private static List<String> likelyImages(EngineConnection engine, ImageArchive archive) throws IOException {
        List<JsonNode> images = new ArrayList<>();
        engine.images().all().forEach(images::add);
        List<String> names =
                archive.tags().stream().map(EngineLoad::nameInEngine).toList();
        return images.stream()
                .sorted(Comparator.comparing((JsonNode image) -> !hasName(image, names)))
                .limit(MOST_IMAGES_LOOKED_INTO)
                .map(EngineLoad::id)
                .toList();
    }

    private static boolean hasName(JsonNode image, List<String> names) {
        for (JsonNode tag : image.path("RepoTags")) {
            if (names.stream().anyMatch(name -> tag.asText().startsWith(name + ":"))) {
                return true;
            }
        }
        return false;
    }

    private static String nameInEngine(ImageReference tag) {
        return tag.name().replaceFirst("^docker\\.io/(library/)?", "");
    }

    private static String id(JsonNode image) {
        return image.path("Id").asText();
    }

    private static List<Digest> layers(JsonNode image) {
        List<Digest> layers = new ArrayList<>();
        image.path("RootFS").path("Layers").forEach(layer -> layers.add(Digest.parse(layer.asText())));
        return layers;
    }

    private static final class Observed extends FilterInputStream {

        private final AtomicLong progress;

        Observed(InputStream in, AtomicLong progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            progress.incrementAndGet();
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            progress.addAndGet(length);
            return super.read(buffer, offset, length);
        }
    }
}
