package io.github.sosapp.goal;

import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.Bases;
import io.github.sosapp.base.image.KeptDocuments;
import io.github.sosapp.engine.ImageEngine;
import io.github.sosapp.engine.daemonless.DaemonlessEngine;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.git.SourceHistory;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layout.LayerScans;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.report.GitHubFiles;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceDetector;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A module in a directory of its own, outside of any Git repository, with the real parts of a build around it. */
final class ModuleFixture {

    final Path directory;
    final RecordingConsole console = new RecordingConsole();
    String artifactId = "emergency-service";
    String version = "1.4.0";
    Optional<Instant> created = Optional.of(GoServiceFixture.CREATED);
    boolean mustHoldService = true;

    ModuleFixture(Path directory) {
        this.directory = directory;
    }

    ModuleFixture write(String name, String content) {
        GoServiceFixture.empty(directory).write(name, content);
        return this;
    }

    Project project() {
        return new Project(
                artifactId,
                version,
                "Emergency service",
                "Takes emergency calls",
                "https://example.com/emergency",
                "SOS",
                List.of("Apache-2.0"),
                List.of(directory.resolve("pom.xml")),
                directory,
                directory.resolve("target"),
                created,
                "",
                mustHoldService);
    }

    static Settings settings(String... namesAndValues) {
        return GoServiceFixture.settings(namesAndValues);
    }

    /** As {@link #settings}, with one more setting that pom.xml takes away. */
    static Settings without(String removed, String... namesAndValues) {
        Map<String, RawSetting> place = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            place.put(namesAndValues[i], RawSetting.of(namesAndValues[i + 1], "company-parent pom.xml"));
        }
        return new Settings(List.of(Map.of(removed, RawSetting.removed("pom.xml")), place));
    }

    static ImagePlanner planner(Recipe... recipes) {
        return planner(List.of(), recipes);
    }

    static ImagePlanner planner(List<BaseSource> bases, Recipe... recipes) {
        return new ImagePlanner(
                new ServiceDetector(List.of(recipes)),
                new Bases(bases),
                SourceHistory.of(noPrograms(), Map.of()),
                Optional.empty());
    }

    /** The plan of the notes in the module. */
    PlannedImage planned(Settings settings) {
        return planner(new NotesRecipe()).plan(project(), settings).orElseThrow();
    }

    PreparationRunner preparations() {
        return new PreparationRunner(noPrograms(), Map.of(), project().workDirectory(), true, false);
    }

    ImageEngine engine() {
        var cache = LayerCache.of(
                directory.resolve("cache/project"),
                new io.github.sosapp.image.cache.BlobStore(directory.resolve("cache"), Clock.systemUTC()),
                false);
        return new DaemonlessEngine(
                preparations(),
                new LayerWriter(2, console::warn),
                cache,
                project().workDirectory().resolve("blobs"),
                file -> false,
                new FileTrees(path -> path.endsWith(".git")));
    }

    BuildGoal buildGoal(ImageEngine engine) {
        return new BuildGoal(
                planner(new NotesRecipe()),
                engine,
                new UpToDate(() -> "plugin 1", TreeMap::new, new FileTrees(path -> path.endsWith(".git")), false),
                preparations(),
                new KeptDocuments(
                        new io.github.sosapp.image.cache.BlobStore(directory.resolve("cache"), Clock.systemUTC())),
                CheckedFiles.none(),
                LayerScans.none(),
                new GitHubFiles(Optional.empty(), Optional.empty()),
                console.log());
    }

    /** Builds the notes with the daemonless engine. */
    ModuleFixture build(String... settings) {
        buildGoal(engine()).run(project(), settings(settings));
        return this;
    }

    /** Every file below a directory with its bytes as text. */
    static Map<String, String> contents(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            Map<String, String> contents = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        directory.relativize(file).toString(),
                        java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static io.github.sosapp.process.CommandResult noProgram(io.github.sosapp.process.Command command)
            throws IOException {
        throw new IOException("this test runs no programs, but was asked for " + command.arguments());
    }

    static CommandRunner noPrograms() {
        return ModuleFixture::noProgram;
    }
}
