package io.github.sosapp.plan;

import java.util.List;
import java.util.Locale;

/** Names of files and directories that say who somebody is; what has such a name belongs neither into an image nor near a build. */
public final class SecretFiles {

    /** File names with at most one {@code *}, at their beginning or end; upper and lower case are the same. */
    public static final List<String> NAMES = List.of(
            ".env*",
            "*.pem",
            "*.key",
            "*.p12",
            "*.pfx",
            "*.jks",
            "*.keystore",
            "*.ppk",
            "*.kdbx",
            "id_rsa",
            "id_dsa",
            "id_ecdsa",
            "id_ed25519",
            "credentials.json",
            ".netrc",
            ".pypirc",
            ".git-credentials",
            ".ssh",
            ".gnupg",
            ".aws");

    /** The same for {@link SourceFiles}, as one pattern; upper and lower case are not the same there. */
    public static final String GLOB = "{,**/}{" + String.join(",", NAMES) + "}";

    private SecretFiles() {}

    /** Whether a file or directory is to be taken for a secret; {@code name} is the last part of its path. */
    public static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAMES.stream().anyMatch(pattern -> matches(pattern, lower));
    }

    private static boolean matches(String pattern, String name) {
        int last = pattern.length() - 1;
        if (pattern.charAt(0) == '*') {
            return name.endsWith(pattern.substring(1));
        }
        return pattern.charAt(last) == '*' ? name.startsWith(pattern.substring(0, last)) : name.equals(pattern);
    }
}
