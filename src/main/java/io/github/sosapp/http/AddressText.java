package io.github.sosapp.http;

import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Addresses as they may be printed: without user information, and without query values that could be secrets. */
public final class AddressText {

    private static final Set<String> HARMLESS = Set.of("digest", "from", "last", "mount", "n", "scope", "service");

    private AddressText() {}

    /** The address as it may stand in logs and failures. */
    public static String of(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + query(address.getRawQuery());
        return address.getScheme() + "://" + address.getHost() + port + path + query;
    }

    private static String query(String query) {
        return Arrays.stream(query.split("&"))
                .map(parameter -> {
                    String name = parameter.split("=", 2)[0];
                    return HARMLESS.contains(name) ? parameter : name + "=…";
                })
                .collect(Collectors.joining("&"));
    }
}
