package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.engine.docker.dockerfile.Dockerfiles;
import io.github.sosapp.engine.docker.dockerfile.RenderedDockerfile;
import io.github.sosapp.engine.docker.dockerfile.SealedText;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.DockerfilePlan;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the Dockerfile of a service, with all its targets, for a team that wants to own it. Builds nothing. */
public final class DockerfileGoal {

    private static final String FIRST =
            "Written by sos:dockerfile. Whoever changes it owns it: it is not written again.";

    private final DockerfilePlanner planner;
    private final Dockerfiles dockerfiles;
    private final BuildLog log;

    public DockerfileGoal(DockerfilePlanner planner, Dockerfiles dockerfiles, BuildLog log) {
        this.planner = planner;
        this.dockerfiles = dockerfiles;
        this.log = log;
    }

    /** @throws BuildFailure when a file is in the way that somebody else has written or changed; then none is written */
    public void run(Project project, Settings settings) {
        List<DockerfilePlan> plans = planner.lasting(project, settings);
        if (plans.isEmpty()) {
            log.nothingToBuild(project.artifactId());
            return;
        }
        RenderedDockerfile rendered = dockerfiles.render(plans, dialect(settings));
        Path directory = plans.get(0).context();
        SortedMap<String, String> sealed = new TreeMap<>(Map.of(
                "Dockerfile", SealedText.seal(FIRST, rendered.text()),
                ".dockerignore", SealedText.seal(FIRST, rendered.ignore())));
        if (!settings.get(SettingCatalog.DOCKERFILE_OVERWRITE).value()) {
            sealed.keySet().forEach(name -> refuseForeign(directory.resolve(name)));
        }
        SortedMap<String, String> files = new TreeMap<>(rendered.files());
        files.putAll(sealed);
        List<String> written = files.entrySet().stream()
                .filter(file -> write(directory.resolve(file.getKey()), file.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        tell(project, plans, directory, written);
    }

    /** What the builder of the settings understands, be it BuildKit of an engine or of buildx; one that is chosen when the time comes may be any. */
    private static Dialect dialect(Settings settings) {
        return settings.get(SettingCatalog.DOCKER_BUILDER).value().startsWith("build")
                ? Dialect.BUILDKIT
                : Dialect.COMMON;
    }

    private static void refuseForeign(Path file) {
        if (Files.exists(file) && !SealedText.isUntouched(read(file))) {
            throw BuildFailure.ofUser(
                            file.getFileName() + " is there already, and it is not as sos:dockerfile wrote it")
                    .because("what somebody has written or changed would be lost")
                    .from(file)
                    .remedy("keep it: builds of the docker engine use it; or delete it, or replace it by"
                            + " -Dsos.dockerfile.overwrite");
        }
    }

    /** False when the file has that text already. */
    static boolean write(Path file, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
                return false;
            }
            Files.createDirectories(file.getParent());
            try (DurableFile durable = DurableFile.in(file.getParent())) {
                durable.write(bytes);
                durable.moveTo(file);
            }
            return true;
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write " + file)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to " + file.getParent());
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read it");
        }
    }

    private void tell(Project project, List<DockerfilePlan> plans, Path directory, List<String> written) {
        String name = project.artifactId();
        if (written.isEmpty()) {
            log.info(name + ": Dockerfile and .dockerignore are up to date");
            return;
        }
        long own = written.stream()
                .filter(file -> file.startsWith(DockerfileFacts.DIRECTORY + "/"))
                .count();
        log.info(name + ": wrote "
                + written.stream()
                        .filter(file -> !file.startsWith(DockerfileFacts.DIRECTORY + "/"))
                        .collect(Collectors.joining(" and "))
                + (own == 0
                        ? ""
                        : ", and " + own + (own == 1 ? " file" : " files") + " in " + DockerfileFacts.DIRECTORY)
                + " to " + directory);
        log.info("  targets    " + plans.stream().map(DockerfilePlan::target).collect(Collectors.joining(", "))
                + " (the default)");
        log.info("  build      docker build -t " + name + " .");
        log.info("  stamp      --build-arg GIT_COMMIT=$(git rev-parse HEAD) --build-arg BUILD_DATE=$(date -u +%FT%TZ)");
        log.info("  next       commit the files; mvn package -Dsos.engine=docker builds this Dockerfile from now on");
    }
}
