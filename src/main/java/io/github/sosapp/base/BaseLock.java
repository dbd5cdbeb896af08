package io.github.sosapp.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code sos-lock.json} says: for every base the exact packages, and for every registry base its digest. Names no host,
 * so that it holds with any mirror.
 */
public final class BaseLock {

    /** Name of the file, beside the POM of a service or of a parent above it. */
    public static final String FILE_NAME = "sos-lock.json";

    private static final int VERSION = 1;

    private record Locked(WantedPackages request, List<LockedPackage> packages) {}

    private final String origin;
    // By "<suite>/<set> <architecture> <wanted>": two services may add different packages to one set.
    private final SortedMap<String, Locked> bases;
    private final SortedMap<String, Digest> images;

    private BaseLock(String origin, SortedMap<String, Locked> bases, SortedMap<String, Digest> images) {
        this.origin = origin;
        this.bases = Collections.unmodifiableSortedMap(bases);
        this.images = Collections.unmodifiableSortedMap(images);
    }

    /** @param origin where it will be written, for messages */
    public static BaseLock empty(String origin) {
        return new BaseLock(origin, new TreeMap<>(), new TreeMap<>());
    }

    /**
     * Reads the file.
     *
     * @throws BuildFailure when it is damaged or of another version
     */
    public static BaseLock read(Path file) {
        try {
            return parse(Json.parse(Files.readAllBytes(file)), file.toString());
        } catch (IOException | IllegalArgumentException e) {
            throw BuildFailure.ofUser(file + " is not a lock file of this plugin")
                    // The parser's second line only tells where its bytes came from.
                    .because(String.valueOf(e.getMessage()).lines().findFirst().orElse("it is empty"))
                    .causedBy(e)
                    .remedy("restore it from the repository, or write it again: mvn compile sos:lock");
        }
    }

    private static BaseLock parse(ObjectNode json, String origin) throws IOException {
        if (json.path("lockVersion").asInt() != VERSION) {
            throw new IOException(
                    "its lockVersion is " + json.path("lockVersion").asText("missing") + ", not " + VERSION);
        }
        SortedMap<String, Locked> bases = new TreeMap<>();
        for (JsonNode base : json.path("bases")) {
            String[] name = base.path("base").asText().split("/", 2);
            List<String> wanted = new ArrayList<>();
            base.path("wanted").forEach(word -> wanted.add(word.asText()));
            List<LockedPackage> packages = new ArrayList<>();
            base.path("packages").forEach(node -> packages.add(read(node)));
            WantedPackages request = new WantedPackages(
                    name[0],
                    name.length == 2 ? name[1] : "",
                    base.path("architecture").asText(),
                    wanted);
            bases.put(key(request), new Locked(request, List.copyOf(packages)));
        }
        SortedMap<String, Digest> images = new TreeMap<>();
        json.path("images")
                .properties()
                .forEach(image ->
                        images.put(image.getKey(), Digest.parse(image.getValue().asText())));
        return new BaseLock(origin, bases, images);
    }

    private static LockedPackage read(JsonNode json) {
        return new LockedPackage(
                json.path("name").asText(),
                json.path("version").asText(),
                json.path("architecture").asText(),
                json.path("source").asText(),
                json.path("path").asText(),
                json.path("size").asLong(),
                Digest.parse(json.path("sha256").asText()),
                json.path("reason").asText());
    }

    private static String key(WantedPackages request) {
        return request.name() + " " + request.architecture() + " " + String.join(",", request.wanted());
    }

    /** Where it was read from, or will be written. */
    public String origin() {
        return origin;
    }

    /** The digest of an image reference; empty when it is not locked. */
    public Optional<Digest> image(String reference) {
        return Optional.ofNullable(images.get(reference));
    }

    /** The packages of a base, empty when the lock has none for it. */
    Optional<List<LockedPackage>> packages(WantedPackages request) {
        return Optional.ofNullable(bases.get(key(request))).map(Locked::packages);
    }

    /** Why {@link #packages} is empty, in words. */
    String lacks(WantedPackages request) {
        return like(request)
                .map(Locked::request)
                .map(other -> origin + " was written for other packages: " + difference(request, other))
                .orElse(origin + " has no packages of " + request.name() + " for " + request.architecture());
    }

    private static String difference(WantedPackages asked, WantedPackages locked) {
        List<String> parts = new ArrayList<>();
        if (!asked.notIn(locked).isEmpty()) {
            parts.add("it lacks " + String.join(", ", asked.notIn(locked)));
        }
        if (!locked.notIn(asked).isEmpty()) {
            parts.add("it still has " + String.join(", ", locked.notIn(asked)));
        }
        return String.join(" and ", parts);
    }

    BaseLock with(WantedPackages request, List<LockedPackage> packages) {
        SortedMap<String, Locked> more = new TreeMap<>(bases);
        more.put(key(request), new Locked(request, List.copyOf(packages)));
        return new BaseLock(origin, more, images);
    }

    /** This lock with what an image reference means. */
    public BaseLock with(String reference, Digest digest) {
        SortedMap<String, Digest> more = new TreeMap<>(images);
        more.put(reference, digest);
        return new BaseLock(origin, bases, more);
    }

    /** The bytes of the file: indented, so that a change reads well in a review. */
    public byte[] bytes() {
        ObjectNode json = Json.object();
        json.put("lockVersion", VERSION);
        ArrayNode array = json.putArray("bases");
        for (Locked base : bases.values()) {
            ObjectNode node = array.addObject();
            node.put("base", base.request().name());
            node.put("architecture", base.request().architecture());
            ArrayNode wanted = node.putArray("wanted");
            base.request().wanted().forEach(wanted::add);
            ArrayNode packages = node.putArray("packages");
            base.packages().forEach(locked -> packages.add(json(locked)));
        }
        ObjectNode references = json.putObject("images");
        images.forEach((reference, digest) -> references.put(reference, digest.toString()));
        return Json.readable(json);
    }

    static ObjectNode json(LockedPackage locked) {
        return Json.object()
                .put("name", locked.name())
                .put("version", locked.version())
                .put("architecture", locked.architecture())
                .put("source", locked.source())
                .put("path", locked.path())
                .put("size", locked.size())
                .put("sha256", locked.sha256().toString())
                .put("reason", locked.reason());
    }

    /** How this lock differs from an older one, one line for each package, whatever the architectures, and each image. */
    public List<String> changesSince(BaseLock older) {
        SortedMap<String, SortedSet<String>> architectures = new TreeMap<>();
        bases.forEach((key, base) -> {
            Map<String, LockedPackage> before = byName(older.like(base.request()));
            for (LockedPackage now : base.packages()) {
                Optional<LockedPackage> known = Optional.ofNullable(before.remove(now.name()));
                if (known.isEmpty() || !known.get().sha256().equals(now.sha256())) {
                    String security = now.isSecurityUpdate() ? "  security update" : "";
                    String from = known.map(LockedPackage::version).orElse("new");
                    note(architectures, base.request(), now.name() + "  " + from + " -> " + now.version() + security);
                }
            }
            before.values()
                    .forEach(gone -> note(
                            architectures, base.request(), gone.name() + "  " + gone.version() + " -> not needed"));
        });
        List<String> changes = new ArrayList<>();
        architectures.forEach((line, names) -> changes.add(line + "  (" + String.join(", ", names) + ")"));
        images.forEach((reference, digest) -> {
            Digest before = older.images.get(reference);
            if (!digest.equals(before)) {
                String from = before == null ? "new" : before.abbreviated();
                changes.add(reference + "  " + from + " -> " + digest.abbreviated());
            }
        });
        return changes;
    }

    // The same base, though other packages may have been wanted then.
    private Optional<Locked> like(WantedPackages request) {
        return Optional.ofNullable(bases.get(key(request)))
                .or(() -> bases.values().stream()
                        .filter(locked -> locked.request().isLike(request))
                        .findFirst());
    }

    private static void note(
            SortedMap<String, SortedSet<String>> architectures, WantedPackages request, String change) {
        architectures
                .computeIfAbsent(request.name() + "  " + change, first -> new TreeSet<>())
                .add(request.architecture());
    }

    private static Map<String, LockedPackage> byName(Optional<Locked> base) {
        Map<String, LockedPackage> byName = new TreeMap<>();
        base.ifPresent(known -> known.packages().forEach(locked -> byName.put(locked.name(), locked)));
        return byName;
    }
}
