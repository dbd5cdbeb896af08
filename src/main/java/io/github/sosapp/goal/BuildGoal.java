package io.github.sosapp.goal;

import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.ImageEngine;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.image.layout.LayoutSummary;
import io.github.sosapp.image.layout.LayoutWriter;

import io.github.sosapp.report.BuildReport;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Builds the image of one module and leaves it, checked, as an OCI layout in {@code target/sos}. Never touches a registry
 * that images are pushed to.
 */
public final class BuildGoal {

    private final ImagePlanner planner;
    private final ImageEngine engine;
    private final UpToDate upToDate;
    private final VersionProbe versionProbe;
    private final BuildLog log;

    public BuildGoal(
            ImagePlanner planner, ImageEngine engine, UpToDate upToDate, VersionProbe versionProbe, BuildLog log) {
        this.planner = planner;
        this.engine = engine;
        this.upToDate = upToDate;
        this.versionProbe = versionProbe;
        this.log = log;
    }

    /** The files of the image as it is now; empty when the module holds no service and need not. */
    public Optional<ResultFiles> run(Project project, Settings settings) {
        Optional<PlannedImage> planned = planner.plan(project, settings);
        if (planned.isEmpty()) {
            log.nothingToBuild(project.artifactId());
            return Optional.empty();
        }
        ResultFiles results = project.results(planned.get().plan().target());
        Digest key = upToDate.key(planned.get(), project);
        Optional<ImageDescription> unchanged = upToDate.find(key, results);
        if (unchanged.isPresent()) {
            log.unchanged(project.artifactId(), unchanged.get());
        } else {
            BuildReport report = build(planned.get(), project, settings, results);
            upToDate.remember(key, report.image().image().digest(), results);
        }
        return Optional.of(results);
    }

    private BuildReport build(PlannedImage planned, Project project, Settings settings, ResultFiles results) {
        log.planned(project.artifactId(), project.version(), planned);
        List<BuiltPlatform> built = engine.build(planned.plan());
        Optional<String> versionAnswer = versionProbe.ask(planned);
        ImageLayout layout = new LayoutWriter()
                .write(
                        results.layoutDirectory(),
                        built.stream().map(BuiltPlatform::image).toList(),
                        planned.plan().annotations(),
                        Optional.of(planned.reference()));
        LayoutSummary summary = LayoutCheck.verify(results.layoutDirectory());
        BuildReport report = new BuildReports(project, settings, planned)
                .report(layout, summary, built, versionAnswer, results.previousSizes());
        results.write(report);
        log.built(report);
        return report;
    }
}
