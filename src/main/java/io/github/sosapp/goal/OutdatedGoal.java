package io.github.sosapp.goal;

import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.Bases;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Says what is newer than what the base of a module is locked to; changes nothing. */
public final class OutdatedGoal {

    private final ImagePlanner planner;
    private final Bases bases;
    private final BuildLog log;

    public OutdatedGoal(ImagePlanner planner, Bases bases, BuildLog log) {
        this.planner = planner;
        this.bases = bases;
        this.log = log;
    }

    public void run(Project project, Settings settings, Path file) {
        Optional<BaseRequest> request = planner.baseRequest(project, settings);
        if (request.isEmpty()) {
            log.nothingToBuild(project.artifactId());
            return;
        }
        Optional<BaseLock> locked = Files.isRegularFile(file) ? Optional.of(BaseLock.read(file)) : Optional.empty();
        if (locked.isEmpty()) {
            log.info(project.artifactId() + ": no base is locked; mvn compile sos:lock writes " + BaseLock.FILE_NAME);
            return;
        }
        BaseLock now =
                bases.lock(request.get(), settings.get(SettingCatalog.PLATFORMS).value(), locked.get());
        List<String> changes = now.changesSince(locked.get());
        changes.forEach(change -> log.verbatim("  " + change));
        log.info(
                changes.isEmpty()
                        ? project.artifactId() + ": the base " + request.get().base() + " is up to date"
                        : project.artifactId() + ": mvn compile sos:lock takes "
                                + BuildLog.count(changes.size(), "change"));
    }
}
