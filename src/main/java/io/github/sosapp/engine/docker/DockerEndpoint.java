package io.github.sosapp.engine.docker;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an engine may be listening.
 *
 * @param host {@code unix:///path}, {@code npipe:////./pipe/name} or {@code tcp://host:port}
 * @param certificates directory with ca.pem, cert.pem and key.pem; empty for a connection without TLS
 * @param origin who named it, for people
 */
public record DockerEndpoint(URI host, Optional<Path> certificates, String origin) {

    private static final List<String> SCHEMES = List.of("unix", "npipe", "tcp");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d+){3}|\\[::1]");
    private static final String USUAL_PLACE = "usual place";

    /**
     * The places to look for an engine, in this order; as the docker command does it: DOCKER_HOST, then DOCKER_CONTEXT,
     * then the current context of its configuration, each alone, else the usual places of the known products.
     *
     * @param environment of the user; nothing else is asked
     * @throws BuildFailure when a context or host is named that cannot be used
     */
    public static List<DockerEndpoint> candidates(Map<String, String> environment) {
        Places places = new Places(environment);
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (!host.isBlank()) {
            return List.of(of(host.strip(), places.certificatesOfEnvironment(), "DOCKER_HOST in the environment"));
        }
        String context = environment.getOrDefault("DOCKER_CONTEXT", "");
        if (!context.isBlank()) {
            return places.context(context.strip(), "DOCKER_CONTEXT in the environment");
        }
        return places.context(places.currentContext(), "current context in " + places.configFile());
    }

    private static DockerEndpoint of(String host, Optional<Path> certificates, String origin) {
        URI uri;
        try {
            uri = URI.create(host);
        } catch (IllegalArgumentException e) {
            throw unusable(host, "it is not an address", origin);
        }
        if ("ssh".equals(uri.getScheme())) {
            throw unusable(host, "engines behind ssh cannot be used directly", origin);
        }
        if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
            throw unusable(host, "it is none of unix, npipe and tcp", origin);
        }
        if (uri.getScheme().equals("tcp")) {
            if (uri.getHost() == null) {
                throw unusable(host, "it names no host", origin);
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : certificates.isPresent() ? 2376 : 2375;
            uri = URI.create("tcp://" + uri.getHost() + ":" + port);
        }
        return new DockerEndpoint(uri, certificates, origin);
    }

    private static BuildFailure unusable(String host, String why, String origin) {
        String remedy = host.startsWith("ssh:")
                ? "forward its socket (ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock host)"
                        + " and set DOCKER_HOST=unix:///tmp/docker.sock"
                : "use an address like unix:///var/run/docker.sock or tcp://127.0.0.1:2375";
        return BuildFailure.ofUser("cannot use the Docker host " + host)
                .because(why)
                .from(origin)
                .remedy(remedy);
    }

    /**
     * Refuses an engine of another machine, which cannot mount what is on this one.
     *
     * @param endpoints see {@link #candidates}
     */
    public static void requireThisMachine(List<DockerEndpoint> endpoints) {
        endpoints.stream()
                .filter(endpoint -> !endpoint.isOnThisMachine())
                .findFirst()
                .ifPresent(elsewhere -> {
                    throw BuildFailure.ofUser("the Docker Engine at " + elsewhere.host + " is on another machine")
                            .because("it cannot mount the sources, which are on this one")
                            .from(elsewhere.origin)
                            .remedy("name an engine of this machine, or run the image as it is: mvn package sos:run"
                                    + " -Dsos.target=development");
                });
    }

    private boolean isOnThisMachine() {
        return !host.getScheme().equals("tcp")
                || LOOPBACK.matcher(host.getHost()).matches();
    }

    /** The socket file; empty for engines that listen on the network or on a named pipe. */
    Optional<Path> socket() {
        return host.getScheme().equals("unix") ? Optional.of(Path.of(host.getPath())) : Optional.empty();
    }

    @Override
    public String toString() {
        return host + " (" + origin + ")";
    }

    /** What the environment says of files and directories. */
    private record Places(Map<String, String> environment) {

        Optional<Path> home() {
            return Optional.ofNullable(environment.getOrDefault("HOME", environment.get("USERPROFILE")))
                    .filter(home -> !home.isBlank())
                    .map(Path::of);
        }

        Path configDirectory() {
            String configured = environment.getOrDefault("DOCKER_CONFIG", "");
            return configured.isBlank() ? home().orElse(Path.of("")).resolve(".docker") : Path.of(configured);
        }

        Path configFile() {
            return configDirectory().resolve("config.json");
        }

        Optional<Path> certificatesOfEnvironment() {
            if (environment.getOrDefault("DOCKER_TLS_VERIFY", "").isBlank()) {
                return Optional.empty();
            }
            String directory = environment.getOrDefault("DOCKER_CERT_PATH", "");
            return Optional.of(directory.isBlank() ? configDirectory() : Path.of(directory));
        }

        String currentContext() {
            if (!Files.isRegularFile(configFile())) {
                return "";
            }
            try {
                return Json.parse(Files.readAllBytes(configFile()))
                        .path("currentContext")
                        .asText("");
            } catch (IOException e) {
                throw BuildFailure.ofUser("cannot read " + configFile())
                        .because("it is not readable JSON")
                        .causedBy(e)
                        .remedy("mend the file, or set DOCKER_HOST");
            }
        }

        List<DockerEndpoint> context(String name, String origin) {
            if (name.isEmpty() || name.equals("default")) {
                return usual();
            }
            String id = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
            Path contexts = configDirectory().resolve("contexts");
            Path description = contexts.resolve("meta").resolve(id).resolve("meta.json");
            Path certificates = contexts.resolve("tls").resolve(id).resolve("docker");
            try {
                String host = Json.parse(Files.readAllBytes(description))
                        .path("Endpoints")
                        .path("docker")
                        .path("Host")
                        .asText("");
                return List.of(of(
                        host,
                        Optional.of(certificates).filter(Files::isDirectory),
                        "Docker context " + name + ", " + origin));
            } catch (IOException e) {
                throw BuildFailure.ofUser("there is no Docker context " + name)
                        .because(description + " is missing or not readable")
                        .from(origin)
                        .causedBy(e)
                        .remedy("docker context ls shows the contexts there are; docker context use default"
                                + " goes back to the usual engine");
            }
        }

        private List<DockerEndpoint> usual() {
            List<DockerEndpoint> usual = new ArrayList<>();
            if (environment.getOrDefault("OS", "").equals("Windows_NT")) {
                for (String pipe : List.of("docker_engine", "dockerDesktopLinuxEngine")) {
                    usual.add(of("npipe:////./pipe/" + pipe, Optional.empty(), USUAL_PLACE));
                }
                return usual;
            }
            usual.add(socket(Path.of("/var/run/docker.sock"), USUAL_PLACE));
            Optional<Path> runtime = Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                    .filter(directory -> !directory.isBlank())
                    .map(Path::of);
            runtime.ifPresent(it -> usual.add(socket(it.resolve("docker.sock"), "rootless Docker")));
            home().ifPresent(it -> {
                usual.add(socket(it.resolve(".docker/run/docker.sock"), "Docker Desktop"));
                usual.add(socket(it.resolve(".docker/desktop/docker.sock"), "Docker Desktop"));
                usual.add(socket(it.resolve(".colima/default/docker.sock"), "Colima"));
                usual.add(socket(it.resolve(".rd/docker.sock"), "Rancher Desktop"));
                usual.add(socket(it.resolve(".orbstack/run/docker.sock"), "OrbStack"));
            });
            runtime.ifPresent(it -> usual.add(socket(it.resolve("podman/podman.sock"), "rootless Podman")));
            usual.add(socket(Path.of("/run/podman/podman.sock"), "Podman"));
            return usual;
        }

        // A Path turned into a URI gets file semantics and escapes; only the scheme differs here.
        private static DockerEndpoint socket(Path file, String origin) {
            return new DockerEndpoint(URI.create("unix://" + file.toUri().getRawPath()), Optional.empty(), origin);
        }
    }
}
