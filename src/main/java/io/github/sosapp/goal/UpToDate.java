package io.github.sosapp.goal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.cache.TreeFingerprint;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.PlanDocument;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Knows whether the image in {@code target/sos} is still the one that the plan asks for. Its key is everything that
 * decides the bytes: the plan, the content of all inputs, and the plugin itself.
 */
public final class UpToDate {

    private final Supplier<String> pluginIdentity;
    private final Supplier<SortedMap<String, String>> tools;
    private final FileTrees files;
    private final boolean trustFileTimes;

    /**
     * @param pluginIdentity differs between any two builds of the plugin
     * @param tools that the lock names, version by name
     * @param files keeps the listings of what gets into the image, for whoever reads it
     * @param trustFileTimes whether unchanged sizes and times prove an unchanged file; never on a CI machine
     */
    public UpToDate(
            Supplier<String> pluginIdentity,
            Supplier<SortedMap<String, String>> tools,
            FileTrees files,
            boolean trustFileTimes) {
        this.pluginIdentity = pluginIdentity;
        this.tools = tools;
        this.files = files;
        this.trustFileTimes = trustFileTimes;
    }

    /** Everything that decides the image, in one digest. Taken before the build reads its inputs, never after. */
    Digest key(PlannedImage planned, Project project) {
        try {
            return Digest.of(Json.bytes(keyDocument(planned, project)));
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read the sources of " + project.artifactId())
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read every file of the module");
        }
    }

    /** The image of the last build, when the same key led to it and nothing of it is missing. */
    Optional<ImageDescription> find(Digest key, ResultFiles results) {
        try {
            String remembered = Files.readString(results.key(), StandardCharsets.US_ASCII);
            ImageDescription image = ImageDescription.read(results.description());
            Digest digest = image.image().digest();
            boolean same = remembered.equals(line(key, digest))
                    && LayoutCheck.quick(results.layoutDirectory())
                            .root()
                            .digest()
                            .equals(digest)
                    && Files.readString(results.digest()).equals(digest + "\n")
                    && Files.exists(results.report());
            return same ? Optional.of(image) : Optional.empty();
        } catch (IOException | BuildFailure absentOrDamaged) {
            return Optional.empty();
        }
    }

    void remember(Digest key, Digest image, ResultFiles results) {
        results.writeKey(line(key, image));
    }

    private static String line(Digest key, Digest image) {
        return key + " " + image + "\n";
    }

    private ObjectNode keyDocument(PlannedImage planned, Project project) throws IOException {
        ObjectNode json = Json.object();
        json.put("plugin", pluginIdentity.get());
        Json.putAll(json, "tools", tools.get());
        json.put("name", planned.name().toString());
        json.put("tags", String.join(",", planned.tags()));
        json.put("version", project.version());
        json.set("plan", new PlanDocument(project.directory()).of(planned.plan()));
        json.set("base", planned.base().toJson());
        // A build directory that the build itself makes must not look like a change to the next one.
        Files.createDirectories(project.workDirectory());
        Json.putAll(json, "inputValues", planned.service().inputValues());
        Digest inputs = TreeFingerprint.of(
                planned.service().inputs(),
                new FileTrees(path -> isMadeHere(path, planned, project) || path.endsWith(".git")),
                project.workDirectory().resolve("inputs.index"),
                trustFileTimes);
        json.put("inputs", inputs.toString());
        // These may lie in the build directory: other plugins make files for the image there.
        Digest content = TreeFingerprint.of(
                filesOnDisk(planned.plan()), files, project.workDirectory().resolve("files.index"), trustFileTimes);
        json.put("files", content.toString());
        return json;
    }

    private static boolean isMadeHere(Path path, PlannedImage planned, Project project) {
        return planned.recipe().readsBuildDirectory()
                ? path.startsWith(project.outputDirectory()) || path.startsWith(project.workDirectory())
                : path.startsWith(project.buildDirectory());
    }

    private static List<Path> filesOnDisk(ImagePlan plan) {
        return plan.layers().stream()
                .flatMap(layer -> layer.files().stream())
                .map(PlannedFile::source)
                .flatMap(source -> fileOf(source).stream())
                .distinct()
                .toList();
    }

    private static Optional<Path> fileOf(FileSource source) {
        if (source instanceof FileSource.OnDisk onDisk) {
            return Optional.of(onDisk.path());
        }
        return source instanceof FileSource.ArchiveEntry inside ? Optional.of(inside.archive()) : Optional.empty();
    }
}
