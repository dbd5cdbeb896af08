package io.github.sosapp.settings;

import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.image.Platform;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the text of a setting. */
@FunctionalInterface
public interface SettingParser<T> {

    /**
     * Reads a text that has no white space around it.
     *
     * @throws Refusal with a complaint and a remedy
     */
    T parse(String text) throws Refusal;

    /** A text that is not a value; the message continues "sos.name = text …". */
    final class Refusal extends Exception {

        private final String remedy;

        public Refusal(String complaint, String remedy) {
            super(complaint, null, false, false);
            this.remedy = remedy;
        }

        String remedy() {
            return remedy;
        }
    }

    SettingParser<String> TEXT = text -> {
        if (text.isEmpty()) {
            throw new Refusal("is not a value", "give a value, or remove the setting");
        }
        return text;
    };

    SettingParser<List<String>> LIST = text -> {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",")) {
            if (!item.isBlank()) {
                items.add(item.trim());
            }
        }
        return List.copyOf(items);
    };

    SettingParser<Boolean> YES_OR_NO = text -> switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "" -> true;
        case "false" -> false;
        default -> throw new Refusal("is neither true nor false", "use true or false");
    };

    SettingParser<Integer> PORT = text -> {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new Refusal("is not a port", "use a number from 1 to 65535");
        }
        return port;
    };

    SettingParser<Integer> COUNT = text -> {
        if (!text.matches("\\d{1,6}")) {
            throw new Refusal("is not a number", "use a whole number, for example 3");
        }
        return Integer.parseInt(text);
    };

    SettingParser<Path> PATH = text -> {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Refusal("is not a path", "use a path relative to the module");
        }
    };

    SettingParser<Duration> DURATION = text -> {
        Matcher matcher = Pattern.compile("(\\d{1,9})(ms|s|m|h)").matcher(text);
        if (!matcher.matches()) {
            throw new Refusal("is not a duration", "use a number with ms, s, m or h, for example 30s");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    };

    /** A duration of a second or more. */
    SettingParser<Duration> PATIENCE = text -> {
        Duration duration = DURATION.parse(text);
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new Refusal("is too short", "use 1s or more");
        }
        return duration;
    };

    /** {@code uid}, {@code uid:gid}; numbers only, because Kubernetes can prove only numbers to be non-root. */
    SettingParser<String> USER = text -> {
        if (!text.matches("\\d{1,9}(:\\d{1,9})?")) {
            throw new Refusal(
                    "is not a numeric user",
                    "use uid or uid:gid, for example 1001:1001; names cannot be proven to be non-root by Kubernetes");
        }
        return text;
    };

    /**
     * A command line in exec form: words parted by white space, quotes keep words together, also in the middle of a word;
     * no shell is involved, and a backslash is a backslash.
     */
    SettingParser<List<String>> COMMAND_LINE = text -> {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (char character : text.toCharArray()) {
            if (quote == 0 && Character.isWhitespace(character)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (character == quote) {
                quote = 0;
            } else if (quote == 0 && (character == '"' || character == '\'')) {
                quote = character;
            } else {
                word.append(character);
            }
        }
        if (quote != 0) {
            throw new Refusal("has a quote that does not end", "close it with " + quote);
        }
        if (word == null) {
            throw new Refusal("names no program or argument", "give words parted by spaces, or none");
        }
        words.add(word.toString());
        return List.copyOf(words);
    };

    /** A builder of the Docker Engine, or one of {@code docker buildx}: {@code buildx}, {@code buildx:name}. */
    SettingParser<String> BUILDER = text -> text.matches("buildx:[A-Za-z0-9][A-Za-z0-9._-]*")
            ? text
            : oneOf(List.of("auto", "buildkit", "classic", "buildx", "buildx:<name>"), word -> word)
                    .parse(text.equals("buildx:<name>") ? "buildx:" : text);

    /** Comma-separated platforms, or {@code native}; duplicates are dropped, order is kept. */
    SettingParser<List<Platform>> PLATFORMS = text -> {
        LinkedHashSet<Platform> platforms = new LinkedHashSet<>();
        for (String item : LIST.parse(text)) {
            try {
                platforms.add(item.equals("native") ? Platform.ofThisMachine() : Platform.parse(item));
            } catch (IllegalArgumentException e) {
                throw new Refusal(
                        "is not a list of platforms: " + item, "use os/architecture, for example linux/arm64");
            }
        }
        if (platforms.isEmpty()) {
            throw new Refusal("names no platform", "use for example linux/amd64,linux/arm64 or native");
        }
        return List.copyOf(platforms);
    };

    /** One of a few words. */
    static <E> SettingParser<E> oneOf(List<E> values, Function<E, String> word) {
        return text -> {
            for (E value : values) {
                if (word.apply(value).equals(text)) {
                    return value;
                }
            }
            List<String> words = values.stream().map(word).toList();
            String all = words.stream().collect(Collectors.joining(", "));
            throw new Refusal("is not one of: " + all, Suggestion.didYouMean(text, words, "use one of: " + all));
        };
    }
}
