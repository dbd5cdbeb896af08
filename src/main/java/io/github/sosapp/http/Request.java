package io.github.sosapp.http;

import java.net.URI;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One HTTP request.
 *
 * @param headers names in any case; {@code Content-Length}, {@code Host} and {@code User-Agent} are added when it is sent
 * @param patience how many times the idle time limit the answer may take after the last byte was sent; at least 1
 */
public record Request(String method, URI address, Map<String, String> headers, RequestBody body, int patience) {

    private static final Set<String> FOR_ANY_ORIGIN = Set.of("accept", "content-type", "range", "if-range");

    public Request {
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = Collections.unmodifiableMap(sorted);
    }

    /** A request without headers and body, and with usual patience. */
    public static Request of(String method, URI address) {
        return new Request(method, address, Map.of(), RequestBody.NONE, 1);
    }

    /** The request for what is at an address. */
    public static Request get(URI address) {
        return of("GET", address);
    }

    /** The same with one more header, in place of any of that name. */
    public Request with(String header, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(header, value);
        return new Request(method, address, more, body, patience);
    }

    /** The same with that body. */
    public Request carrying(RequestBody content) {
        return new Request(method, address, headers, content, patience);
    }

    /** The same with that many times the usual patience. */
    public Request waiting(int longer) {
        return new Request(method, address, headers, body, longer);
    }

    /** The same request to another address; at another origin only headers that cannot be credentials remain. */
    Request redirectedTo(URI next) {
        Map<String, String> kept = new TreeMap<>(headers);
        if (!Origin.of(address).equals(Origin.of(next))) {
            kept.keySet().removeIf(name -> !FOR_ANY_ORIGIN.contains(name.toLowerCase(Locale.ROOT)));
        }
        return new Request(method, next, kept, body, patience);
    }
}
