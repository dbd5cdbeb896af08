package io.github.sosapp.goal;

import io.github.sosapp.engine.docker.dockerfile.Dialect;
import io.github.sosapp.engine.docker.dockerfile.Dockerfiles;
import io.github.sosapp.engine.docker.dockerfile.RenderedDockerfile;
import io.github.sosapp.git.SourceHistory;
import io.github.sosapp.plan.DockerfilePlan;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceDetector;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.node.NodeServiceFixture;
import io.github.sosapp.service.python.BaseDefinition;
import io.github.sosapp.service.python.BaseDefinitions;
import io.github.sosapp.service.python.BaseRecipe;
import io.github.sosapp.service.python.PythonRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Services in a directory, and their Dockerfiles. */
final class DockerfileFixture {

    final ModuleFixture module;
    private List<Recipe> recipes = List.of(new GoRecipe(), new NodeRecipe(), new PythonRecipe());

    DockerfileFixture(Path directory) {
        module = new ModuleFixture(directory);
    }

    /** A service of that language, or the carried base of that name. */
    DockerfileFixture holding(String what) {
        switch (what) {
            case "go" -> {
                GoServiceFixture.in(module.directory);
                module.write("go.mod", """
                        module example.com/sos/emergency

                        go 1.21.13

                        require github.com/google/uuid v1.6.0
                        """).write("go.sum", "");
            }
            case "node" -> NodeServiceFixture.in(module.directory);
            case "python" ->
                module.write("requirements.txt", "idna==3.7 --hash=sha256:aa\n").write("src/main.py", "print()\n");
            default -> {
                BaseDefinition definition = BaseDefinitions.carried().stream()
                        .filter(carried -> carried.name().equals(what))
                        .findFirst()
                        .orElseThrow();
                recipes = List.of(new BaseRecipe(definition));
            }
        }
        return this;
    }

    DockerfilePlanner planner() {
        return new DockerfilePlanner(
                new ServiceDetector(recipes), SourceHistory.of(ModuleFixture.noPrograms(), Map.of()));
    }

    /** The Dockerfile with all targets. */
    RenderedDockerfile whole(Dialect dialect, String... settings) {
        return new Dockerfiles().render(planner().lasting(module.project(), ModuleFixture.settings(settings)), dialect);
    }

    /** The Dockerfile of the target in the settings alone. */
    RenderedDockerfile single(Dialect dialect, String... settings) {
        DockerfilePlan plan = planner()
                .plan(module.project(), ModuleFixture.settings(settings))
                .orElseThrow();
        return new Dockerfiles().render(List.of(plan), dialect);
    }

    DockerfileGoal goal() {
        return new DockerfileGoal(planner(), new Dockerfiles(), module.console.log());
    }
}
