package io.github.sosapp.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How to reach other machines.
 *
 * @param idleTimeout after which a connection counts as dead when it has moved less than a kilobyte
 * @param caCertificates a PEM file of authorities trusted besides the usual ones
 * @param insecureHosts {@code host} or {@code host:port} of servers that may speak plain http or show any certificate
 */
public record HttpSettings(
        String userAgent,
        Duration connectTimeout,
        Duration idleTimeout,
        Optional<ProxySettings> proxy,
        Optional<Path> caCertificates,
        Set<String> insecureHosts) {

    public HttpSettings {
        insecureHosts = Set.copyOf(insecureHosts);
    }

    /** Waits 15 s for a connection and 60 s for progress; no proxy, no further authorities, nothing insecure. */
    public static HttpSettings of(String userAgent) {
        return new HttpSettings(
                userAgent,
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    /** The same with other patience. */
    public HttpSettings withIdleTimeout(Duration timeout) {
        return new HttpSettings(userAgent, connectTimeout, timeout, proxy, caCertificates, insecureHosts);
    }

    /** For a question that can go unanswered: waits 3 s for a connection and 5 s for progress. */
    public HttpSettings impatient() {
        return new HttpSettings(
                userAgent, Duration.ofSeconds(3), Duration.ofSeconds(5), proxy, caCertificates, insecureHosts);
    }

    /** The same by way of a proxy. */
    public HttpSettings withProxy(ProxySettings settings) {
        return new HttpSettings(
                userAgent, connectTimeout, idleTimeout, Optional.of(settings), caCertificates, insecureHosts);
    }

    /** The same with authorities of a PEM file besides Java's own. */
    public HttpSettings withCaCertificates(Path pemFile) {
        return new HttpSettings(userAgent, connectTimeout, idleTimeout, proxy, Optional.of(pemFile), insecureHosts);
    }

    /** The same where these, {@code host[:port]}, need no TLS and no known certificate. */
    public HttpSettings withInsecureHosts(Set<String> hosts) {
        return new HttpSettings(userAgent, connectTimeout, idleTimeout, proxy, caCertificates, hosts);
    }

    /** Whether the server was listed as insecure, with its port or for all ports. */
    public boolean isInsecure(URI address) {
        Origin origin = Origin.of(address);
        return insecureHosts.stream()
                .map(listed -> listed.toLowerCase(Locale.ROOT))
                .anyMatch(listed -> listed.equals(origin.host()) || listed.equals(origin.host() + ":" + origin.port()));
    }
}
