package io.github.sosapp.service.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Files of a project of pnpm or yarn as they would be if it had nothing but what one of its workspaces needs. Told to leave
 * the others out, pnpm still lays packages where theirs would be in the way, and yarn 1 cannot be told.
 */
final class PrunedProject {

    private static final String DEVELOPMENT = "devDependencies";
    private static final List<String> NEEDS =
            List.of("dependencies", "optionalDependencies", "peerDependencies", DEVELOPMENT);

    private final NodeProject project;
    private final boolean development;
    private final List<String> workspaces;

    /** @param development whether there is to be what the workspaces are built and developed with */
    PrunedProject(NodeProject project, boolean development) {
        this.project = project;
        this.development = development;
        this.workspaces = project.workspaces(development);
    }

    SortedMap<String, String> files() {
        SortedMap<String, String> files = new TreeMap<>();
        for (String workspace : workspaces) {
            ObjectNode manifest = PackageJson.tree(project.root().resolve(workspace));
            if (!development && manifest.remove(DEVELOPMENT) != null) {
                files.put(workspace + "/" + PackageJson.NAME, text(manifest));
            }
            // Without a file there would be no link to it in .bin; what it holds comes with the sources.
            programs(manifest).forEach(program -> files.put(workspace + "/" + program, ""));
        }
        ObjectNode root = PackageJson.tree(project.root());
        SortedSet<String> superfluous = superfluous(root);
        NEEDS.forEach(kind -> {
            if (root.path(kind) instanceof ObjectNode needs) {
                needs.remove(superfluous);
            }
        });
        PackageLock lock = project.lock();
        if (lock.installer() == Installer.PNPM) {
            files.put(lock.file().getFileName().toString(), lock.only(workspaces, superfluous, development));
            files.put(OtherLock.PNPM_SETTINGS, OtherLock.settings(project.root(), workspaces));
        }
        // Besides yarn, npm wants them there, when it runs the scripts of packages.
        ArrayNode places = root.path("workspaces") instanceof ObjectNode withMore
                ? withMore.putArray("packages")
                : root.putArray("workspaces");
        workspaces.forEach(places::add);
        files.put(PackageJson.NAME, text(root));
        return files;
    }

    /** What the project's own package.json names and nothing that is left needs. */
    private SortedSet<String> superfluous(ObjectNode root) {
        SortedSet<String> names = new TreeSet<>();
        NEEDS.forEach(kind -> root.path(kind).fieldNames().forEachRemaining(names::add));
        if (development) {
            names.removeIf(name -> project.lock()
                    .workspaceOfRoot(name)
                    .map(workspaces::contains)
                    .orElse(true));
        }
        return names;
    }

    private static List<String> programs(JsonNode manifest) {
        List<String> programs = new ArrayList<>();
        JsonNode bin = manifest.path("bin");
        (bin.isTextual() ? List.of(bin) : bin).forEach(file -> programs.add(file.asText()));
        return programs.stream()
                .map(file -> Path.of(file).normalize())
                .filter(file -> !file.isAbsolute() && !file.startsWith(".."))
                .map(file -> file.toString().replace('\\', '/'))
                .filter(file -> !file.isEmpty() && !file.equals(PackageJson.NAME))
                .toList();
    }

    private static String text(ObjectNode json) {
        return new String(Json.readable(json), StandardCharsets.UTF_8);
    }
}
