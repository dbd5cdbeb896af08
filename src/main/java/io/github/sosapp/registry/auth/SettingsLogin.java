package io.github.sosapp.registry.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The servers of settings.xml: the one named like the registry with its port, then like its host; for ghcr.io also {@code
 * github}, the name that GitHub's setup-java action writes.
 */
final class SettingsLogin implements CredentialSource {

    private final List<ServerLogin> servers;

    SettingsLogin(List<ServerLogin> servers) {
        this.servers = servers;
    }

    @Override
    public String name() {
        return "settings.xml";
    }

    @Override
    public Answer ask(String registry) {
        List<String> trace = new ArrayList<>();
        for (String id : ids(registry)) {
            String name = "settings.xml \"" + id + "\"";
            Optional<ServerLogin> server = servers.stream()
                    .filter(candidate -> candidate.id().equals(id))
                    .findFirst();
            if (server.isEmpty()) {
                trace.add(name + " (no entry)");
            } else if (server.get().username().isBlank() || isBlank(server.get())) {
                trace.add(name + " (without user name or password)");
            } else {
                trace.add(name + " (used)");
                String source = "settings.xml server \"" + id + "\"";
                return new Answer(
                        trace,
                        Optional.of(
                                new Login(server.get().username(), server.get().password(), source, false)));
            }
        }
        return new Answer(trace, Optional.empty());
    }

    private static boolean isBlank(ServerLogin server) {
        return server.password() == null || server.password().reveal().isEmpty();
    }

    private static List<String> ids(String registry) {
        List<String> ids = new ArrayList<>(List.of(registry));
        int colon = registry.lastIndexOf(':');
        if (colon > 0) {
            ids.add(registry.substring(0, colon));
        }
        if (registry.equals("ghcr.io")) {
            ids.add("github");
        }
        return ids;
    }
}
