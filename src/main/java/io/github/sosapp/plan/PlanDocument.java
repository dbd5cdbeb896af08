package io.github.sosapp.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Json;
import java.nio.file.Path;
import java.util.Locale;

/** A plan as a JSON document: printed by {@code sos:explain} and part of the key by which an image is up to date. */
public final class PlanDocument {

    private final Path root;

    /** @param root absolute directory that paths are shown relative to, so that the document is the same in every checkout */
    public PlanDocument(Path root) {
        this.root = root;
    }

    /** @param base what was found for the base that the plan asks for */
    public ObjectNode of(ImagePlan plan, ObjectNode base) {
        ObjectNode json = of(plan);
        json.set("base", base);
        return json;
    }

    public ObjectNode of(ImagePlan plan) {
        ObjectNode json = Json.object();
        json.put("target", plan.target());
        ArrayNode platforms = json.putArray("platforms");
        plan.platforms().forEach(platform -> platforms.add(platform.toString()));
        json.put("base", plan.base());
        json.put("created", plan.created().toString());
        json.put("compression", plan.compression().settingValue());
        ArrayNode preparations = json.putArray("preparations");
        plan.preparations().forEach(preparation -> preparations.add(of(preparation)));
        ArrayNode layers = json.putArray("layers");
        plan.layers().forEach(layer -> layers.add(of(layer)));
        json.set("execution", of(plan.execution()));
        Json.putAll(json, "annotations", plan.annotations());
        return json;
    }

    private ObjectNode of(Preparation preparation) {
        ObjectNode json = Json.object();
        json.put("id", preparation.id());
        json.put("platform", preparation.platform().toString());
        json.put("tool", preparation.tool());
        json.put("toolVersion", preparation.toolVersion());
        json.put("directory", relative(preparation.directory()));
        ArrayNode arguments = json.putArray("arguments");
        preparation.arguments().forEach(argument -> arguments.add(shown(argument)));
        ObjectNode environment = json.putObject("environment");
        preparation.environment().forEach((name, value) -> environment.put(name, shown(value)));
        json.put("output", relative(preparation.output()));
        if (!preparation.files().isEmpty()) {
            Json.putAll(json, "files", preparation.files());
        }
        return json;
    }

    private ObjectNode of(LayerPlan layer) {
        ObjectNode json = Json.object();
        json.put("name", layer.name());
        ArrayNode files = json.putArray("files");
        for (PlannedFile file : layer.files()) {
            ObjectNode node = files.addObject();
            node.put("path", file.path());
            node.put("mode", file.mode() == PlannedFile.MODE_OF_SOURCE ? "of source" : octal(file.mode()));
            node.put("owner", file.owner().toString());
            describe(file.source(), node);
        }
        return json;
    }

    private static String octal(int mode) {
        return String.format(Locale.ROOT, "%04o", mode);
    }

    private void describe(FileSource source, ObjectNode node) {
        if (source instanceof FileSource.Link link) {
            node.put("link", link.target());
        } else if (source instanceof FileSource.Text text) {
            node.put("text", text.content());
        } else if (source instanceof FileSource.OnDisk onDisk) {
            node.put("from", relative(onDisk.path()));
        } else if (source instanceof FileSource.ArchiveEntry inside) {
            node.put("from", relative(inside.archive()));
            node.put("entry", inside.entry());
        } else if (source instanceof FileSource.Carried carried) {
            node.put("carried", carried.resource());
        } else if (source instanceof FileSource.CarriedTree tree) {
            node.put("carriedTree", tree.resource());
        } else if (source instanceof FileSource.Prepared prepared) {
            node.put("preparedBy", prepared.preparation());
        } else if (source instanceof FileSource.PreparedTree prepared) {
            node.put("preparedBy", prepared.preparation());
            node.put("tree", prepared.below());
        } else if (source instanceof FileSource.Wheels wheels) {
            node.put("wheelsOf", wheels.preparation());
            node.put("python", wheels.python());
            node.put("glibc", "2." + wheels.glibc());
            node.put("packages", wheels.packages());
            node.put("complete", wheels.complete());
        } else if (source instanceof FileSource.Bytecode bytecode) {
            node.put("bytecodeOf", bytecode.layer());
            node.put("interpreter", bytecode.interpreter());
            node.put("python", bytecode.version());
        } else {
            node.put("directory", true);
        }
    }

    private static ObjectNode of(ExecutionConfig execution) {
        ObjectNode json = Json.object();
        json.put("user", execution.user());
        ArrayNode entrypoint = json.putArray("entrypoint");
        execution.entrypoint().forEach(entrypoint::add);
        ArrayNode command = json.putArray("command");
        execution.command().forEach(command::add);
        Json.putAll(json, "environment", execution.environment());
        ArrayNode ports = json.putArray("ports");
        execution.ports().forEach(ports::add);
        ArrayNode volumes = json.putArray("volumes");
        execution.volumes().forEach(volumes::add);
        json.put("workingDirectory", execution.workingDirectory());
        json.put("stopSignal", execution.stopSignal());
        execution.healthCheck().ifPresent(check -> {
            ObjectNode node = json.putObject("healthCheck");
            ArrayNode words = node.putArray("command");
            check.command().forEach(words::add);
            node.put("interval", check.interval().toString());
            node.put("timeout", check.timeout().toString());
            node.put("startPeriod", check.startPeriod().toString());
            node.put("retries", check.retries());
        });
        Json.putAll(json, "labels", execution.labels());
        return json;
    }

    /** A path relative to the root, where the whole text is one; anything else as it is. */
    private String shown(String text) {
        return text.startsWith(root.getRoot().toString()) ? relative(Path.of(text)) : text;
    }

    private String relative(Path path) {
        Path absolute = root.resolve(path).normalize();
        String text = root.relativize(absolute).toString();
        return text.isEmpty() ? "." : text.replace('\\', '/');
    }
}
