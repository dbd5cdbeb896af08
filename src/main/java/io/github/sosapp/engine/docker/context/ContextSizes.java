package io.github.sosapp.engine.docker.context;

import io.github.sosapp.image.layer.LayerEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the size of a context is spread over its directories. */
final class ContextSizes {

    private static final Comparator<ContextEntry> LARGEST_FIRST =
            Comparator.comparingLong(ContextEntry::size).reversed().thenComparing(ContextEntry::path);

    /** What is in each directory, itself with its path; the root's is empty. */
    private final Map<String, List<ContextEntry>> inside = new HashMap<>();

    private ContextSizes() {}

    /** @param entries in the order of their paths, so that a directory comes before what is in it */
    static ContextSizes of(List<LayerEntry> entries) {
        ContextSizes sizes = new ContextSizes();
        Map<String, Long> totals = new HashMap<>();
        for (int i = entries.size() - 1; i >= 0; i--) {
            LayerEntry entry = entries.get(i);
            boolean directory = entry.type() == LayerEntry.Type.DIRECTORY;
            String path = entry.path().substring(1) + (directory ? "/" : "");
            String parent = path.substring(0, entry.path().lastIndexOf('/'));
            long size = directory ? totals.getOrDefault(path, 0L) : size(entry);
            totals.merge(parent, size, Long::sum);
            sizes.inside.computeIfAbsent(parent, unknown -> new ArrayList<>()).add(new ContextEntry(path, size));
        }
        return sizes;
    }

    private static long size(LayerEntry entry) {
        try {
            return entry.type() == LayerEntry.Type.FILE ? entry.content().size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ContextEntry> biggest(int count) {
        return inside.getOrDefault("", List.of()).stream()
                .map(this::culprit)
                .sorted(LARGEST_FIRST)
                .limit(count)
                .toList();
    }

    private ContextEntry culprit(ContextEntry entry) {
        ContextEntry found = entry;
        while (inside.containsKey(found.path())) {
            ContextEntry largest =
                    inside.get(found.path()).stream().min(LARGEST_FIRST).orElseThrow();
            if (largest.size() * 10 < found.size() * 9) {
                break;
            }
            found = largest;
        }
        return found;
    }
}
