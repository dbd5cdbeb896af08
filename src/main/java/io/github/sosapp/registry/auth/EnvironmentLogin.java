package io.github.sosapp.registry.auth;

import io.github.sosapp.secret.Secret;
import java.util.List;
import java.util.Optional;

/** SOS_REGISTRY_USERNAME and SOS_REGISTRY_PASSWORD, for the host of {@code sos.registry} only. */
final class EnvironmentLogin implements CredentialSource {

    private static final String USER = "SOS_REGISTRY_USERNAME";
    private static final String PASSWORD = "SOS_REGISTRY_PASSWORD";

    private final LoginPlaces places;

    EnvironmentLogin(LoginPlaces places) {
        this.places = places;
    }

    @Override
    public String name() {
        return USER;
    }

    @Override
    public Answer ask(String registry) {
        String user = places.environment().getOrDefault(USER, "");
        String password = places.environment().getOrDefault(PASSWORD, "");
        if (user.isEmpty() || password.isEmpty()) {
            boolean neither = user.isEmpty() && password.isEmpty();
            return Answer.none(user.isEmpty() ? USER : PASSWORD, neither ? "unset" : "unset, but the other is set");
        }
        if (!places.ownRegistry().equals(Optional.of(registry))) {
            String owner = places.ownRegistry().map(host -> "only for " + host).orElse("sos.registry is not set");
            return Answer.none(USER, owner);
        }
        Login login = new Login(user, new Secret(password), USER + " and " + PASSWORD, false);
        return new Answer(List.of(USER + " (used)"), Optional.of(login));
    }
}
