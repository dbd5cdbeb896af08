package io.github.sosapp.debian.rootfs.tree;

import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.debian.rootfs.tree.CutRules.CutRule;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.LayerEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Files, directories and links by path, each with the name of its owner: a package, or a part that is produced. */
public final class RootTree {

    private static final int MOST_LINKS = 40;

    /** @param owner name of the package, or of the produced part */
    public record Owned(LayerEntry entry, String owner) {}

    /**
     * What one rule left out.
     *
     * @param files number of files and links
     * @param bytes of these files together
     */
    public record CutFiles(CutRule rule, long files, long bytes) {

        private CutFiles and(LayerEntry entry) throws IOException {
            boolean isFile = entry.type() == LayerEntry.Type.FILE;
            boolean counts = entry.type() != LayerEntry.Type.DIRECTORY;
            return new CutFiles(
                    rule,
                    files + (counts ? 1 : 0),
                    bytes + (isFile ? entry.content().size() : 0));
        }
    }

    private final NavigableMap<String, Owned> byPath = new TreeMap<>();
    private final Map<CutRule, CutFiles> cut = new IdentityHashMap<>();

    /**
     * Puts the packages over each other. Where they share a directory, the mode of an essential package counts, else that
     * of the first by name.
     *
     * @throws BuildFailure when two packages claim one path and neither says that it replaces the other
     */
    public static RootTree of(Collection<PackageContent> packages, CutRules rules) throws IOException {
        RootTree tree = new RootTree();
        Map<String, PackageContent> byName = new HashMap<>();
        packages.forEach(content -> byName.put(content.about().name(), content));
        List<PackageContent> inOrder = packages.stream()
                .sorted(Comparator.comparing(
                                (PackageContent content) -> !content.control().isEssential())
                        .thenComparing(content -> content.about().name()))
                .toList();
        for (PackageContent content : inOrder) {
            tree.add(content, byName, rules);
        }
        tree.refuseBelowFiles();
        return tree;
    }

    private void add(PackageContent content, Map<String, PackageContent> byName, CutRules rules) throws IOException {
        String owner = content.about().name();
        Function<String, Optional<CutRule>> cuts = rules.cutsFrom(owner);
        for (LayerEntry given : content.entries()) {
            String path = MergedUsr.path(given.path());
            if (MergedUsr.isLink(given)) {
                continue;
            }
            Optional<CutRule> rule = cuts.apply(path);
            if (rule.isPresent()) {
                cut.put(
                        rule.get(),
                        cut.getOrDefault(rule.get(), new CutFiles(rule.get(), 0, 0))
                                .and(given));
                continue;
            }
            LayerEntry entry = new LayerEntry(
                    path, given.type(), given.mode(), given.owner(), given.content(), given.linkTarget());
            Owned known = byPath.get(path);
            if (known == null || mayReplace(content, byName.get(known.owner), entry, known.entry)) {
                byPath.put(path, new Owned(entry, owner));
            }
        }
    }

    private static boolean mayReplace(
            PackageContent content, PackageContent before, LayerEntry entry, LayerEntry known) {
        boolean directory = entry.type() == LayerEntry.Type.DIRECTORY;
        if (directory && known.type() == LayerEntry.Type.DIRECTORY) {
            return false;
        }
        boolean same = entry.type() == LayerEntry.Type.SYMLINK
                && known.type() == LayerEntry.Type.SYMLINK
                && entry.linkTarget().equals(known.linkTarget());
        if (same || content == before) {
            return false;
        }
        if (!directory && known.type() != LayerEntry.Type.DIRECTORY) {
            if (content.control().replaces(before.about().name())) {
                return true;
            }
            if (before.control().replaces(content.about().name())) {
                return false;
            }
        }
        throw conflict(entry.path(), before.about().toString(), content.about().toString());
    }

    private void refuseBelowFiles() {
        for (Owned owned : byPath.values()) {
            String path = owned.entry.path();
            for (String parent : parents(path)) {
                Owned above = byPath.get(parent);
                if (above != null && above.entry.type() != LayerEntry.Type.DIRECTORY) {
                    throw BuildFailure.ofWorld("the package " + owned.owner + " has " + path + ", but " + parent
                                    + " of the package " + above.owner + " is no directory")
                            .because("only one of them can be in an image")
                            .remedy("leave one of the two packages out");
                }
            }
        }
    }

    private static BuildFailure conflict(String path, String one, String other) {
        return BuildFailure.ofWorld("two packages have " + path)
                .because(one + " and " + other + "; neither says that it replaces the other")
                .remedy("leave one of the two packages out");
    }

    /**
     * Adds what no package has. What is there already, the same or not, stays, because a package knows better.
     *
     * @param owner name of the produced part
     */
    public void produce(String owner, List<LayerEntry> entries) {
        entries.forEach(entry -> byPath.putIfAbsent(entry.path(), new Owned(entry, owner)));
    }

    /** Adds what takes the place of a package's entry. */
    public void replace(String owner, List<LayerEntry> entries) {
        entries.forEach(entry -> byPath.put(entry.path(), new Owned(entry, owner)));
    }

    /** What was left out, by rules that left out a file or a link, in no particular order. */
    public List<CutFiles> cut() {
        return cut.values().stream().filter(files -> files.files() > 0).toList();
    }

    /** The links of the merged /usr. */
    public List<LayerEntry> mergedLinks() {
        return MergedUsr.links(byPath.navigableKeySet());
    }

    /** Sorted by path. */
    public Collection<Owned> all() {
        return List.copyOf(byPath.values());
    }

    /** Of the directory and everything below it, sorted by path. */
    public List<LayerEntry> below(String directory) {
        return byPath.subMap(directory + "/", directory + "0").values().stream()
                .map(Owned::entry)
                .toList();
    }

    /** What is at the path itself. */
    public Optional<LayerEntry> find(String path) {
        return Optional.ofNullable(byPath.get(path)).map(Owned::entry);
    }

    /** What the owner has at the path, however it spells the merged directories. */
    public Optional<LayerEntry> find(String owner, String path) {
        return Optional.ofNullable(byPath.get(MergedUsr.path(path)))
                .filter(owned -> owned.owner.equals(owner))
                .map(Owned::entry);
    }

    /** What a program finds that opens the path; links are followed. Empty when there is nothing, or only a loop. */
    public Optional<LayerEntry> resolve(String path) {
        List<String> left = new ArrayList<>(names(MergedUsr.path(path)));
        String at = "";
        for (int links = 0; !left.isEmpty(); ) {
            String name = left.remove(0);
            if (name.equals("..")) {
                at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
                continue;
            }
            Owned found = byPath.get(MergedUsr.path(at + "/" + name));
            if (found != null && found.entry.type() == LayerEntry.Type.SYMLINK) {
                String target = found.entry.linkTarget();
                left.addAll(0, names(target));
                at = target.startsWith("/") ? "" : at;
                if (++links > MOST_LINKS) {
                    return Optional.empty();
                }
            } else {
                at = MergedUsr.path(at + "/" + name);
            }
        }
        return find(at);
    }

    private static List<String> names(String path) {
        return List.of(path.split("/")).stream()
                .filter(name -> !name.isEmpty() && !name.equals("."))
                .toList();
    }

    /** The directories above the path, the nearest first, without the root. */
    public static List<String> parents(String path) {
        List<String> parents = new ArrayList<>();
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            parents.add(path.substring(0, slash));
        }
        return parents;
    }
}
