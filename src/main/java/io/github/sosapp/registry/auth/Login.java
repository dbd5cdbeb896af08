package io.github.sosapp.registry.auth;

import io.github.sosapp.secret.Secret;

/**
 * A user name and password for a registry.
 *
 * @param source where it was found, for people: {@code settings.xml server "github"}
 * @param identityToken whether {@code password} is an OAuth2 refresh token instead of a password
 */
public record Login(String user, Secret password, String source, boolean identityToken) {

    /** {@code settings.xml server "github" (user octo)}. */
    public String described() {
        return source + (identityToken ? " (identity token)" : " (user " + user + ")");
    }
}
