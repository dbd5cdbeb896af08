package io.github.sosapp.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.layout.LayoutSummary.LayerSummary;
import io.github.sosapp.image.layout.LayoutSummary.PlatformSummary;
import io.github.sosapp.plan.CutFiles;
import io.github.sosapp.plan.StandardLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one build found out; {@code target/sos/report.json} as data.
 *
 * @param versionAnswer what the service printed when it was asked for its version; empty when it could not be asked
 * @param settings every setting with value and origin
 */
public record BuildReport(
        Service service,
        ImageDescription image,
        List<PlatformReport> platforms,
        Source source,
        Optional<String> versionAnswer,
        List<String> warnings,
        List<SettingRow> settings) {

    public BuildReport {
        platforms = List.copyOf(platforms);
        warnings = List.copyOf(warnings);
        settings = List.copyOf(settings);
    }

    /**
     * What was built, in words.
     *
     * @param description for example {@code module example.com/x, 7 direct dependencies, go 1.21.13}
     * @param baseImage name and digest of the base; empty for one that no registry knows
     */
    public record Service(
            String name,
            String language,
            String engine,
            String description,
            String base,
            Optional<StandardLabels.Base> baseImage) {

        /** A service on a base that no registry knows. */
        public Service(String name, String language, String engine, String description, String base) {
            this(name, language, engine, description, base, Optional.empty());
        }
    }

    /**
     * Where the sources came from, and what made something of them.
     *
     * @param revision commit, with {@code -dirty} when files differ from it; empty without Git
     * @param created the image's time
     * @param tools that decide the image, version by name
     */
    public record Source(
            Optional<String> revision, Optional<String> address, Instant created, SortedMap<String, String> tools) {

        public Source {
            tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
        }

        /** Sources that go into the image as they are. */
        public Source(Optional<String> revision, Optional<String> address, Instant created) {
            this(revision, address, created, new TreeMap<>());
        }
    }

    /**
     * One platform.
     *
     * @param previousSize compressed size of the image that was there before, in bytes; empty when there was none
     * @param cut what was left out of the packages of its base
     * @param packing of its program; empty when nothing was packed
     */
    public record PlatformReport(
            PlatformSummary summary,
            int newLayers,
            Duration duration,
            Optional<Long> previousSize,
            List<CutFiles> cut,
            Optional<Packing> packing) {

        public PlatformReport {
            cut = List.copyOf(cut);
        }

        /** A platform whose program is not packed. */
        public PlatformReport(
                PlatformSummary summary,
                int newLayers,
                Duration duration,
                Optional<Long> previousSize,
                List<CutFiles> cut) {
            this(summary, newLayers, duration, previousSize, cut, Optional.empty());
        }
    }

    /**
     * What packing the program saves, and what it costs.
     *
     * @param kept whether the image has the packed program
     * @param plainSize of the program, in bytes: about what every replica of a packed one takes more of memory
     * @param plainLayer compressed, in bytes
     * @param start of the plain and of the packed program; empty when neither runs on this machine
     */
    public record Packing(
            boolean kept, long plainSize, long packedSize, long plainLayer, long packedLayer, List<Duration> start) {

        public Packing {
            start = List.copyOf(start);
        }

        /** By how many percent the layer gets smaller; negative when it grows. */
        public long savedPercent() {
            return Math.round(100.0 * (plainLayer - packedLayer) / plainLayer);
        }

        private void addTo(ObjectNode json) {
            ObjectNode node = json.putObject("packing");
            node.put("kept", kept);
            node.put("plainSize", plainSize);
            node.put("packedSize", packedSize);
            node.put("plainLayer", plainLayer);
            node.put("packedLayer", packedLayer);
            if (!start.isEmpty()) {
                node.put("plainStartMicroseconds", start.get(0).toNanos() / 1000);
                node.put("packedStartMicroseconds", start.get(1).toNanos() / 1000);
            }
        }
    }

    /** A setting for the table. */
    public record SettingRow(String name, String value, String origin) {}

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("schemaVersion", 1);
        json.put("service", service.name());
        json.put("version", image.version());
        json.put("target", image.target());
        json.put("language", service.language());
        json.put("engine", service.engine());
        json.put("description", service.description());
        json.put("base", service.base());
        service.baseImage()
                .ifPresent(base -> json.put("baseName", base.name())
                        .put("baseDigest", base.digest().toString()));
        json.put("image", image.name());
        json.put("digest", image.image().digest().toString());
        ArrayNode tags = json.putArray("tags");
        image.tags().forEach(tags::add);
        json.put("created", source.created().toString());
        source.revision().ifPresent(revision -> json.put("revision", revision));
        source.address().ifPresent(address -> json.put("source", address));
        Json.putAll(json, "tools", source.tools());
        ArrayNode platformArray = json.putArray("platforms");
        platforms.forEach(platform -> platformArray.add(toJson(platform)));
        versionAnswer.ifPresent(answer -> json.put("versionAnswer", answer));
        ArrayNode warningArray = json.putArray("warnings");
        warnings.forEach(warningArray::add);
        ArrayNode settingArray = json.putArray("settings");
        settings.forEach(row -> settingArray
                .addObject()
                .put("name", row.name())
                .put("value", row.value())
                .put("origin", row.origin()));
        return json;
    }

    private static ObjectNode toJson(PlatformReport platform) {
        ObjectNode json = Json.object();
        json.put("platform", platform.summary().platform().toString());
        json.put("manifest", platform.summary().manifest().toString());
        json.put("config", platform.summary().config().toString());
        json.put("compressedSize", platform.summary().compressedSize());
        if (!platform.summary().hasLayersElsewhere()) {
            json.put("uncompressedSize", platform.summary().uncompressedSize());
        }
        platform.previousSize().ifPresent(size -> json.put("previousCompressedSize", size));
        json.put("newLayers", platform.newLayers());
        json.put("milliseconds", platform.duration().toMillis());
        platform.packing().ifPresent(packing -> packing.addTo(json));
        ArrayNode layers = json.putArray("layers");
        for (LayerSummary layer : platform.summary().layers()) {
            ObjectNode node = layers.addObject()
                    .put("name", layer.name())
                    .put("digest", layer.digest().toString())
                    .put("diffId", layer.diffId().toString())
                    .put("compressedSize", layer.compressedSize());
            layer.uncompressedSize().ifPresent(size -> node.put("uncompressedSize", size));
            layer.repository().ifPresent(repository -> node.put("repository", repository));
        }
        ArrayNode cut = json.putArray("cut");
        platform.cut()
                .forEach(files -> cut.addObject()
                        .put("packages", files.packages())
                        .put("paths", files.paths())
                        .put("reason", files.reason())
                        .put("files", files.files())
                        .put("bytes", files.bytes()));
        return json;
    }
}
