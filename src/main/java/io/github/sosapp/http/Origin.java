package io.github.sosapp.http;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Scheme, host and port of an address (RFC 6454): what credentials belong to.
 *
 * @param port the scheme's own when the address names none
 */
public record Origin(String scheme, String host, int port) {

    private static final Pattern PRIVATE_IPV4 =
            Pattern.compile("(0|10|127)\\.\\d+\\.\\d+\\.\\d+|169\\.254\\.\\d+\\.\\d+"
                    + "|192\\.168\\.\\d+\\.\\d+|172\\.(1[6-9]|2\\d|3[01])\\.\\d+\\.\\d+");
    private static final Pattern ANY_NUMBER = Pattern.compile("(0x[0-9a-f]+|\\d+)(\\.(0x[0-9a-f]+|\\d+))*\\.?");
    private static final Pattern DOTTED = Pattern.compile("(0|[1-9]\\d*)(\\.(0|[1-9]\\d*)){3}");

    /**
     * The origin of an absolute http or https address.
     *
     * @throws IllegalArgumentException for any other address
     */
    public static Origin of(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || address.getHost() == null) {
            throw new IllegalArgumentException("not an http or https address");
        }
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, address.getHost().toLowerCase(Locale.ROOT), port);
    }

    /** Whether it is spoken to by TLS. */
    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** Whether the host is {@code localhost} or an address literal of this machine or a private network. */
    public boolean isPrivate() {
        if (host.startsWith("[")) {
            String literal = host.substring(1);
            return literal.startsWith("::") || literal.matches("(fe[89a-f]|f[cd]).*");
        }
        // Other spellings of an IPv4 address (octal, hexadecimal, one number) are only ever used to hide where they
        // lead.
        boolean disguised =
                ANY_NUMBER.matcher(host).matches() && !DOTTED.matcher(host).matches();
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || disguised
                || PRIVATE_IPV4.matcher(host).matches();
    }

    /**
     * Whether a server of this origin may send us on to that address: never from https to http, and never from a public
     * host to an address of this machine or a private network.
     */
    public boolean maySendTo(Origin next) {
        return (next.isSecure() || !isSecure()) && (!next.isPrivate() || isPrivate() || next.host.equals(host));
    }

    @Override
    public String toString() {
        boolean usualPort = port == (isSecure() ? 443 : 80);
        return scheme + "://" + host + (usualPort ? "" : ":" + port);
    }
}
