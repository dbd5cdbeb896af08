package io.github.sosapp.registry.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.Origin;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.Request;
import io.github.sosapp.http.RequestBody;
import io.github.sosapp.image.Json;
import io.github.sosapp.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gets tokens from the service that a registry names in its challenge (Docker token authentication): a GET with the
 * password, or an OAuth2 POST with an identity token.
 */
final class TokenExchange {

    private final HttpTransport http;

    TokenExchange(HttpTransport http) {
        this.http = http;
    }

    /**
     * Asks for a token.
     *
     * @param registry whose challenge it is; decides where the token service may be
     * @throws LoginRefused when the service answers anything but a token
     */
    Secret token(Challenge challenge, Scope scope, Optional<Login> login, Origin registry)
            throws HttpFailure, LoginRefused {
        URI realm = realm(challenge, registry);
        Reply reply = http.exchange(
                login.filter(Login::identityToken).isPresent()
                        ? oauth2(realm, challenge, scope, login.get())
                        : plain(realm, challenge, scope, login));
        if (!reply.succeeded()) {
            throw new LoginRefused(
                    reply, "the token service " + Origin.of(realm).host());
        }
        return read(reply, realm);
    }

    private static URI realm(Challenge challenge, Origin registry) throws LoginRefused {
        try {
            URI realm = URI.create(challenge.parameter("realm").orElse(""));
            Origin service = Origin.of(realm);
            if (realm.getRawUserInfo() == null && registry.maySendTo(service)) {
                return realm;
            }
            throw new LoginRefused("it names the token service " + service + ", to which no login may be sent");
        } catch (IllegalArgumentException e) {
            throw new LoginRefused("it does not say where its token service is");
        }
    }

    private static Request plain(URI realm, Challenge challenge, Scope scope, Optional<Login> login) {
        List<String> query = query(challenge, scope);
        String separator = realm.getRawQuery() == null ? "?" : "&";
        URI address = query.isEmpty() ? realm : URI.create(realm + separator + String.join("&", query));
        Request request = Request.get(address).with("Accept", "application/json");
        return login.map(found -> request.with("Authorization", AuthorizedTransport.basic(found)))
                .orElse(request);
    }

    private static Request oauth2(URI realm, Challenge challenge, Scope scope, Login login) {
        List<String> form = new ArrayList<>();
        challenge.parameter("service").ifPresent(service -> form.add("service=" + encode(service)));
        form.add("scope=" + encode(String.join(" ", scope.parts())));
        form.add("grant_type=refresh_token");
        form.add("client_id=sos-maven-plugin");
        form.add("refresh_token=" + encode(login.password().reveal()));
        return Request.of("POST", realm)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .carrying(RequestBody.of(String.join("&", form).getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> query(Challenge challenge, Scope scope) {
        List<String> query = new ArrayList<>();
        challenge.parameter("service").ifPresent(service -> query.add("service=" + encode(service)));
        scope.parts().forEach(part -> query.add("scope=" + encode(part)));
        return query;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Secret read(Reply reply, URI realm) throws LoginRefused {
        try {
            JsonNode json = Json.parse(reply.body());
            String token = json.path("token").asText(json.path("access_token").asText(""));
            // A token with a line break would end the header it is sent in.
            if (token.matches("[\\x21-\\x7e]+")) {
                return new Secret(token);
            }
        } catch (IOException e) {
            // Falls through: the answer is not quoted, because it may hold a token all the same.
        }
        throw new LoginRefused("the token service " + Origin.of(realm).host() + " answered without a token");
    }
}
