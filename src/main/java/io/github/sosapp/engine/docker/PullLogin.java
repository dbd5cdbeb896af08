package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.secret.Secret;
import java.util.Base64;

/**
 * What an engine needs to fetch images of a registry that wants a login.
 *
 * @param registry {@code host[:port]}, which alone gets to see it
 * @param user empty for an identity token
 */
public record PullLogin(String registry, String user, Secret secret) {

    /** The value of the header X-Registry-Auth (Docker Engine API, "Authentication"). */
    String header() {
        ObjectNode json = Json.object().put("serveraddress", registry);
        if (user.isEmpty()) {
            json.put("identitytoken", secret.reveal());
        } else {
            json.put("username", user).put("password", secret.reveal());
        }
        return Base64.getUrlEncoder().encodeToString(Json.bytes(json));
    }
}
