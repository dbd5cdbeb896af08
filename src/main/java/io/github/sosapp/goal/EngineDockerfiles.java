package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.BuildOrder;
import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.engine.docker.dockerfile.Dockerfiles;
import io.github.sosapp.engine.docker.dockerfile.RenderedDockerfile;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.git.SourceState;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.DockerfilePlan;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Puts a Dockerfile, which an engine carries out, in the place of what a recipe would run on this machine. The text is the
 * same for every commit, so that an engine finds in its cache whatever the commit does not decide.
 */
public final class EngineDockerfiles {

    private final Dockerfiles dockerfiles;
    private final Supplier<Dialect> dialect;

    /** @param dialect of the builder that is going to read the text */
    public EngineDockerfiles(Dockerfiles dockerfiles, Supplier<Dialect> dialect) {
        this.dockerfiles = dockerfiles;
        this.dialect = dialect;
    }

    /**
     * The same service, built by an engine.
     *
     * @param state what Git says of it
     * @throws BuildFailure when no Dockerfile can say what the service or a setting needs
     */
    ServicePlan plan(
            Project project, Settings settings, Recipe recipe, ServiceModule module, Optional<SourceState> state) {
        refuseWithoutTemplate(recipe, module, settings);
        ServicePlan service = recipe.plan(module, settings);
        DockerfilePlan lasting = DockerfilePlanner.lasting(project, settings, recipe, state);
        SortedMap<String, String> arguments =
                DockerfilePlanner.arguments(project, ImagePlanner.origin(project, state), state);
        RenderedDockerfile rendered = dockerfiles.render(List.of(lasting), dialect.get());
        String file = file(project, lasting.target());
        DockerfileGoal.write(project.directory().resolve(file), rendered.text());
        prepare(lasting.context());
        SortedMap<String, String> files = new TreeMap<>(rendered.files());
        files.put(Preparation.DOCKERFILE, rendered.text());
        List<String> words = new ArrayList<>(List.of("build", "--file=" + file, "--target=" + rendered.target()));
        lasting.facts().lists().getOrDefault("foreign", List.of()).forEach(name -> words.add("--foreign=" + name));
        needed(lasting).forEach(path -> words.add(BuildOrder.NEEDED + path));
        Path output = module.workDirectory().resolve("engine");
        List<Preparation> builds = settings.get(SettingCatalog.PLATFORMS).value().stream()
                .map(platform -> new Preparation(
                        "docker-build", platform, "docker", "", words, arguments, lasting.context(), output, files))
                .toList();
        return new ServicePlan(
                base(file, rendered.target()),
                List.of(),
                service.description(),
                builds,
                List.of(),
                // Of this very commit, which the text must not know.
                recipe.dockerfile(module, settings).execution(),
                List.of(lasting.context()),
                new TreeMap<>(),
                lasting.facts().warnings(),
                Optional.empty());
    }

    /** Files and directories of {@code sos.files}, below the context. */
    private static List<String> needed(DockerfilePlan plan) {
        return plan.extraFiles().stream()
                .map(file -> ((FileSource.OnDisk) file.source()).path())
                .map(path -> plan.context().relativize(path).toString().replace('\\', '/'))
                .toList();
    }

    /** What the Dockerfile starts from, for those who need no more of it. */
    BaseRequest base(Project project, Settings settings, Recipe recipe, ServiceModule module) {
        refuseWithoutTemplate(recipe, module, settings);
        DockerfilePlan lasting = DockerfilePlanner.lasting(project, settings, recipe, Optional.empty());
        RenderedDockerfile rendered = dockerfiles.render(List.of(lasting), dialect.get());
        String file = file(project, lasting.target());
        DockerfileGoal.write(project.directory().resolve(file), rendered.text());
        return base(file, rendered.target());
    }

    private static BaseRequest base(String file, String stage) {
        return BaseRequest.of(BaseRequest.DOCKERFILE + file + "#" + stage, "FROM in " + file);
    }

    // A base that the plugin carries has no directory of its own.
    private static void prepare(Path context) {
        try {
            Files.createDirectories(context);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot make the directory " + context)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write there");
        }
    }

    // Where people may read it; the next build writes it again.
    private static String file(Project project, String target) {
        Path file = project.workDirectory().resolve(target + ".Dockerfile");
        return project.directory().relativize(file).toString().replace('\\', '/');
    }

    private static void refuseWithoutTemplate(Recipe recipe, ServiceModule module, Settings settings) {
        if (recipe.dockerfileTargets().isEmpty()) {
            // The recipe knows why it has none.
            recipe.dockerfile(module, settings);
        }
        settings.map("buildArgs").forEach((name, argument) -> {
            throw argument.refused("has no effect")
                    .because("the module has no Dockerfile of its own, and the one that is made for it has no such ARG")
                    .remedy("remove the setting, or write the Dockerfile with mvn sos:dockerfile and change it");
        });
    }
}
