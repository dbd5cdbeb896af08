package io.github.sosapp.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An engine that answered, and the version of its interface that both sides speak. */
final class EngineConnection implements AutoCloseable {

    /** The newest version of the interface that this package was written for. */
    private static final Version NEWEST_KNOWN = new Version(1, 44);

    private static final Version FIRST_WITH_ZSTD = new Version(1, 42);

    private static final Duration SHORT_CALL = Duration.ofSeconds(60);
    private static final Duration FIRST_CALL = Duration.ofSeconds(15);

    private final DockerEndpoint endpoint;
    private final DockerHttpClient http;
    private final DockerClient client;
    private final Version version;
    private final boolean podman;

    private EngineConnection(DockerEndpoint endpoint, DockerHttpClient http, Greeting greeting) {
        this.endpoint = endpoint;
        this.http = http;
        this.version = greeting.version;
        this.podman = greeting.podman;
        // An empty configuration directory: docker-java would apply the current context and know its credentials.
        var config = new DefaultDockerClientConfig.Builder()
                .withDockerHost(endpoint.host().toString())
                .withDockerConfig("/nonexistent")
                .withApiVersion(version.toString())
                .build();
        this.client = DockerClientImpl.getInstance(config, http);
    }

    /**
     * Connects to the first of the candidates that answers.
     *
     * @throws BuildFailure when none does, with what was found at each place
     */
    static EngineConnection open(List<DockerEndpoint> candidates) {
        List<Refusal> refusals = new ArrayList<>();
        for (DockerEndpoint endpoint : candidates) {
            if (endpoint.socket().filter(socket -> !Files.exists(socket)).isPresent()) {
                refusals.add(new Refusal(endpoint, Reason.NOT_THERE, null));
                continue;
            }
            DockerHttpClient http = null;
            try {
                http = transport(endpoint);
                return new EngineConnection(endpoint, http, greet(http));
            } catch (RuntimeException | IOException e) {
                close(http);
                refusals.add(new Refusal(endpoint, Reason.of(endpoint, e), e));
            }
        }
        throw Refusal.failure(refusals);
    }

    private static DockerHttpClient transport(DockerEndpoint endpoint) {
        return new ZerodepDockerHttpClient.Builder()
                .dockerHost(endpoint.host())
                .sslConfig(endpoint.certificates()
                        .map(directory -> new LocalDirectorySSLConfig(directory.toString()))
                        .orElse(null))
                .connectionTimeout(Duration.ofSeconds(10))
                .build();
    }

    private record Greeting(Version version, boolean podman) {}

    private static Greeting greet(DockerHttpClient http) throws IOException {
        return bounded(FIRST_CALL, () -> {
            Version highest;
            boolean podman;
            try (var ping = http.execute(get("/_ping"))) {
                if (ping.getStatusCode() != 200) {
                    throw new IOException("it answered " + ping.getStatusCode() + " to the first call");
                }
                highest = Version.parse(ping.getHeader("Api-Version"));
                podman = ping.getHeader("Libpod-API-Version") != null;
            }
            try (var reply = http.execute(get("/version"))) {
                String lowest = Json.parse(reply.getBody().readAllBytes())
                        .path("MinAPIVersion")
                        .asText("");
                Version agreed = Version.lower(highest, NEWEST_KNOWN);
                return new Greeting(lowest.isEmpty() ? agreed : Version.higher(agreed, Version.parse(lowest)), podman);
            }
        });
    }

    private static DockerHttpClient.Request get(String path) {
        return DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path(path)
                .build();
    }

    /** Makes a call that an engine answers at once. */
    <T> T ask(Callable<T> call) throws IOException {
        return bounded(SHORT_CALL, call);
    }

    // docker-java waits forever when its stream thread dies of an Error (its issue 2350): every call has a limit of
    // ours.
    private static <T> T bounded(Duration limit, Callable<T> call) throws IOException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "sos-engine-call");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it did not answer within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the build was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    DockerClient client() {
        return client;
    }

    DockerHttpClient http() {
        return http;
    }

    /** The prefix of every path of the agreed version. */
    String versionPath() {
        return "/v" + version;
    }

    /** Whether it loads layers that are compressed with zstd; Docker Engine does since 23.0. */
    boolean readsZstd() {
        return !version.isBelow(FIRST_WITH_ZSTD);
    }

    boolean isPodman() {
        return podman;
    }

    /** For people: where it is. */
    DockerEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        close(http);
    }

    private static void close(DockerHttpClient http) {
        try {
            if (http != null) {
                http.close();
            }
        } catch (IOException harmless) {
            // Everything that was asked has been answered.
        }
    }

    /** A version of the engine's interface, for example 1.44. */
    record Version(int major, int minor) {

        static Version parse(String text) throws IOException {
            try {
                String[] parts = text.strip().split("\\.", 2);
                return new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            } catch (RuntimeException e) {
                throw new IOException("it does not say which version of the Docker interface it speaks", e);
            }
        }

        static Version lower(Version left, Version right) {
            return left.isBelow(right) ? left : right;
        }

        static Version higher(Version left, Version right) {
            return left.isBelow(right) ? right : left;
        }

        private boolean isBelow(Version other) {
            return major < other.major || (major == other.major && minor < other.minor);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    private enum Reason {
        NOT_THERE("not there"),
        DENIED("permission denied"),
        SILENT("nobody answers"),
        OTHER("no engine's answer");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        static Reason of(DockerEndpoint endpoint, Exception failure) {
            boolean denied = endpoint.socket()
                    .filter(socket -> !Files.isWritable(socket))
                    .isPresent();
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
                if (denied || message.contains("permission denied")) {
                    return DENIED;
                }
                if (cause instanceof java.net.ConnectException
                        || cause instanceof java.net.UnknownHostException
                        || message.contains("connection refused")
                        || message.contains("did not answer")) {
                    return SILENT;
                }
            }
            return OTHER;
        }
    }

    private record Refusal(DockerEndpoint endpoint, Reason reason, Exception cause) {

        static BuildFailure failure(List<Refusal> refusals) {
            Refusal worst = refusals.stream()
                    .filter(refusal -> refusal.reason != Reason.NOT_THERE)
                    .findFirst()
                    .orElse(refusals.get(0));
            String asked = String.join(
                    ", ",
                    refusals.stream()
                            .map(refusal -> refusal.endpoint + " " + refusal.reason.words)
                            .toList());
            return worst.facts().causedBy(worst.cause).asked(asked).remedy(worst.remedy());
        }

        private BuildFailure.Facts facts() {
            return switch (reason) {
                case NOT_THERE ->
                    BuildFailure.ofWorld("no Docker Engine was found")
                            .because("there is no socket where engines usually have theirs");
                case DENIED ->
                    BuildFailure.ofWorld("no permission to use the Docker Engine at " + endpoint.host())
                            .because("the user who runs the build may not write to its socket");
                case SILENT ->
                    BuildFailure.ofWorld("the Docker Engine at " + endpoint.host() + " does not answer")
                            .because("nobody listens there");
                case OTHER ->
                    BuildFailure.ofWorld("cannot talk to " + endpoint.host())
                            .because("what answers there does not behave like a Docker Engine");
            };
        }

        private String remedy() {
            String group = endpoint.socket().map(Path::toString).orElse("it");
            return switch (reason) {
                case DENIED ->
                    "add the user to the group that owns " + group + " (usually: sudo usermod -aG docker"
                            + " $USER, then log in again), or use rootless Docker";
                case SILENT -> "start the engine, or name another one in DOCKER_HOST";
                default ->
                    "start Docker or Podman's socket, or name the engine in DOCKER_HOST; building and pushing"
                            + " need no engine";
            };
        }
    }
}
