package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may do what in a {@link FakeRegistry}: everybody, one login by Basic, or one login by tokens. */
final class FakeRegistryLogin {

    private final Map<String, List<String>> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger given = new AtomicInteger();
    private String basic;
    private String realm;
    private boolean byToken;
    private boolean isPublic;
    private String identityToken;

    void basic(String user, String password) {
        basic = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        identityToken = password;
    }

    void tokens(String address, String user, String password, boolean anybodyMayPull) {
        basic(user, password);
        realm = address;
        byToken = true;
        isPublic = anybodyMayPull;
    }

    void realm(String address) {
        realm = address;
    }

    void expireTokens() {
        tokens.clear();
    }

    boolean admits(HttpExchange exchange) throws IOException {
        if (basic == null) {
            return true;
        }
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (!byToken) {
            return basic.equals(shown) || challenge(exchange, "Basic realm=\"fake\"");
        }
        String needed = needed(exchange);
        List<String> scopes = shown == null ? null : tokens.get(shown.replaceFirst("^Bearer ", ""));
        if (scopes == null || needed != null && !scopes.contains(needed)) {
            boolean unknown = scopes == null;
            return challenge(
                    exchange,
                    "Bearer realm=\"" + realm + "\",service=\"fake\""
                            + (unknown ? "" : ",error=\"insufficient_scope\""));
        }
        String mountedFrom = parameter(exchange.getRequestURI().getRawQuery(), "from");
        if (mountedFrom != null && !scopes.contains(mountedFrom + ":pull")) {
            return challenge(exchange, "Bearer realm=\"" + realm + "\",service=\"fake\",error=\"insufficient_scope\"");
        }
        return true;
    }

    private static String needed(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v2/")) {
            return null;
        }
        String repository = path.replaceFirst("^/v2/", "").replaceFirst("/(blobs|manifests)/.*$", "");
        boolean reads = exchange.getRequestMethod().matches("GET|HEAD");
        return repository + (reads ? ":pull" : ":push");
    }

    private static boolean challenge(HttpExchange exchange, String challenge) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        FakeRegistryContent.error(exchange, 401, "UNAUTHORIZED", "authentication required");
        return false;
    }

    void giveToken(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean oauth2 = exchange.getRequestMethod().equals("POST");
        String query = oauth2 ? form : exchange.getRequestURI().getRawQuery();
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        boolean known =
                oauth2 ? identityToken.equals(parameter(form, "refresh_token")) : shown != null && shown.equals(basic);
        if (!known && (shown != null || oauth2 || !isPublic)) {
            FakeRegistryContent.error(exchange, shown == null ? 401 : 403, "DENIED", "wrong user name or password");
            return;
        }
        List<String> scopes = new ArrayList<>();
        for (String part : String.valueOf(query).split("&")) {
            if (part.startsWith("scope=")) {
                for (String scope : URLDecoder.decode(part.substring(6), StandardCharsets.UTF_8)
                        .split(" ")) {
                    grant(scope, known, scopes);
                }
            }
        }
        String token = "token-" + given.incrementAndGet();
        tokens.put(token, scopes);
        FakeRegistryContent.reply(
                exchange, 200, "application/json", ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private static void grant(String scope, boolean known, List<String> scopes) {
        String[] parts = scope.split(":");
        for (String action : parts[2].split(",")) {
            if (known || action.equals("pull")) {
                scopes.add(parts[1] + ":" + action);
            }
        }
    }

    private static String parameter(String query, String name) {
        for (String part : String.valueOf(query).split("&")) {
            if (part.startsWith(name + "=")) {
                return URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }
}
