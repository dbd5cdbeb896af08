package io.github.sosapp.goal;

import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.engine.daemonless.VersionAnswer;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.git.SourceState;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayoutSummary;
import io.github.sosapp.report.BuildReport;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.Size;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Gathers what a build found out. */
final class BuildReports {

    private final Project project;
    private final Settings settings;
    private final PlannedImage planned;
    private final SortedMap<String, String> tools;

    /** @param tools that had a part in it, version by name */
    BuildReports(Project project, Settings settings, PlannedImage planned, SortedMap<String, String> tools) {
        this.project = project;
        this.settings = settings;
        this.planned = planned;
        this.tools = tools;
    }

    BuildReport report(
            ImageLayout layout,
            LayoutSummary summary,
            List<BuiltPlatform> built,
            Optional<VersionAnswer> versionAnswer,
            Map<String, Long> previousSizes) {
        List<BuildReport.PlatformReport> platforms = new ArrayList<>();
        for (int i = 0; i < built.size(); i++) {
            var platform = summary.platforms().get(i);
            platforms.add(new BuildReport.PlatformReport(
                    platform,
                    built.get(i).newLayers(),
                    built.get(i).duration(),
                    Optional.ofNullable(previousSizes.get(platform.platform().toString())),
                    planned.base().cut(platform.platform()),
                    packing(platform.platform())));
        }
        return new BuildReport(
                new BuildReport.Service(
                        project.artifactId(),
                        planned.recipe().language(),
                        settings.get(SettingCatalog.ENGINE).value(),
                        planned.service().description(),
                        planned.baseDescription(),
                        planned.base().label()),
                description(layout),
                platforms,
                new BuildReport.Source(
                        planned.sourceState().map(SourceState::revision),
                        planned.sourceState().flatMap(SourceState::source),
                        planned.plan().created(),
                        tools),
                versionAnswer.map(VersionAnswer::output),
                warnings(versionAnswer, summary),
                new SettingsTable(settings, planned).rows());
    }

    private Optional<BuildReport.Packing> packing(Platform platform) {
        return PreparationRunner.packed(planned.plan().preparationsFor(platform)).stream()
                .findFirst()
                .map(packed -> new BuildReport.Packing(
                        packed.kept(),
                        packed.sizes().plain(),
                        packed.sizes().packed(),
                        packed.sizes().plainLayer(),
                        packed.sizes().packedLayer(),
                        packed.start()
                                .map(start -> List.of(start.plain(), start.packed()))
                                .orElse(List.of())));
    }

    private List<String> warnings(Optional<VersionAnswer> versionAnswer, LayoutSummary summary) {
        List<String> warnings = new ArrayList<>(planned.warnings());
        versionAnswer.ifPresent(answer -> warnings.addAll(answer.warnings()));
        warnings.addAll(sizeWarnings(planned, summary));
        return warnings;
    }

    /** One for each platform that takes more of the disk than services of its language do; none where that is not known. */
    static List<String> sizeWarnings(PlannedImage planned, LayoutSummary summary) {
        OptionalLong limit = planned.recipe().unusualSize();
        if (limit.isEmpty()) {
            return List.of();
        }
        return summary.platforms().stream()
                .filter(platform -> !platform.hasLayersElsewhere() && platform.uncompressedSize() > limit.getAsLong())
                .map(platform -> platform.platform() + " takes " + Size.of(platform.uncompressedSize())
                        + " on disk, more than the " + Size.of(limit.getAsLong())
                        + " that services of its kind stay below")
                .toList();
    }

    private ImageDescription description(ImageLayout layout) {
        try {
            var manifests = layout.manifests().stream()
                    .map(manifest -> manifest.platform().isPresent()
                            ? manifest
                            : manifest.withPlatform(planned.plan().platforms().get(0)))
                    .map(manifest -> manifest.withAnnotations(Map.of()))
                    .toList();
            return new ImageDescription(
                    planned.name().toString(),
                    project.version(),
                    planned.plan().target(),
                    Descriptor.of(
                            layout.root().mediaType(),
                            layout.root().digest(),
                            layout.root().size()),
                    manifests,
                    planned.tags());
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read " + layout.directory())
                    .causedBy(e)
                    .remedy("run mvn package again");
        }
    }
}
