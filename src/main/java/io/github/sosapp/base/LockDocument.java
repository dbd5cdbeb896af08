package io.github.sosapp.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseLock.LockedBase;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The form of {@code sos-lock.json}. Version 1 did not say who needs what, nor which of the wanted packages brought the
 * others.
 */
final class LockDocument {

    private static final int VERSION = 2;

    private LockDocument() {}

    static BaseLock.Content parse(ObjectNode json) throws IOException {
        int version = json.path("lockVersion").asInt();
        if (version < 1 || version > VERSION) {
            throw new IOException("its lockVersion is "
                    + json.path("lockVersion").asText("missing") + ", not " + VERSION + " or older");
        }
        SortedMap<String, SortedSet<LockUser>> users = new TreeMap<>();
        SortedMap<String, LockedBase> bases = new TreeMap<>();
        for (JsonNode node : json.path("bases")) {
            LockedBase base = base(node);
            bases.put(base.key(), base);
            users.put(base.key(), users(node));
        }
        SortedMap<String, Digest> images = new TreeMap<>();
        json.path("images").properties().forEach(image -> {
            JsonNode digest = image.getValue().isTextual()
                    ? image.getValue()
                    : image.getValue().path("digest");
            images.put(image.getKey(), Digest.parse(digest.asText()));
            users.put(image.getKey(), users(image.getValue()));
        });
        SortedMap<String, String> tools = new TreeMap<>();
        json.path("tools").properties().forEach(tool -> {
            tools.put(tool.getKey(), tool.getValue().path("version").asText());
            users.put(BaseLock.Content.toolKey(tool.getKey()), users(tool.getValue()));
        });
        SortedMap<String, NodeBuild> node = new TreeMap<>();
        json.path("node").properties().forEach(build -> {
            JsonNode value = build.getValue();
            node.put(
                    build.getKey(),
                    new NodeBuild(
                            value.path("package").asText(),
                            value.path("version").asText(),
                            value.path("integrity").asText()));
            users.put(BaseLock.Content.nodeKey(build.getKey()), users(value));
        });
        users.values().removeIf(SortedSet::isEmpty);
        return new BaseLock.Content(bases, images, tools, node, users);
    }

    private static LockedBase base(JsonNode json) {
        String[] name = json.path("base").asText().split("/", 2);
        List<LockedPackage> packages = new ArrayList<>();
        json.path("packages").forEach(node -> packages.add(locked(node)));
        return new LockedBase(
                new WantedPackages(
                        name[0],
                        name.length == 2 ? name[1] : "",
                        json.path("architecture").asText(),
                        words(json.path("wanted"))),
                packages);
    }

    private static SortedSet<LockUser> users(JsonNode json) {
        SortedSet<LockUser> users = new TreeSet<>();
        words(json.path("neededBy")).forEach(text -> users.add(LockUser.parse(text)));
        return users;
    }

    private static LockedPackage locked(JsonNode json) {
        String reason = json.path("reason").asText();
        String name = json.path("name").asText();
        // In version 1 only the reason told, which began with the package that was asked for.
        String first = reason.contains(" -> ") ? reason.split(" ", 2)[0] : name;
        return new LockedPackage(
                name,
                json.path("version").asText(),
                json.path("architecture").asText(),
                json.path("source").asText(),
                json.path("path").asText(),
                json.path("size").asLong(),
                Digest.parse(json.path("sha256").asText()),
                json.path("wanted").asText(first),
                reason);
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }

    /** The bytes of the file: indented, so that a change reads well in a review. */
    static byte[] bytes(BaseLock.Content content) {
        ObjectNode json = Json.object();
        json.put("lockVersion", VERSION);
        ArrayNode array = json.putArray("bases");
        for (LockedBase base : content.bases().values()) {
            ObjectNode node = array.addObject();
            node.put("base", base.request().name());
            node.put("architecture", base.request().architecture());
            put(node, content.usersOf(base.key()));
            ArrayNode wanted = node.putArray("wanted");
            base.request().wanted().forEach(wanted::add);
            ArrayNode packages = node.putArray("packages");
            base.packages().forEach(locked -> packages.add(json(locked)));
        }
        ObjectNode references = json.putObject("images");
        content.images().forEach((reference, digest) -> {
            ObjectNode node = references.putObject(reference);
            node.put("digest", digest.toString());
            put(node, content.usersOf(reference));
        });
        if (!content.tools().isEmpty()) {
            ObjectNode tools = json.putObject("tools");
            content.tools().forEach((name, version) -> {
                ObjectNode node = tools.putObject(name);
                node.put("version", version);
                put(node, content.usersOf(BaseLock.Content.toolKey(name)));
            });
        }
        if (!content.node().isEmpty()) {
            ObjectNode builds = json.putObject("node");
            content.node().forEach((name, build) -> {
                ObjectNode node = json(build);
                put(node, content.usersOf(BaseLock.Content.nodeKey(name)));
                builds.set(name, node);
            });
        }
        return Json.readable(json);
    }

    private static void put(ObjectNode json, Collection<LockUser> users) {
        ArrayNode array = json.putArray("neededBy");
        users.forEach(user -> array.add(user.toString()));
    }

    static ObjectNode json(NodeBuild build) {
        return Json.object()
                .put("package", build.npmPackage())
                .put("version", build.version())
                .put("integrity", build.integrity());
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
                .put("wanted", locked.wanted())
                .put("reason", locked.reason());
    }
}
