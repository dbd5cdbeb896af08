package io.github.sosapp.git;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the address that a repository was cloned from into one for a browser. Everybody gets the same one, however they
 * cloned, and whatever might be a secret is left out: what cannot be read with certainty gives no address.
 */
final class SourceAddress {

    // git-clone, "GIT URLS": the host comes after the last @ before the path.
    private static final Pattern URL = Pattern.compile(
            "(?<scheme>https?|ssh|git\\+ssh|git)://(?:[^/]*@)?(?<host>[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])"
                    + "(?::(?<port>[0-9]*))?/+(?<path>[^?#]*)(?:[?#].*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SCP =
            Pattern.compile("(?:[^/@:]+@)?(?<host>[A-Za-z0-9.-]{2,}):/*(?<path>[^?#]*)(?:[?#].*)?");
    private static final Pattern SAFE_PATH = Pattern.compile("[^\\s@:\\\\\\p{Cntrl}]+");

    private SourceAddress() {}

    static Optional<String> of(String remote) {
        String text = remote.strip();
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            boolean web = url.group("scheme").toLowerCase(Locale.ROOT).startsWith("http");
            String scheme = web ? url.group("scheme").toLowerCase(Locale.ROOT) : "https";
            // The port of ssh says nothing about the web server.
            boolean ported =
                    web && url.group("port") != null && !url.group("port").isEmpty();
            return address(scheme, url.group("host") + (ported ? ":" + url.group("port") : ""), url.group("path"));
        }
        Matcher scp = SCP.matcher(text);
        return !text.contains("://") && scp.matches()
                ? address("https", scp.group("host"), scp.group("path"))
                : Optional.empty();
    }

    private static Optional<String> address(String scheme, String host, String path) {
        String page = path.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
        return SAFE_PATH.matcher(page).matches()
                ? Optional.of(scheme + "://" + host.toLowerCase(Locale.ROOT) + "/" + page)
                : Optional.empty();
    }
}
