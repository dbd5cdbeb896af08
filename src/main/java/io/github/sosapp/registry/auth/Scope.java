package io.github.sosapp.registry.auth;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a token is to allow (Docker token authentication, "scope").
 *
 * @param parts like {@code repository:sos-app/base:pull}
 */
public record Scope(List<String> parts) {

    public Scope {
        parts = List.copyOf(parts);
    }

    /** Reading one repository. */
    public static Scope pull(String repository) {
        return new Scope(List.of("repository:" + repository + ":pull"));
    }

    /** Reading and writing one repository. */
    public static Scope push(String repository) {
        return new Scope(List.of("repository:" + repository + ":pull,push"));
    }

    /** This and reading another repository, as a mount from there needs. */
    public Scope andPull(String repository) {
        return new Scope(
                Stream.concat(parts.stream(), pull(repository).parts.stream()).toList());
    }
}
