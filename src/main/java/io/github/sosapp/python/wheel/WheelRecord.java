package io.github.sosapp.python.wheel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of files of a wheel, with what each of them must hash to (PEP 376 "RECORD", PEP 427). */
record WheelRecord(Map<String, Line> lines) {

    /** Algorithms that PEP 427 allows, as RECORD and as Java calls them. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

    /**
     * What is said of one file.
     *
     * @param hash like {@code sha256=…} in base 64 for addresses, without padding; empty for none
     * @param size in decimal digits; may be empty
     */
    record Line(String hash, String size) {

        static Line of(byte[] content) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
                return new Line("sha256=" + encoded(digest), Integer.toString(content.length));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The algorithm to check with; empty when there is no hash that can be trusted. */
        Optional<MessageDigest> algorithm() {
            try {
                String name = ALGORITHMS.get(hash.replaceAll("=.*", ""));
                return name == null ? Optional.empty() : Optional.of(MessageDigest.getInstance(name));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean matches(byte[] digest) {
            // Some tools pad, although they should not.
            return hash.replaceAll("^[^=]*=", "").replaceAll("=+$", "").equals(encoded(digest));
        }
    }

    private static String encoded(byte[] digest) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    /** @throws IllegalArgumentException when a line has no three fields */
    static WheelRecord parse(String text) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (String line : text.split("\r?\n")) {
            if (!line.isBlank()) {
                List<String> fields = fields(line);
                if (fields.size() < 3) {
                    throw new IllegalArgumentException("RECORD has the incomplete line " + line);
                }
                lines.put(fields.get(0), new Line(fields.get(1), fields.get(2)));
            }
        }
        return new WheelRecord(lines);
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            if (character == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (character == '"') {
                quoted = !quoted;
            } else if (character == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(character);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** The text of a RECORD with these lines, in the given order. */
    static byte[] write(Map<String, Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach((path, line) -> text.append(quotedIfNeeded(path))
                .append(',')
                .append(line.hash())
                .append(',')
                .append(line.size())
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quotedIfNeeded(String path) {
        return path.matches("[^,\"\r\n]*") ? path : '"' + path.replace("\"", "\"\"") + '"';
    }
}
