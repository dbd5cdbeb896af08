package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.service.node.PackageLock.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The workspaces that a package.json names with patterns, and what they need of each other; locks of yarn 1 do not tell. */
final class YarnWorkspaces {

    private static final List<String> PRODUCTION = List.of("dependencies", "optionalDependencies", "peerDependencies");
    private static final List<String> DEVELOPMENT = List.of("devDependencies");
    private static final String NOT = "!";
    // Below target lie copies of manifests.
    private static final Set<String> NO_WORKSPACES = Set.of("node_modules", "target", ".git", ".yarn");

    private final Path root;
    private final SortedMap<String, JsonNode> manifests = new TreeMap<>();
    private final SortedMap<String, String> places = new TreeMap<>();

    private YarnWorkspaces(Path root) {
        this.root = root;
    }

    /** The workspaces that are there, and the links that lead from one to another. */
    static SortedMap<String, Entry> entries(Path root) {
        // Somewhere above a service may lie a lock that has nothing to do with it.
        if (!Files.isRegularFile(root.resolve(PackageJson.NAME))) {
            return new TreeMap<>();
        }
        YarnWorkspaces workspaces = new YarnWorkspaces(root);
        JsonNode manifest = PackageJson.tree(root);
        for (String place : workspaces.found(patterns(manifest))) {
            JsonNode json = PackageJson.tree(root.resolve(place));
            workspaces.manifests.put(place, json);
            workspaces.places.putIfAbsent(json.path("name").asText(), place);
        }
        SortedMap<String, Entry> entries = new TreeMap<>();
        workspaces.manifests.forEach((place, json) -> entries.put(
                place,
                Entry.ofWorkspace(
                        place,
                        new LockedNeeds(
                                Optional.empty(),
                                workspaces.links(entries, place, json, PRODUCTION),
                                workspaces.links(entries, place, json, DEVELOPMENT)))));
        workspaces.links(entries, "", manifest, PRODUCTION);
        workspaces.links(entries, "", manifest, DEVELOPMENT);
        return entries;
    }

    private static List<String> patterns(JsonNode manifest) {
        JsonNode workspaces = manifest.path("workspaces");
        List<String> patterns = new ArrayList<>();
        (workspaces.isArray() ? workspaces : workspaces.path("packages"))
                .forEach(pattern -> patterns.add(
                        pattern.asText().replaceFirst("^(!?)\\./", "$1").replaceFirst("/+$", "")));
        return patterns;
    }

    private List<String> found(List<String> patterns) {
        List<PathMatcher> wanted = new ArrayList<>();
        List<PathMatcher> unwanted = new ArrayList<>();
        patterns.forEach(pattern ->
                (pattern.startsWith(NOT) ? unwanted : wanted).add(matcher(pattern.replaceFirst("^" + NOT, ""))));
        int depth = patterns.stream()
                .mapToInt(pattern -> pattern.contains("**") ? Integer.MAX_VALUE : pattern.split("/").length)
                .max()
                .orElse(0);
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    Path place = root.relativize(directory);
                    if (NO_WORKSPACES.contains(place.getFileName().toString())) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (wanted.stream().anyMatch(pattern -> pattern.matches(place))
                            && unwanted.stream().noneMatch(pattern -> pattern.matches(place))
                            && Files.isRegularFile(directory.resolve(PackageJson.NAME))) {
                        found.add(place.toString().replace('\\', '/'));
                    }
                    boolean isRoot = place.toString().isEmpty();
                    return (isRoot ? 0 : place.getNameCount()) < depth
                            ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(found);
        return found;
    }

    // In patterns of Node.js two stars may stand for no directory at all.
    private static PathMatcher matcher(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("**/", "{,**/}"));
    }

    // By the name alone: whether the version fits as well, yarn decides, and one workspace too many does no harm.
    private SortedSet<String> links(
            SortedMap<String, Entry> entries, String place, JsonNode manifest, List<String> kinds) {
        SortedSet<String> names = new TreeSet<>();
        kinds.forEach(kind -> manifest.path(kind).fields().forEachRemaining(need -> {
            target(place, need.getKey(), need.getValue().asText()).ifPresent(target -> {
                names.add(need.getKey());
                Entry link = Entry.ofLink(place, need.getKey(), target);
                entries.put(link.place(), link);
            });
        }));
        return names;
    }

    private Optional<String> target(String place, String name, String range) {
        Optional<String> directory = LockedNeeds.directory(place, range);
        if (directory.isPresent() || range.startsWith("npm:")) {
            return directory;
        }
        return Optional.ofNullable(places.get(name))
                .filter(found -> !found.equals(place))
                .or(() -> Optional.of(name).filter(unknown -> range.startsWith("workspace:")));
    }
}
