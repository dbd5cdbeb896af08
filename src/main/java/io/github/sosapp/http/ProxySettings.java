package io.github.sosapp.http;

import io.github.sosapp.secret.Secret;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A proxy as Maven's settings.xml describes it.
 *
 * @param user empty for a proxy without a login; then {@code password} is empty too
 * @param nonProxyHosts hosts that are reached directly, separated by {@code |} or {@code ,}, with {@code *} for any text
 */
public record ProxySettings(
        String host, int port, Optional<String> user, Optional<Secret> password, String nonProxyHosts) {

    public ProxySettings {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a proxy: " + host + ":" + port);
        }
        nonProxyHosts = nonProxyHosts == null ? "" : nonProxyHosts;
    }

    /** Whether requests to that host go through the proxy. */
    public boolean covers(String target) {
        String name = target.toLowerCase(Locale.ROOT);
        for (String pattern : nonProxyHosts.toLowerCase(Locale.ROOT).split("[|,]")) {
            String expression = Pattern.quote(pattern.trim()).replace("*", "\\E.*\\Q");
            if (!pattern.isBlank() && name.matches(expression)) {
                return false;
            }
        }
        return true;
    }
}
