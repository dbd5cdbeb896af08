package io.github.sosapp.goal;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.TimedBase;
import io.github.sosapp.base.image.KeptDocuments;
import io.github.sosapp.engine.BuiltPlatform;
import io.github.sosapp.engine.ImageEngine;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.engine.daemonless.VersionAnswer;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.git.SourceState;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.image.layout.LayerScans;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.image.layout.LayoutSummary;
import io.github.sosapp.image.layout.LayoutWriter;
import io.github.sosapp.image.layout.PlatformImage;
import io.github.sosapp.process.Background;
import io.github.sosapp.report.BuildReport;
import io.github.sosapp.report.GitHubFiles;
import io.github.sosapp.report.ImageDescription;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
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
    private final PreparationRunner preparations;
    private final KeptDocuments kept;
    private final CheckedFiles checked;
    private final LayerScans scans;
    private final GitHubFiles gitHub;
    private final BuildLog log;

    /**
     * @param kept gets the documents of the image, which may be the base of another module
     * @param checked blobs that need not be read again
     * @param scans layers that need not be unpacked again
     */
    public BuildGoal(
            ImagePlanner planner,
            ImageEngine engine,
            UpToDate upToDate,
            PreparationRunner preparations,
            KeptDocuments kept,
            CheckedFiles checked,
            LayerScans scans,
            GitHubFiles gitHub,
            BuildLog log) {
        this.planner = planner;
        this.engine = engine;
        this.upToDate = upToDate;
        this.preparations = preparations;
        this.kept = kept;
        this.checked = checked;
        this.scans = scans;
        this.gitHub = gitHub;
        this.log = log;
    }

    /** The files of the image as it is now; empty when the module holds no service and need not. */
    public Optional<ResultFiles> run(Project project, Settings settings) {
        DurableFile.deleteUnfinished(project.workDirectory());
        Optional<PlannedImage> planned = log.timed("plan", () -> planner.plan(project, settings));
        if (planned.isEmpty()) {
            log.nothingToBuild(project.artifactId());
            return Optional.empty();
        }
        ResultFiles results = project.results(planned.get().plan().target());
        Digest key = log.timed("look at inputs", () -> upToDate.key(planned.get(), project));
        Optional<ImageDescription> unchanged = upToDate.find(key, results);
        if (unchanged.isPresent()) {
            log.unchanged(project.artifactId(), unchanged.get());
        } else {
            BuildReport report = build(planned.get(), project, settings, results);
            upToDate.remember(key, report.image().image().digest(), results);
        }
        gitHub.tellOutputs(ImageDescription.read(results.description()));
        return Optional.of(results);
    }

    private BuildReport build(PlannedImage planned, Project project, Settings settings, ResultFiles results) {
        log.planned(project, settings.get(SettingCatalog.ENGINE).value(), planned);
        List<BuiltPlatform> built = log.timed("layers", () -> engine.build(planned.plan(), timed(planned.base())));
        try (Background<Optional<VersionAnswer>> version =
                Background.start("sos-ask-version", () -> askForVersion(planned, project))) {
            List<PlatformImage> images =
                    built.stream().map(BuiltPlatform::image).toList();
            LayoutSummary summary = log.timed("check", () -> check(planned, images, results));
            ImageLayout layout = log.timed(
                    "layout", () -> write(new LayoutWriter(checked), planned, images, results.layoutDirectory()));
            kept.keep(layout);
            scans.forgetOthers();
            checked.save();
            version.result().ifPresent(given -> given.warnings().forEach(log::warn));
            BuildReport report = new BuildReports(project, settings, planned, engine.tools(planned.plan()))
                    .report(layout, summary, built, version.result(), results.previousSizes());
            results.write(report);
            gitHub.summarize(report);
            tell(report, project, results);
            BuildReports.sizeWarnings(planned, summary).forEach(log::warn);
            return report;
        }
    }

    private void tell(BuildReport report, Project project, ResultFiles results) {
        if (project.image().isEmpty()) {
            log.built(report);
        } else {
            log.built(report, "services on it: sos.base = layout:" + results.layoutDirectory());
        }
    }

    private BaseImage timed(BaseImage base) {
        return new TimedBase(base, (platform, work) -> log.timed("base " + platform, work));
    }

    // Judged in a place of its own, so that an image that is refused leaves the one of the last build alone.
    private LayoutSummary check(PlannedImage planned, List<PlatformImage> images, ResultFiles results) {
        write(LayoutWriter.ofDrafts(checked), planned, images, results.draftDirectory());
        return LayoutCheck.verify(results.draftDirectory(), scans);
    }

    private static ImageLayout write(
            LayoutWriter writer, PlannedImage planned, List<PlatformImage> images, Path directory) {
        return writer.write(directory, images, planned.plan().annotations(), Optional.of(planned.reference()));
    }

    private Optional<VersionAnswer> askForVersion(PlannedImage planned, Project project) {
        return planned.service()
                .versionProbe()
                .flatMap(arguments -> preparations.probe(
                        planned.plan().preparations(),
                        arguments,
                        project.version(),
                        planned.plan().created(),
                        planned.sourceState().map(SourceState::revision)));
    }
}
