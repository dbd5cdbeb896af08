package io.github.sosapp.registry.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a server wants to see (RFC 9110, 11.6.1 {@code WWW-Authenticate}).
 *
 * @param scheme in lower case: {@code basic}, {@code bearer}
 * @param parameters names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Reads all header lines; one line may hold several challenges. What cannot be read is left out. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        headers.forEach(header -> new Reader(header).readInto(challenges));
        return challenges;
    }

    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void readInto(List<Challenge> challenges) {
            String scheme = null;
            Map<String, String> parameters = new TreeMap<>();
            while (skipSeparators()) {
                String word = word();
                if (word.isEmpty()) {
                    at++;
                } else if (scheme != null && nextIs('=')) {
                    parameters.putIfAbsent(word, value());
                } else {
                    add(scheme, parameters, challenges);
                    scheme = word;
                    parameters = new TreeMap<>();
                }
            }
            add(scheme, parameters, challenges);
        }

        private static void add(String scheme, Map<String, String> parameters, List<Challenge> challenges) {
            if (scheme != null) {
                challenges.add(new Challenge(scheme, parameters));
            }
        }

        private boolean skipSeparators() {
            while (at < text.length() && (text.charAt(at) == ',' || Character.isWhitespace(text.charAt(at)))) {
                at++;
            }
            return at < text.length();
        }

        private String word() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at).toLowerCase(Locale.ROOT);
        }

        private boolean nextIs(char wanted) {
            int next = at;
            while (next < text.length() && text.charAt(next) == ' ') {
                next++;
            }
            if (next == text.length() || text.charAt(next) != wanted) {
                return false;
            }
            at = next + 1;
            return true;
        }

        private String value() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if (at == text.length() || text.charAt(at) != '"') {
                int start = at;
                while (at < text.length() && " \t,".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                return text.substring(start, at);
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }
    }
}
