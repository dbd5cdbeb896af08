package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the answer to a build says, whichever of the engine's two builders gives it: the steps with the last lines of their
 * output, the image at the end, or the error. One object of JSON after the other.
 */
public final class BuildSteps {

    static final int LINES_KEPT = 50;

    private static final String CLASSIC_ARROW = " ---> ";
    private static final Pattern CLASSIC_STEP = Pattern.compile("Step (\\d+/\\d+) : (.*)", Pattern.DOTALL);

    /** Podman's, with the stage before it when there are several. */
    private static final Pattern PODMAN_STEP =
            Pattern.compile("(?:\\[(\\d+/\\d+)] )?STEP (\\d+/\\d+): (.*)", Pattern.DOTALL);

    private static final Pattern PODMAN_ARROW = Pattern.compile("--> (?:Using cache )?[0-9a-f]+\\s*");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
    private static final String CANCELED = "context canceled";

    private final Platform platform;
    private final BuildProgress progress;
    private final LongSupplier clock;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private Optional<String> image = Optional.empty();
    private Optional<String> error = Optional.empty();
    private Step classic;
    private boolean podman;

    private static final class Step {

        private String name = "";
        private long begun;
        private boolean started;
        private boolean finished;
        private boolean cached;
        private String error = "";
        private final StringBuilder open = new StringBuilder();
        private final Deque<String> last = new ArrayDeque<>();
    }

    /** @param clock in nanoseconds */
    public BuildSteps(Platform platform, BuildProgress progress, LongSupplier clock) {
        this.platform = platform;
        this.progress = progress;
        this.clock = clock;
    }

    /** Takes the next object of the answer. */
    synchronized void take(JsonNode json) throws IOException {
        if (json.path("id").asText("").equals("moby.buildkit.trace")) {
            trace(BuildKitTrace.decode(
                    Base64.getDecoder().decode(json.path("aux").asText(""))));
        } else if (json.path("aux").has("ID")) {
            image = Optional.of(json.path("aux").path("ID").asText());
        } else if (json.has("error")) {
            error = Optional.of(json.path("errorDetail")
                    .path("message")
                    .asText(json.path("error").asText()));
        } else if (json.has("stream")) {
            stream(json.path("stream").asText());
        }
    }

    /** Takes what BuildKit says next of its progress. */
    public synchronized void trace(BuildKitTrace trace) {
        for (BuildKitTrace.Vertex vertex : trace.vertexes()) {
            Step step = steps.computeIfAbsent(vertex.digest(), digest -> new Step());
            step.name = vertex.name().isEmpty() ? step.name : vertex.name();
            step.cached |= vertex.cached();
            step.error = vertex.error().isEmpty() ? step.error : vertex.error();
            if (vertex.started()) {
                start(step);
            }
            if (vertex.completed()) {
                finish(step);
            }
        }
        for (BuildKitTrace.Output output : trace.outputs()) {
            write(
                    steps.computeIfAbsent(output.vertex(), digest -> new Step()),
                    new String(output.text(), StandardCharsets.UTF_8));
        }
    }

    private void stream(String text) {
        Matcher begins = CLASSIC_STEP.matcher(text.stripTrailing());
        Matcher podmans = PODMAN_STEP.matcher(text.stripTrailing());
        // The first words tell who speaks; later the same words may be those of a program.
        podman |= classic == null && podmans.matches();
        if (!podman && begins.matches()) {
            next(begins.group(1), begins.group(2));
        } else if (podman && podmans.matches()) {
            String stage = podmans.group(1) == null ? "" : podmans.group(1) + ", ";
            next(stage + podmans.group(2), podmans.group(3));
        } else if (podman && PODMAN_ARROW.matcher(text).matches()) {
            classic.cached |= text.contains("Using cache");
        } else if (classic != null && text.startsWith(CLASSIC_ARROW + "Using cache")) {
            classic.cached = true;
        } else if (classic != null && !text.startsWith(CLASSIC_ARROW) && !text.startsWith("Removing intermediate")) {
            write(classic, text);
        }
    }

    private void next(String number, String instruction) {
        end();
        classic = new Step();
        classic.name = "[" + number + "] " + instruction;
        steps.put(number, classic);
        start(classic);
    }

    /** The answer is over. */
    void end() {
        if (classic != null && error.isEmpty()) {
            finish(classic);
        }
    }

    private void start(Step step) {
        if (!step.started) {
            step.started = true;
            step.begun = clock.getAsLong();
            progress.started(platform, step.name);
        }
    }

    private void finish(Step step) {
        if (!step.finished) {
            step.finished = true;
            flush(step);
            progress.finished(
                    platform,
                    step.name,
                    step.cached,
                    Duration.ofNanos(step.started ? clock.getAsLong() - step.begun : 0));
        }
    }

    private void write(Step step, String text) {
        for (char character : text.toCharArray()) {
            if (character == '\n') {
                flush(step);
            } else {
                step.open.append(character);
            }
        }
    }

    private void flush(Step step) {
        String line = COLOUR.matcher(step.open).replaceAll("").stripTrailing();
        step.open.setLength(0);
        if (!line.isBlank()) {
            // What follows a carriage return replaces what stood there, as with bars of progress.
            line = line.substring(line.lastIndexOf('\r') + 1);
            step.last.add(line);
            if (step.last.size() > LINES_KEPT) {
                step.last.remove();
            }
            progress.wrote(platform, step.name, line);
        }
    }

    /** The image that was built, {@code sha256:…}. */
    Optional<String> image() {
        return image;
    }

    /** The engine's own words. */
    Optional<String> error() {
        return error;
    }

    /** The step that failed, as its progress names it. */
    Optional<String> failedStep() {
        return failed().map(step -> step.name);
    }

    /** A step that began and did not end. */
    public synchronized Optional<String> runningStep() {
        return steps.values().stream()
                .filter(step -> step.started && !step.finished)
                .map(step -> step.name)
                .reduce((first, second) -> second);
    }

    /** The last lines that the failed step wrote. */
    List<String> lastLines() {
        failed().ifPresent(this::flush);
        return failed().<List<String>>map(step -> new ArrayList<>(step.last)).orElse(List.of());
    }

    private Optional<Step> failed() {
        Optional<Step> named = steps.values().stream()
                .filter(step -> !step.error.isEmpty() && !step.error.contains(CANCELED))
                .findFirst();
        return named.isPresent() || error.isEmpty() ? named : Optional.ofNullable(classic);
    }
}
