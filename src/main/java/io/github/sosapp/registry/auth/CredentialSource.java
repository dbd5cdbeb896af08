package io.github.sosapp.registry.auth;

import java.util.List;
import java.util.Optional;

/** One place where people keep logins. */
interface CredentialSource {

    /** Looks for the login of a registry, {@code host[:port]}; never fails. */
    Answer ask(String registry);

    /** What the place is called. */
    String name();

    /**
     * What a place answered.
     *
     * @param trace for each thing looked at, its name and in brackets what was there; without any secret
     */
    record Answer(List<String> trace, Optional<Login> login) {

        static Answer none(String name, String outcome) {
            return new Answer(List.of(name + " (" + outcome + ")"), Optional.empty());
        }
    }
}
