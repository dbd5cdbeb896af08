package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.service.node.PackageLock.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/** The part of a lock of pnpm that says which workspaces there are and what each needs; the rest is for pnpm alone. */
final class PnpmImporters {

    private static final String KEY = "importers:";
    private static final String ROOT = ".";
    private static final String DEVELOPMENT = "devDependencies";
    private static final List<String> PRODUCTION = List.of("dependencies", "optionalDependencies");
    private static final Pattern TOP_LEVEL = Pattern.compile("[A-Za-z].*");

    private final List<String> before;
    private final ObjectNode importers;
    private final List<String> after;

    private PnpmImporters(List<String> before, ObjectNode importers, List<String> after) {
        this.before = before;
        this.importers = importers;
        this.after = after;
    }

    static PnpmImporters of(Path lock, String text) {
        List<String> lines = text.lines().toList();
        // A document before this one is about pnpm itself.
        int start = lines.lastIndexOf("---") + 1;
        while (start < lines.size() && !lines.get(start).startsWith(KEY)) {
            start++;
        }
        int end = Math.min(start + 1, lines.size());
        while (end < lines.size() && !TOP_LEVEL.matcher(lines.get(end)).matches()) {
            end++;
        }
        String importers = String.join("\n", lines.subList(start, end));
        return new PnpmImporters(lines.subList(0, start), parse(lock, importers), lines.subList(end, lines.size()));
    }

    private static ObjectNode parse(Path lock, String yaml) {
        LoaderOptions options = new LoaderOptions();
        // The lock of many workspaces is larger than what strangers may send.
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            JsonNode json =
                    new YAMLMapper(YAMLFactory.builder().loaderOptions(options).build()).readTree(yaml);
            return json.path("importers") instanceof ObjectNode importers ? importers : Json.object();
        } catch (IOException e) {
            throw BuildFailure.ofUser(lock.getFileName() + " cannot be read")
                    .because("it is not YAML; after a merge it may hold conflicts")
                    .from(lock)
                    .causedBy(e)
                    .remedy("restore the file, or run pnpm install and commit what it writes");
        }
    }

    /** The workspaces that are there, and the links that lead from one to another. */
    SortedMap<String, Entry> entries(Path root) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        importers.fields().forEachRemaining(importer -> {
            String place = importer.getKey().equals(ROOT) ? "" : importer.getKey();
            SortedSet<String> production = new TreeSet<>();
            PRODUCTION.forEach(kind ->
                    production.addAll(links(entries, place, importer.getValue().path(kind))));
            SortedSet<String> development =
                    links(entries, place, importer.getValue().path(DEVELOPMENT));
            if (!place.isEmpty() && Files.isRegularFile(root.resolve(place).resolve(PackageJson.NAME))) {
                entries.put(
                        place, Entry.ofWorkspace(place, new LockedNeeds(Optional.empty(), production, development)));
            }
        });
        return entries;
    }

    private static SortedSet<String> links(SortedMap<String, Entry> entries, String place, JsonNode needs) {
        SortedSet<String> names = new TreeSet<>();
        needs.fields().forEachRemaining(need -> {
            String version = need.getValue().path("version").asText();
            String from = version.startsWith(Entry.COPIED) ? "" : place;
            LockedNeeds.directory(from, version).ifPresent(target -> {
                names.add(need.getKey());
                Entry link = Entry.ofLink(place, need.getKey(), target);
                entries.put(link.place(), link);
            });
        });
        return names;
    }

    /**
     * The lock, as it would be if there were only these workspaces.
     *
     * @param withoutRoot names of what the project's own package.json does not need any more
     * @param development whether what the workspaces need for development stays
     */
    String only(Collection<String> workspaces, Collection<String> withoutRoot, boolean development) {
        ObjectNode rest = importers.deepCopy();
        rest.retain(new ArrayList<>(workspaces));
        if (!development) {
            rest.forEach(workspace -> ((ObjectNode) workspace).remove(DEVELOPMENT));
        }
        if (importers.path(ROOT) instanceof ObjectNode root) {
            ObjectNode less = root.deepCopy();
            less.forEach(kind -> {
                if (kind instanceof ObjectNode needs) {
                    needs.remove(withoutRoot);
                }
            });
            rest.set(ROOT, less);
        }
        // JSON is YAML, too.
        List<String> lines = new ArrayList<>(before);
        lines.add(KEY + " " + new String(Json.bytes(rest), StandardCharsets.UTF_8));
        lines.addAll(after);
        return String.join("\n", lines) + "\n";
    }
}
