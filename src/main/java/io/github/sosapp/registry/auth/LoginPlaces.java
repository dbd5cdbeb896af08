package io.github.sosapp.registry.auth;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that may hold a login, as plain values.
 *
 * @param home the home directory of the user
 * @param ownRegistry the host of {@code sos.registry}: the only one to which SOS_REGISTRY_USERNAME and
 *     SOS_REGISTRY_PASSWORD are sent
 * @param servers of settings.xml
 */
public record LoginPlaces(
        Map<String, String> environment, Path home, Optional<String> ownRegistry, List<ServerLogin> servers) {

    public LoginPlaces {
        environment = Map.copyOf(environment);
        servers = List.copyOf(servers);
    }
}
