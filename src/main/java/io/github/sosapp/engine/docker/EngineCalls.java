package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.process.Background;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Long calls of an engine whose answers come bit by bit. Each can be ended at any time: then the engine stops what it was
 * asked for, because nobody listens any more.
 */
final class EngineCalls {

    /** What a failure says when the engine answered, unheard, before it had everything that it was sent. */
    static final String STOPPED_READING = "it stopped reading what it was sent";

    private final EngineConnection engine;
    private final Duration limit;

    /** @param limit after which a call is given up */
    EngineCalls(EngineConnection engine, Duration limit) {
        this.engine = engine;
        this.limit = limit;
    }

    /** Takes a part of an answer. */
    interface Reader<T> {
        void read(T part) throws IOException;
    }

    /** The engine took longer than it may. */
    static final class TookTooLong extends IOException {

        private static final long serialVersionUID = 1;

        TookTooLong(Duration limit) {
            super("it was not done after " + limit.toSeconds() + " s");
        }
    }

    /**
     * Sends a body and reads an answer of JSON objects.
     *
     * @param query values by their names, not encoded
     * @throws IOException in plain words when the engine refuses, breaks off or takes too long
     */
    void post(
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            InputStream body,
            Reader<JsonNode> answer)
            throws IOException {
        DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.POST)
                .path(engine.versionPath() + path + query(query));
        headers.forEach(request::putHeader);
        if (body != null) {
            request.body(body);
        }
        exchange(request.build(), content -> {
            BufferedReader lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    answer.read(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
                }
            }
        });
    }

    /** Reads an answer of any kind. */
    void get(String path, Reader<InputStream> answer) throws IOException {
        exchange(
                DockerHttpClient.Request.builder()
                        .method(DockerHttpClient.Request.Method.GET)
                        .path(engine.versionPath() + path)
                        .build(),
                answer);
    }

    private void exchange(DockerHttpClient.Request request, Reader<InputStream> answer) throws IOException {
        AtomicReference<DockerHttpClient.Response> open = new AtomicReference<>();
        FutureTask<Void> task = new FutureTask<>(() -> {
            try (DockerHttpClient.Response response = engine.http().execute(request)) {
                open.set(response);
                if (response.getStatusCode() >= 400) {
                    throw new IOException(EngineAnswer.of(response));
                }
                answer.read(response.getBody());
            }
            return null;
        });
        Thread thread = new Thread(task, "sos-engine-answer");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            stop(open.get());
            throw new TookTooLong(limit);
        } catch (InterruptedException e) {
            stop(open.get());
            Thread.currentThread().interrupt();
            throw Background.stopped();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BuildFailure failure) {
                throw failure;
            }
            if (request.body() != null && isBroken(e.getCause())) {
                throw new IOException(STOPPED_READING, e.getCause());
            }
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException("the connection broke off", e.getCause());
        }
    }

    private static boolean isBroken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Broken pipe") || message.contains("Connection reset")) {
                return true;
            }
        }
        return false;
    }

    private void stop(DockerHttpClient.Response response) {
        if (response == null) {
            engine.close();
        } else {
            response.close();
        }
    }

    private static String query(Map<String, String> values) {
        StringBuilder query = new StringBuilder();
        values.forEach((name, value) -> query.append(query.isEmpty() ? "?" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }
}
