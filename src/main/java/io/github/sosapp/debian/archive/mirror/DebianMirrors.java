package io.github.sosapp.debian.archive.mirror;

import io.github.sosapp.http.Origin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where packages come from. Security updates have an archive of their own beside the main one.
 *
 * @param main addresses of the same archive, tried one after the other; at least one
 * @param security addresses of the archive of security updates; derived from {@code main} when empty
 * @param origin where the addresses were found, in words
 */
public record DebianMirrors(List<URI> main, List<URI> security, String origin) {

    private static final String SECURITY = "-security";
    private static final String SECURITY_POOL = "pool/updates/";
    private static final String HARMLESS = "-._~+/";

    public DebianMirrors {
        main = List.copyOf(main);
        security = List.copyOf(security);
        if (main.isEmpty()) {
            throw new IllegalArgumentException("no mirror");
        }
    }

    /**
     * Reads the address of a mirror; a slash at its end does not count.
     *
     * @throws IllegalArgumentException with a message that goes on after "the address …"
     */
    static URI parse(String text) {
        try {
            URI address = URI.create(text.trim().replaceAll("/+$", ""));
            Origin.of(address);
            if (address.getRawUserInfo() != null) {
                throw new IllegalArgumentException("has a login in it");
            }
            if (address.getRawQuery() == null && address.getRawFragment() == null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            if ("has a login in it".equals(e.getMessage())) {
                throw e;
            }
        }
        throw new IllegalArgumentException("is not an http or https address of a directory");
    }

    /** Whether that is a suite of security updates, such as {@code trixie-security}. */
    public static boolean isSecurity(String suite) {
        return suite.endsWith(SECURITY);
    }

    /** The addresses of the archive that has that suite, in the order in which they are tried. */
    public List<URI> of(String suite) {
        if (!isSecurity(suite)) {
            return main;
        }
        return securityIsKnown() ? security : siblings();
    }

    /** The addresses of a file of that suite, by its path below the archive; in the order in which they are tried. */
    public List<URI> of(String suite, String path) {
        return of(suite).stream().map(archive -> below(archive, path)).toList();
    }

    /** Whether somebody said where security updates are; a guessed place may not exist. */
    public boolean securityIsKnown() {
        return !security.isEmpty();
    }

    /** Every address that may have a package, the likeliest first. It may move from the security archive to the main one. */
    public List<URI> holding(String path) {
        boolean fromSecurity = path.startsWith(SECURITY_POOL);
        Set<URI> addresses = new LinkedHashSet<>(of(fromSecurity ? SECURITY : "", path));
        if (fromSecurity) {
            addresses.addAll(of("", "pool/" + path.substring(SECURITY_POOL.length())));
        }
        addresses.addAll(of(fromSecurity ? "" : SECURITY, path));
        return List.copyOf(addresses);
    }

    private List<URI> siblings() {
        return main.stream().map(DebianMirrors::sibling).toList();
    }

    // …/debian becomes …/debian-security, and so does a dated …/debian/20250520T000000Z; any other name gets the
    // ending.
    private static URI sibling(URI archive) {
        List<String> parts = new ArrayList<>(List.of(archive.toString().split("/", -1)));
        int debian = parts.lastIndexOf("debian");
        int changed = debian > 2 ? debian : parts.size() - 1;
        parts.set(changed, parts.get(changed) + SECURITY);
        return URI.create(String.join("/", parts));
    }

    /** The address of a path below that of an archive; every byte that could mean something else is escaped. */
    private static URI below(URI archive, String path) {
        StringBuilder address = new StringBuilder(archive.toString());
        if (address.charAt(address.length() - 1) != '/') {
            address.append('/');
        }
        for (byte single : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (single & 0xff);
            boolean plain = c < 0x80 && Character.isLetterOrDigit(c) || HARMLESS.indexOf(c) >= 0;
            address.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return URI.create(address.toString());
    }
}
