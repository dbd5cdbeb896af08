package io.github.sosapp.image.layer;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The entries of one layer in their final order, each path once, with all parent directories; or a refusal. */
final class LayerTree {

    private static final int LONGEST_PATH = 4095;

    private final String layer;
    private final boolean portable;
    private final List<LayerEntry> all;
    private final List<LayerEntry> missing = new ArrayList<>();
    private final Set<String> directories = new HashSet<>();
    private Comparator<LayerEntry> order = (left, right) -> left.path().compareTo(right.path());
    private String parent = "";
    private boolean hasSurrogates;

    private LayerTree(String layer, int entries, boolean portable) {
        this.layer = layer;
        this.portable = portable;
        this.all = new ArrayList<>(2 * entries);
    }

    /** Checks and completes the entries of {@code layer}; the order of {@code entries} does not matter. */
    static List<LayerEntry> sorted(String layer, List<LayerEntry> entries) throws IOException {
        return sorted(layer, entries, true);
    }

    /** @param portable whether it must be the same on every file system and for every unpacker */
    static List<LayerEntry> sorted(String layer, List<LayerEntry> entries, boolean portable) throws IOException {
        LayerTree tree = new LayerTree(layer, entries.size(), portable);
        List<LayerEntry> given = new ArrayList<>(entries);
        given.sort(tree.order);
        for (LayerEntry entry : given) {
            tree.add(entry);
        }
        tree.addMissing();
        if (portable) {
            tree.refuseCaseTwins();
        }
        return tree.all;
    }

    // Sorted, equal paths are neighbours, and a directory comes before what is in it.
    private void add(LayerEntry entry) throws IOException {
        LayerEntry last = all.isEmpty() ? null : all.get(all.size() - 1);
        if (last != null && last.path().equals(entry.path())) {
            requireSame(last, entry);
            return;
        }
        String path = entry.path();
        int slash = path.lastIndexOf('/');
        // Most entries are in the directory of the one before, so only their names are new.
        boolean isBesideLast = slash == parent.length() && path.startsWith(parent);
        checkPath(entry, isBesideLast ? slash : 0);
        if (!isBesideLast) {
            parent = path.substring(0, slash);
            findMissing();
        }
        if (entry.type() == LayerEntry.Type.DIRECTORY) {
            directories.add(path);
        } else if (portable && entry.type() == LayerEntry.Type.SYMLINK && leavesRoot(entry)) {
            throw BuildFailure.ofUser("the link " + path + " points out of the image, to " + entry.linkTarget())
                    .because("in layer \"" + layer + "\"; on another machine it would lead somewhere else")
                    .remedy("link to a path inside the image, or leave the link out");
        }
        all.add(entry);
    }

    private void requireSame(LayerEntry one, LayerEntry other) throws IOException {
        if (!same(one, other)) {
            throw BuildFailure.ofUser("layer \"" + layer + "\" has two different entries for " + one.path())
                    .because(describe(one) + " and " + describe(other))
                    .remedy("leave one of them out of the image");
        }
    }

    private void findMissing() {
        String path = parent;
        while (!path.isEmpty() && directories.add(path)) {
            missing.add(LayerEntry.directory(path, 0755, Owner.ROOT));
            path = path.substring(0, path.lastIndexOf('/'));
        }
    }

    // Without characters beyond U+FFFF the order of Java's strings is that of UTF-8, and much faster to find.
    private void addMissing() {
        all.addAll(missing);
        if (hasSurrogates) {
            order = (left, right) -> compareUtf8(left.path(), right.path());
        }
        all.sort(order);
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).path().equals(all.get(i - 1).path())) {
                throw notDirectory(all.get(i - 1));
            }
        }
    }

    // A directory is missing only where none was given, so what has its path is something else.
    private BuildFailure notDirectory(LayerEntry entry) {
        String inside = entry.path().concat("/");
        String below = all.stream()
                .filter(other -> other.path().startsWith(inside) && !missing.contains(other))
                .findFirst()
                .orElseThrow()
                .path();
        return BuildFailure.ofUser("in layer \"" + layer + "\", " + entry.path() + " is not a directory, but " + below
                        + " is below it")
                .because(describe(entry))
                .remedy("leave one of them out of the image");
    }

    private boolean has(String path) {
        return Collections.binarySearch(all, LayerEntry.directory(path, 0, Owner.ROOT), order) >= 0;
    }

    // Of two names that differ only in case, at least one changes when its case is folded; directories are entries,
    // too.
    private void refuseCaseTwins() {
        Map<String, String> changed = new HashMap<>();
        for (LayerEntry entry : all) {
            String path = entry.path();
            String name = path.substring(path.lastIndexOf('/') + 1);
            String foldedName = foldCase(name);
            if (!foldedName.equals(name)) {
                String folded = path.substring(0, path.length() - name.length()).concat(foldedName);
                String other = has(folded) ? folded : changed.putIfAbsent(folded, path);
                if (other != null) {
                    boolean ordered = compareUtf8(path, other) < 0;
                    throw caseTwins(ordered ? path : other, ordered ? other : path, "layer \"" + layer + "\"");
                }
            }
        }
    }

    static BuildFailure caseTwins(String first, String second, String where) {
        return BuildFailure.ofUser(first + " and " + second + " differ only in upper and lower case")
                .because("in " + where + "; on file systems that ignore case only one of them would exist")
                .remedy("rename one of them, or leave one out of the image");
    }

    static String foldCase(String path) {
        boolean lower = true;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c > 0x7f) {
                return path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
            }
            lower = lower && (c < 'A' || c > 'Z');
        }
        return lower ? path : path.toLowerCase(Locale.ROOT);
    }

    static String describe(LayerEntry entry) {
        return switch (entry.type()) {
            case FILE ->
                "a file with mode " + Integer.toOctalString(entry.mode()) + " of " + entry.owner()
                        + entry.content().file().map(file -> " from " + file).orElse("");
            case DIRECTORY -> "a directory with mode " + Integer.toOctalString(entry.mode()) + " of " + entry.owner();
            case SYMLINK, HARD_LINK -> "a link to " + entry.linkTarget();
        };
    }

    private static boolean same(LayerEntry one, LayerEntry other) throws IOException {
        if (one.type() != other.type()
                || one.mode() != other.mode()
                || !one.owner().equals(other.owner())
                || !one.attributes().equals(other.attributes())) {
            return false;
        }
        return switch (one.type()) {
            case DIRECTORY -> true;
            case SYMLINK, HARD_LINK -> one.linkTarget().equals(other.linkTarget());
            case FILE -> sameContent(one.content(), other.content());
        };
    }

    private static boolean sameContent(FileContent one, FileContent other) throws IOException {
        if (one == other) {
            return true;
        }
        if (one.size() != other.size()) {
            return false;
        }
        try (InputStream left = one.open();
                InputStream right = other.open()) {
            byte[] fromLeft = left.readNBytes(1 << 16);
            while (fromLeft.length > 0) {
                if (!Arrays.equals(fromLeft, right.readNBytes(1 << 16))) {
                    return false;
                }
                fromLeft = left.readNBytes(1 << 16);
            }
            return right.read() < 0;
        }
    }

    private void checkPath(LayerEntry entry, int from) {
        String path = entry.path();
        boolean good = path.length() > 1
                && path.length() <= LONGEST_PATH
                && path.charAt(0) == '/'
                && isText(path, from)
                && hasNames(path, from)
                && (entry.linkTarget() == null
                        || isText(entry.linkTarget(), 0) && entry.linkTarget().length() <= LONGEST_PATH);
        if (!good) {
            throw BuildFailure.ofUser("layer \"" + layer + "\" cannot hold the path " + path)
                    .because("a path in an image is absolute, without empty parts, \".\" and \"..\", and at most "
                            + LONGEST_PATH + " characters long")
                    .remedy("correct the path, or leave the file out of the image");
        }
    }

    // Between two slashes stands a name: neither nothing nor one or two dots.
    private static boolean hasNames(String path, int slash) {
        int start = slash + 1;
        for (int end = path.indexOf('/', start); end >= 0; end = path.indexOf('/', start)) {
            if (isNoName(path, start, end)) {
                return false;
            }
            start = end + 1;
        }
        return !isNoName(path, start, path.length());
    }

    private static boolean isNoName(String path, int start, int end) {
        return end == start
                || path.charAt(start) == '.' && (end == start + 1 || end == start + 2 && path.charAt(start + 1) == '.');
    }

    // A lone half of a surrogate pair or a NUL has no form in a tar archive that would read back the same.
    private boolean isText(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                return false;
            }
            if (Character.isSurrogate(c)) {
                hasSurrogates = true;
                i++;
                if (!Character.isHighSurrogate(c) || i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return !text.isEmpty();
    }

    private static boolean leavesRoot(LayerEntry link) {
        String target = link.linkTarget();
        int depth = target.startsWith("/")
                ? 0
                : (int) link.path().chars().filter(c -> c == '/').count() - 1;
        for (String name : target.split("/")) {
            if (name.equals("..")) {
                depth--;
            } else if (!name.isEmpty() && !name.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    // UTF-8 sorts by code point; UTF-16 would put pairs of surrogates before the characters from U+E000 on.
    static int compareUtf8(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean split = Character.isSurrogate(a) != Character.isSurrogate(b);
                return split && a >= Character.MIN_SURROGATE && b >= Character.MIN_SURROGATE ? b - a : a - b;
            }
        }
        return left.length() - right.length();
    }
}
