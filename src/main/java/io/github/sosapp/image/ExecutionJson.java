package io.github.sosapp.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The {@code config} object of an image configuration, in both directions. */
final class ExecutionJson {

    private ExecutionJson() {}

    /** Sets every property that {@link ExecutionConfig} has, removes the unset ones, leaves others alone. */
    static void write(ExecutionConfig execution, ObjectNode config) {
        putText(config, "User", execution.user());
        putNames(config, "ExposedPorts", execution.ports());
        putTexts(
                config,
                "Env",
                execution.environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        putTexts(config, "Entrypoint", execution.entrypoint());
        putTexts(config, "Cmd", execution.command());
        putNames(config, "Volumes", execution.volumes());
        putText(config, "WorkingDir", execution.workingDirectory());
        if (execution.labels().isEmpty()) {
            config.remove("Labels");
        } else {
            Json.putAll(config, "Labels", execution.labels());
        }
        putText(config, "StopSignal", execution.stopSignal());
        config.remove("Healthcheck");
        execution.healthCheck().ifPresent(check -> config.set("Healthcheck", write(check)));
    }

    private static ObjectNode write(HealthCheck check) {
        ObjectNode json = Json.object();
        ArrayNode test = json.putArray("Test").add("CMD");
        check.command().forEach(test::add);
        putDuration(json, "Interval", check.interval());
        putDuration(json, "Timeout", check.timeout());
        putDuration(json, "StartPeriod", check.startPeriod());
        if (check.retries() > 0) {
            json.put("Retries", check.retries());
        }
        return json;
    }

    // Zero means "the engine's default" and is left out, as engines themselves do.
    private static void putDuration(ObjectNode json, String property, Duration value) {
        if (!value.isZero()) {
            json.put(property, value.toNanos());
        }
    }

    private static void putText(ObjectNode json, String property, String value) {
        if (value.isEmpty()) {
            json.remove(property);
        } else {
            json.put(property, value);
        }
    }

    private static void putTexts(ObjectNode json, String property, List<String> values) {
        if (values.isEmpty()) {
            json.remove(property);
        } else {
            ArrayNode array = json.putArray(property);
            values.forEach(array::add);
        }
    }

    private static void putNames(ObjectNode json, String property, Collection<String> names) {
        if (names.isEmpty()) {
            json.remove(property);
        } else {
            ObjectNode node = json.putObject(property);
            names.forEach(node::putObject);
        }
    }

    static ExecutionConfig read(JsonNode config) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : texts(config.path("Env"))) {
            int sign = entry.indexOf('=');
            environment.put(sign < 0 ? entry : entry.substring(0, sign), sign < 0 ? "" : entry.substring(sign + 1));
        }
        TreeMap<String, String> labels = new TreeMap<>();
        config.path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return new ExecutionConfig(
                config.path("User").asText(""),
                texts(config.path("Entrypoint")),
                texts(config.path("Cmd")),
                environment,
                names(config.path("ExposedPorts")),
                names(config.path("Volumes")),
                config.path("WorkingDir").asText(""),
                config.path("StopSignal").asText(""),
                readHealthCheck(config.path("Healthcheck")),
                labels);
    }

    private static Optional<HealthCheck> readHealthCheck(JsonNode json) {
        List<String> test = texts(json.path("Test"));
        if (test.size() < 2) {
            return Optional.empty();
        }
        List<String> command = test.subList(1, test.size());
        if (test.get(0).equals("CMD-SHELL")) {
            command = List.of("/bin/sh", "-c", command.get(0));
        }
        return Optional.of(new HealthCheck(
                command,
                Duration.ofNanos(json.path("Interval").asLong()),
                Duration.ofNanos(json.path("Timeout").asLong()),
                Duration.ofNanos(json.path("StartPeriod").asLong()),
                json.path("Retries").asInt()));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    private static TreeSet<String> names(JsonNode object) {
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
