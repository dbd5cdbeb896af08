package io.github.sosapp.goal;

import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.Bases;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Says what is newer than what the base of a module is locked to, and than the packages of Python that a service pins;
 * changes nothing.
 */
public final class OutdatedGoal {

    private final ImagePlanner planner;
    private final Bases bases;
    private final PreparationRunner preparations;
    private final BuildLog log;

    public OutdatedGoal(ImagePlanner planner, Bases bases, PreparationRunner preparations, BuildLog log) {
        this.planner = planner;
        this.bases = bases;
        this.preparations = preparations;
        this.log = log;
    }

    /** @param file the lock, which may not exist yet */
    public void run(Project project, Settings settings, Path file) {
        Optional<BaseRequest> request = planner.baseRequest(project, settings);
        if (request.isEmpty()) {
            log.nothingToBuild(project.artifactId());
            return;
        }
        if (Files.isRegularFile(file)) {
            base(project, settings, request.get(), BaseLock.read(file));
        } else {
            log.info(project.artifactId() + ": no base is locked; mvn compile sos:lock writes " + BaseLock.FILE_NAME);
        }
        preparations
                .newerPackages(planner.preparations(project, settings))
                .ifPresent(newer -> packages(project, newer));
    }

    private void base(Project project, Settings settings, BaseRequest request, BaseLock locked) {
        BaseLock now =
                bases.lock(request, settings.get(SettingCatalog.PLATFORMS).value(), locked);
        List<String> changes = now.changesSince(locked);
        changes.forEach(change -> log.verbatim("  " + change));
        log.info(
                changes.isEmpty()
                        ? project.artifactId() + ": the base " + request.base() + " is up to date"
                        : project.artifactId() + ": mvn compile sos:lock takes "
                                + BuildLog.count(changes.size(), "change"));
    }

    private void packages(Project project, List<String> newer) {
        newer.forEach(line -> log.verbatim("  " + line));
        log.info(
                newer.isEmpty()
                        ? project.artifactId() + ": the pinned packages of Python are up to date"
                        : project.artifactId() + ": " + BuildLog.count(newer.size(), "pinned package")
                                + " of Python with newer releases; what writes the pins takes them"
                                + " (uv lock --upgrade, uv pip compile --upgrade)");
    }
}
