package io.github.sosapp.registry.auth;

import io.github.sosapp.secret.Secret;

/**
 * A {@code <server>} of settings.xml, decrypted.
 *
 * @param username empty when the server has none
 */
public record ServerLogin(String id, String username, Secret password) {}
