package io.github.sosapp.registry.auth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the places for logins in their order: environment, settings.xml, {@code docker login}, {@code podman login}. Each
 * registry is looked up once, when it first asks for a login.
 */
public final class CredentialChain {

    private final List<CredentialSource> sources;
    private final Map<String, CredentialSource.Answer> answers = new HashMap<>();

    CredentialChain(List<CredentialSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /** All places where this user may keep logins; none is read before a registry asks. */
    public static CredentialChain of(LoginPlaces places) {
        List<CredentialSource> sources = new ArrayList<>();
        sources.add(new EnvironmentLogin(places));
        sources.add(new SettingsLogin(places.servers()));
        Path dockerDirectory =
                path(places, "DOCKER_CONFIG").orElse(places.home().resolve(".docker"));
        sources.add(new DockerConfigLogin("docker login", dockerDirectory.resolve("config.json")));
        path(places, "REGISTRY_AUTH_FILE")
                .ifPresent(file -> sources.add(new DockerConfigLogin("REGISTRY_AUTH_FILE", file)));
        path(places, "XDG_RUNTIME_DIR")
                .ifPresent(directory ->
                        sources.add(new DockerConfigLogin("podman login", directory.resolve("containers/auth.json"))));
        Path configuration =
                path(places, "XDG_CONFIG_HOME").orElse(places.home().resolve(".config"));
        sources.add(new DockerConfigLogin("containers/auth.json", configuration.resolve("containers/auth.json")));
        return new CredentialChain(sources);
    }

    private static Optional<Path> path(LoginPlaces places, String variable) {
        return Optional.ofNullable(places.environment().get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** The login for a registry, {@code host[:port]}; empty when no place has one. */
    public synchronized Optional<Login> find(String registry) {
        return answer(registry).login();
    }

    /** Every place with what it answered, in order and without secrets: {@code settings.xml "github" (used)}. */
    public synchronized List<String> trace(String registry) {
        return answer(registry).trace();
    }

    private CredentialSource.Answer answer(String registry) {
        return answers.computeIfAbsent(registry, this::ask);
    }

    private CredentialSource.Answer ask(String registry) {
        List<String> trace = new ArrayList<>();
        Optional<Login> login = Optional.empty();
        for (CredentialSource source : sources) {
            if (login.isPresent()) {
                trace.add(source.name() + " (not asked)");
                continue;
            }
            CredentialSource.Answer answer = source.ask(registry);
            trace.addAll(answer.trace());
            login = answer.login();
        }
        return new CredentialSource.Answer(trace, login);
    }
}
