package io.github.sosapp.base;

import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What {@code sos-lock.json} says: for every base the exact packages, for every registry base its digest, for every tool
 * that the sources do not name exactly its version, and for all of them who needs them. Names no host, so that it holds
 * with any mirror.
 */
public final class BaseLock {

    /** Name of the file, beside the POM of a service or of a parent above it. */
    public static final String FILE_NAME = "sos-lock.json";

    /** The packages of one base. */
    record LockedBase(WantedPackages request, List<LockedPackage> packages) {

        LockedBase {
            packages = List.copyOf(packages);
        }

        // Two services may add different packages to one set.
        String key() {
            return request.name() + " " + request.architecture() + " " + String.join(",", request.wanted());
        }
    }

    /**
     * @param bases by their keys
     * @param images by their references
     * @param tools versions by name
     * @param node builds of Node.js by line and platform
     * @param users of all of them, by the same names; none where a lock of an older version did not tell
     */
    record Content(
            SortedMap<String, LockedBase> bases,
            SortedMap<String, Digest> images,
            SortedMap<String, String> tools,
            SortedMap<String, NodeBuild> node,
            SortedMap<String, SortedSet<LockUser>> users) {

        Content {
            bases = Collections.unmodifiableSortedMap(new TreeMap<>(bases));
            images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
            tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
            node = Collections.unmodifiableSortedMap(new TreeMap<>(node));
            users = Collections.unmodifiableSortedMap(new TreeMap<>(users));
        }

        // No reference of an image has a space in it, and no key of a base begins with these words.
        static String toolKey(String name) {
            return "tool " + name;
        }

        static String nodeKey(String name) {
            return "node " + name;
        }

        Content with(SortedMap<String, SortedSet<LockUser>> others) {
            return new Content(bases, images, tools, node, others);
        }

        Collection<LockUser> usersOf(String key) {
            return users.getOrDefault(key, new TreeSet<>());
        }
    }

    /** @param keys what was written so far */
    private record Writing(LockUser user, Set<String> keys) {}

    private final String origin;
    private final Content content;
    private final Optional<Writing> writing;

    private BaseLock(String origin, Content content, Optional<Writing> writing) {
        this.origin = origin;
        this.content = content;
        this.writing = writing;
    }

    /** @param origin where it will be written, for messages */
    public static BaseLock empty(String origin) {
        Content nothing =
                new Content(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        return new BaseLock(origin, nothing, Optional.empty());
    }

    /**
     * Reads the file.
     *
     * @throws BuildFailure when it is damaged or of another version
     */
    public static BaseLock read(Path file) {
        try {
            Content content = LockDocument.parse(Json.parse(Files.readAllBytes(file)));
            return new BaseLock(file.toString(), content, Optional.empty());
        } catch (IOException | IllegalArgumentException e) {
            throw BuildFailure.ofUser(file + " is not a lock file of this plugin")
                    // The parser's second line only tells where its bytes came from.
                    .because(String.valueOf(e.getMessage()).lines().findFirst().orElse("it is empty"))
                    .causedBy(e)
                    .remedy("restore it from the repository, or write it again: mvn compile sos:lock");
        }
    }

    /** Where it was read from, or will be written. */
    public String origin() {
        return origin;
    }

    Content content() {
        return content;
    }

    /** The digest of an image reference; empty when it is not locked. */
    public Optional<Digest> image(String reference) {
        return Optional.ofNullable(content.images.get(reference));
    }

    /** The versions of tools, by name. */
    public SortedMap<String, String> tools() {
        return content.tools;
    }

    /**
     * Refuses a tool of another version than the lock has; one that it does not have may be of any.
     *
     * @param here versions by name
     */
    public void requireTools(SortedMap<String, String> here) {
        here.forEach((name, version) -> {
            String locked = content.tools.getOrDefault(name, version);
            if (!locked.equals(version)) {
                throw BuildFailure.ofWorld(
                                "the lock names " + name + " " + locked + ", and this machine has " + version)
                        .because("another version may make another image of the same sources")
                        .from(origin)
                        .remedy("install " + name + " " + locked + ", or lock what is here: mvn compile sos:lock");
            }
        });
    }

    /** The packages of a base, empty when the lock has none for it. */
    Optional<List<LockedPackage>> packages(WantedPackages request) {
        return Optional.ofNullable(content.bases.get(new LockedBase(request, List.of()).key()))
                .map(LockedBase::packages);
    }

    /** Why {@link #packages} is empty, in words. */
    String lacks(WantedPackages request) {
        return like(request)
                .map(LockedBase::request)
                .map(other -> origin + " was written for other packages: " + other.differenceTo(request))
                .orElse(origin + " has no packages of " + request.name() + " for " + request.architecture());
    }

    /** The same base, though other packages may have been wanted then. */
    Optional<LockedBase> like(WantedPackages request) {
        return Optional.ofNullable(content.bases.get(new LockedBase(request, List.of()).key()))
                .or(() -> content.bases.values().stream()
                        .filter(locked -> locked.request().isLike(request))
                        .findFirst());
    }

    /** This lock, to which that user adds what it needs now; {@link #tidied} then knows what it needs no more. */
    public BaseLock writtenBy(LockUser user) {
        return new BaseLock(origin, content, Optional.of(new Writing(user, Set.of())));
    }

    BaseLock with(WantedPackages request, List<LockedPackage> packages) {
        LockedBase base = new LockedBase(request, packages);
        SortedMap<String, LockedBase> bases = new TreeMap<>(content.bases);
        bases.put(base.key(), base);
        return written(base.key(), new Content(bases, content.images, content.tools, content.node, content.users));
    }

    /** This lock with what an image reference means. */
    public BaseLock with(String reference, Digest digest) {
        SortedMap<String, Digest> images = new TreeMap<>(content.images);
        images.put(reference, digest);
        return written(reference, new Content(content.bases, images, content.tools, content.node, content.users));
    }

    /** This lock with the version of a tool. */
    public BaseLock withTool(String name, String version) {
        SortedMap<String, String> tools = new TreeMap<>(content.tools);
        tools.put(name, version);
        return written(
                Content.toolKey(name), new Content(content.bases, content.images, tools, content.node, content.users));
    }

    /** This lock with a build of Node.js. */
    BaseLock withNode(String line, Platform platform, NodeBuild build) {
        SortedMap<String, NodeBuild> node = new TreeMap<>(content.node);
        node.put(nodeName(line, platform), build);
        return written(
                Content.nodeKey(nodeName(line, platform)),
                new Content(content.bases, content.images, content.tools, node, content.users));
    }

    /** The build of Node.js for a platform; empty when it is not locked. */
    Optional<NodeBuild> node(String line, Platform platform) {
        return Optional.ofNullable(content.node.get(nodeName(line, platform)));
    }

    private static String nodeName(String line, Platform platform) {
        return line + " " + platform;
    }

    private BaseLock written(String key, Content changed) {
        if (writing.isEmpty()) {
            return new BaseLock(origin, changed, writing);
        }
        LockUser user = writing.get().user;
        SortedMap<String, SortedSet<LockUser>> users = new TreeMap<>(content.users);
        SortedSet<LockUser> ofKey = new TreeSet<>(content.usersOf(key));
        ofKey.add(user);
        users.put(key, ofKey);
        Set<String> keys = new TreeSet<>(writing.get().keys);
        keys.add(key);
        return new BaseLock(origin, changed.with(users), Optional.of(new Writing(user, keys)));
    }

    /**
     * This lock without what nobody needs any more. What has no users stays, because a lock of an older version did not
     * tell them.
     *
     * @param allPlatforms whether the writer was asked for all platforms it has; else those it was not asked for stay
     * @param exists whether there still is such a user; not asked for the writer
     */
    public BaseLock tidied(boolean allPlatforms, Predicate<LockUser> exists) {
        Writing now = writing.orElseThrow();
        SortedMap<String, SortedSet<LockUser>> users = new TreeMap<>();
        Set<String> dropped = new TreeSet<>();
        content.users.forEach((key, before) -> {
            SortedSet<LockUser> left = new TreeSet<>(before);
            left.removeIf(user -> !user.equals(now.user) && !exists.test(user));
            boolean needed = now.keys.contains(key) || !allPlatforms && isForAnotherPlatform(key, now.keys);
            left.removeIf(user -> user.equals(now.user) && !needed);
            if (left.isEmpty()) {
                dropped.add(key);
            } else {
                users.put(key, left);
            }
        });
        SortedMap<String, LockedBase> bases = new TreeMap<>(content.bases);
        SortedMap<String, Digest> images = new TreeMap<>(content.images);
        bases.keySet().removeAll(dropped);
        images.keySet().removeAll(dropped);
        SortedMap<String, String> tools = new TreeMap<>(content.tools);
        tools.keySet().removeIf(name -> dropped.contains(Content.toolKey(name)));
        SortedMap<String, NodeBuild> node = new TreeMap<>(content.node);
        node.keySet().removeIf(name -> dropped.contains(Content.nodeKey(name)));
        return new BaseLock(origin, new Content(bases, images, tools, node, users), writing);
    }

    private boolean isForAnotherPlatform(String key, Collection<String> others) {
        if (key.startsWith(Content.nodeKey(""))) {
            String anyPlatform = key.substring(0, key.lastIndexOf(' ') + 1);
            return others.stream().anyMatch(other -> other.startsWith(anyPlatform));
        }
        LockedBase base = content.bases.get(key);
        return base != null
                && others.stream()
                        .map(content.bases::get)
                        .anyMatch(other -> other != null && other.request().isForAnotherPlatform(base.request()));
    }

    /** The bytes of the file. */
    public byte[] bytes() {
        return LockDocument.bytes(content);
    }

    /**
     * How this lock differs from an older one: one line for each package, whatever the architectures, for each image and
     * tool, and for each base that was dropped.
     */
    public List<String> changesSince(BaseLock older) {
        return new LockChanges(older, this).lines();
    }
}
