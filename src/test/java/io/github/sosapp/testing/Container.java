package io.github.sosapp.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A container of a Docker Engine that serves HTTP on port 8080 and is given nothing but its image. */
public final class Container implements AutoCloseable {

    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    // The offer of HTTP/2 that Java makes else lets uvicorn pass over the body.
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String id;
    private final String address;

    private Container(String id, String address) {
        this.id = id;
        this.address = address;
    }

    /** Starts the image; {@code options} are those of {@code docker run}. */
    public static Container start(String image, String... options) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--detach", "--publish=127.0.0.1::8080"));
        command.addAll(List.of(options));
        command.add(image);
        String id = Programs.output(HERE, command.toArray(String[]::new));
        return new Container(id, "http://" + Programs.output(HERE, "docker", "port", id, "8080/tcp"));
    }

    /** The answer to a GET; waits until the service listens. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(address + path))
                .timeout(LIMIT)
                .build());
    }

    /** The answer to a POST of JSON; waits until the service listens. */
    public HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(address + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return client.send(request, BodyHandlers.ofString());
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline
                        || inspect("{{.State.Running}}").equals("false")) {
                    throw new IllegalStateException(
                            "no answer; the container printed " + Programs.output(HERE, "docker", "logs", id), notYet);
                }
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The same, as JSON. */
    public JsonNode json(String path) {
        try {
            return Json.parse(get(path).body().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends the image's stop signal, then SIGKILL after the 30 seconds that services have; the exit code. */
    public int stop() {
        Programs.output(HERE, "docker", "stop", "--time=30", id);
        return Integer.parseInt(inspect("{{.State.ExitCode}}"));
    }

    /** The verdict of the engine's health check, once there is one. */
    public String awaitHealth(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        String health = inspect("{{.State.Health.Status}}");
        while (health.equals("starting") && System.nanoTime() < deadline) {
            pause();
            health = inspect("{{.State.Health.Status}}");
        }
        return health;
    }

    /** What {@code docker inspect} says about it. */
    public String inspect(String format) {
        return Programs.output(HERE, "docker", "inspect", "--format=" + format, id);
    }

    public String id() {
        return id;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Programs.output(HERE, "docker", "rm", "--force", "--volumes", id);
    }
}
