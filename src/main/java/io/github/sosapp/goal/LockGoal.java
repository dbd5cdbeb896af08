package io.github.sosapp.goal;

import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.Bases;
import io.github.sosapp.base.LockUser;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes what the base of a module is now, and with which tools it is built, into {@code sos-lock.json}, so that both stay
 * the same until this goal runs again, and takes out what no module needs any more.
 */
public final class LockGoal {

    private final ImagePlanner planner;
    private final Bases bases;
    private final PreparationRunner preparations;
    private final BuildLog log;

    /** @param preparations asked for the versions of tools */
    public LockGoal(ImagePlanner planner, Bases bases, PreparationRunner preparations, BuildLog log) {
        this.planner = planner;
        this.bases = bases;
        this.preparations = preparations;
        this.log = log;
    }

    /** @param file may be shared by several modules, one at a time; what others need stays as it is */
    public void run(Project project, Settings settings, Path file) {
        Optional<BaseRequest> request = planner.baseRequest(project, settings);
        if (request.isEmpty()) {
            log.nothingToBuild(project.artifactId());
            return;
        }
        BaseLock before = Files.isRegularFile(file) ? BaseLock.read(file) : BaseLock.empty(file.toString());
        String image =
                project.image().isEmpty() ? settings.get(SettingCatalog.TARGET).value() : project.image();
        BaseLock written = before.writtenBy(LockUser.of(file, project.directory(), image));
        Setting<List<Platform>> platforms = settings.get(SettingCatalog.PLATFORMS);
        BaseLock found = withTools(bases.lock(request.get(), platforms.value(), written), project, settings);
        BaseLock after =
                found.tidied(!platforms.isOfThisRun(), user -> Files.isDirectory(file.resolveSibling(user.module())));
        String shown = project.directory().relativize(file).toString();
        if (!Arrays.equals(after.bytes(), before.bytes())) {
            write(file, after.bytes());
            after.changesSince(before).forEach(change -> log.verbatim("  " + change));
            log.info(project.artifactId() + ": wrote " + shown + "; commit it");
        } else if (found == written) {
            log.info(project.artifactId() + ": the base " + request.get().base() + " has nothing to lock");
        } else {
            log.info(project.artifactId() + ": " + shown + " is up to date");
        }
    }

    private BaseLock withTools(BaseLock lock, Project project, Settings settings) {
        BaseLock locked = lock;
        // An engine's tools are those of the images in the Dockerfile, which are locked as bases.
        var tools = preparations.toolsToLock(planner.preparations(project, settings).stream()
                .filter(preparation -> !preparation.tool().equals("docker"))
                .toList());
        for (var tool : tools.entrySet()) {
            locked = locked.withTool(tool.getKey(), tool.getValue());
        }
        return locked;
    }

    private static void write(Path file, byte[] bytes) {
        try (DurableFile durable = DurableFile.in(file.getParent())) {
            durable.write(bytes);
            durable.moveTo(file);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write " + file)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to " + file.getParent());
        }
    }
}
