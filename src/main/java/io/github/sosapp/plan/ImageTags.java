package io.github.sosapp.plan;

import io.github.sosapp.failure.BuildFailure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The tags of an image: its version and, for a release, {@code latest}; or what the user asks for. */
public final class ImageTags {

    private static final String MAIN_TARGET = "production";
    private static final String LATEST = "latest";
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final String RULE =
            "a tag has letters, digits, '_', '.' and '-', starts with none of the last two, and has at most 128 characters";

    private ImageTags() {}

    /**
     * The tags in the order they are set, without repetition and never none.
     *
     * <p>A '+', legal in versions but not in tags, becomes '-'. Targets other than production have the suffix {@code
     * -<target>} and never {@code latest}.
     *
     * @param version of the project
     * @param items of {@code sos.tags}; {@code +tag} adds to the default ones, {@code -tag} takes from them, and a plain
     *     tag stands instead of them; empty for the default ones
     * @param origin where the items were written
     * @throws BuildFailure when something cannot be a tag, or no tag is left
     */
    public static List<String> of(String version, String target, List<String> items, Object origin) {
        Set<String> tags = new LinkedHashSet<>();
        if (items.stream().allMatch(ImageTags::isChange)) {
            tags.add(version);
            if (!version.toUpperCase(Locale.ROOT).endsWith("SNAPSHOT")) {
                tags.add(LATEST);
            }
        }
        for (String item : items) {
            if (item.startsWith("-")) {
                tags.remove(item.substring(1));
            } else {
                tags.add(item.startsWith("+") ? item.substring(1) : item);
            }
        }
        Set<String> finished = new LinkedHashSet<>();
        for (String tag : tags) {
            Object from = tag.equals(version) && !items.contains(tag) ? "the project's version" : origin;
            finish(tag, target, from).ifPresent(finished::add);
        }
        if (finished.isEmpty()) {
            throw BuildFailure.ofUser("the image would have no tag")
                    .because("sos.tags = " + String.join(",", items) + " takes them all"
                            + (target.equals(MAIN_TARGET) ? "" : ", and the target " + target + " has no latest"))
                    .from(origin)
                    .remedy("leave a tag, or add one with +name");
        }
        return List.copyOf(finished);
    }

    private static boolean isChange(String item) {
        return item.startsWith("+") || item.startsWith("-");
    }

    private static Optional<String> finish(String written, String target, Object origin) {
        boolean mainTarget = target.equals(MAIN_TARGET);
        if (written.equals(LATEST) && !mainTarget) {
            return Optional.empty();
        }
        String tag = written.replace('+', '-') + (mainTarget ? "" : "-" + target);
        if (written.isEmpty() || !TAG.matcher(tag).matches()) {
            throw BuildFailure.ofUser("\"" + written + "\" cannot be a tag")
                    .because(RULE)
                    .from(origin)
                    .remedy(remedy(tag));
        }
        return Optional.of(tag);
    }

    private static String remedy(String tag) {
        String near = tag.replaceAll("[^A-Za-z0-9_.-]+", "-").replaceFirst("^[.-]+", "");
        return TAG.matcher(near).matches() && !near.equals(tag)
                ? "set sos.tags to a valid tag, for example " + near
                : "set sos.tags to a valid tag";
    }
}
