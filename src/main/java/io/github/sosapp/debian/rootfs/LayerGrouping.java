package io.github.sosapp.debian.rootfs;

import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Divides a tree into at most eight layers, so that an update changes few of them and services share the others: the
 * packages of one source are updated together and stay together; the largest sources have a layer each.
 *
 * <ol>
 *   <li>{@code data}: small packages for all architectures, certificates and accounts; the same on all platforms
 *   <li>up to four layers, each named after its source package
 *   <li>{@code other}: the other packages of the set
 *   <li>{@code added}: packages that are not of the set
 *   <li>{@code system}: links and caches that depend on all the others
 * </ol>
 */
final class LayerGrouping {

    /** Owner of what is produced and the same on all platforms; no package can have this name. */
    static final String DATA = "(data)";

    /** Owner of what is produced for one platform. */
    static final String SYSTEM = "(system)";

    private static final int MOST_OWN_LAYERS = 4;
    private static final long LARGE = 1 << 20;
    private static final long LARGE_DATA = 8 << 20;
    private static final List<String> BOTTOM = List.of("data");
    private static final List<String> TOP = List.of("other", "added", "system");

    private LayerGrouping() {}

    /** From bottom to top; layers without an entry are left out. */
    static List<NamedEntries> layers(RootTree tree, List<PackageContent> packages, Set<String> added)
            throws IOException {
        Map<String, String> layers = layersByOwner(tree, packages, added);
        Map<String, Map<String, LayerEntry>> entries = new TreeMap<>(order());
        for (RootTree.Owned owned : tree.all()) {
            Map<String, LayerEntry> layer = entries.computeIfAbsent(layers.get(owned.owner()), name -> new TreeMap<>());
            layer.put(owned.entry().path(), owned.entry());
            // Else the layer would bring them with an ordinary mode, over the one that another layer gave them.
            for (String parent : RootTree.parents(owned.entry().path())) {
                tree.find(parent).ifPresent(directory -> layer.put(parent, directory));
            }
        }
        return entries.entrySet().stream()
                .map(layer -> new NamedEntries(
                        layer.getKey(), List.copyOf(layer.getValue().values())))
                .toList();
    }

    private static Comparator<String> order() {
        return Comparator.comparingInt((String name) -> BOTTOM.contains(name) ? 0 : 1 + TOP.indexOf(name) + 1)
                .thenComparing(Comparator.naturalOrder());
    }

    private static Map<String, String> layersByOwner(RootTree tree, List<PackageContent> packages, Set<String> added)
            throws IOException {
        Map<String, Long> sizes = sizes(tree);
        Map<String, Long> groups = new HashMap<>();
        for (PackageContent content : packages) {
            if (!added.contains(content.about().name())) {
                groups.merge(group(content), sizes.getOrDefault(content.about().name(), 0L), Long::sum);
            }
        }
        Set<String> own = groups.entrySet().stream()
                .filter(group -> group.getValue() >= (group.getKey().endsWith(" data") ? LARGE_DATA : LARGE))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_OWN_LAYERS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Map<String, String> layers = new HashMap<>(Map.of(DATA, "data", SYSTEM, "system"));
        for (PackageContent content : packages) {
            String name = content.about().name();
            String group = group(content);
            String shared = content.about().isForAllArchitectures() ? "data" : "other";
            layers.put(name, added.contains(name) ? "added" : own.contains(group) ? group : shared);
        }
        return layers;
    }

    // A source package may never take the name of one of the other layers: packages have no spaces in their names.
    private static String group(PackageContent content) {
        return "source " + content.about().source() + (content.about().isForAllArchitectures() ? " data" : "");
    }

    private static Map<String, Long> sizes(RootTree tree) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (RootTree.Owned owned : tree.all()) {
            if (owned.entry().type() == LayerEntry.Type.FILE) {
                sizes.merge(owned.owner(), owned.entry().content().size(), Long::sum);
            }
        }
        return sizes;
    }
}
