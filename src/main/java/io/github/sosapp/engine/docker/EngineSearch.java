package io.github.sosapp.engine.docker;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks for an engine in several places, and says what was found at each when there is none. */
final class EngineSearch {

    private EngineSearch() {}

    /**
     * Connects to the first of the candidates that answers.
     *
     * @throws BuildFailure when none does
     */
    static EngineConnection connect(List<DockerEndpoint> candidates) {
        List<Refusal> refusals = new ArrayList<>();
        for (DockerEndpoint endpoint : candidates) {
            if (endpoint.socket().filter(socket -> !Files.exists(socket)).isPresent()) {
                refusals.add(new Refusal(endpoint, Reason.NOT_THERE, null));
                continue;
            }
            // The library that connects would tell of its attempts in the log before it gives up.
            if (endpoint.socket().filter(socket -> !Files.isWritable(socket)).isPresent()) {
                refusals.add(new Refusal(endpoint, Reason.DENIED, null));
                continue;
            }
            try {
                return EngineConnection.open(endpoint);
            } catch (RuntimeException | IOException e) {
                refusals.add(new Refusal(endpoint, Reason.of(e), e));
            }
        }
        throw Refusal.failure(refusals);
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

        static Reason of(Exception failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
                if (message.contains("permission denied")) {
                    return DENIED;
                }
                if (cause instanceof ConnectException
                        || cause instanceof UnknownHostException
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
            return worst.facts(refusals.size() == 1)
                    .causedBy(worst.cause)
                    .asked(asked)
                    .remedy(worst.remedy());
        }

        private BuildFailure.Facts facts(boolean isOnlyPlace) {
            return switch (reason) {
                case NOT_THERE ->
                    BuildFailure.ofWorld("no Docker Engine was found")
                            .because(
                                    isOnlyPlace
                                            ? endpoint.host() + " is not there"
                                            : "there is no socket where engines usually have theirs");
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
