package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.python.PythonRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** READMEs tell of the templates as they are. */
class TemplatesTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+IT)\\.(\\w+)`");

    @ParameterizedTest
    @ValueSource(strings = {"go/pom.xml", "parent/pom.xml"})
    void theReadmeShowsTheTemplateToTheLetter(String template) throws IOException {
        String shown = Files.readString(Path.of("templates").resolve(template));

        assertThat(Files.readString(Path.of("README.md"))).contains("```xml\n" + shown + "```");
    }

    @Test
    void everyStageOfADockerfileIsInTheListOfTestsAndTheseAreThere() throws IOException {
        String page = Files.readString(Path.of("templates/dockerfiles/README.md"));
        String list = page.substring(page.indexOf("## Which test"), page.indexOf("## Differences"));
        Map<String, Recipe> recipes =
                Map.of("Go", new GoRecipe(), "Node.js", new NodeRecipe(), "Python", new PythonRecipe());
        recipes.forEach((language, recipe) -> recipe.dockerfileTargets()
                .forEach(target -> assertThat(list).contains("\n| " + language + " `" + target + "` | ")));
        try (Stream<Path> bases = Files.list(Path.of("templates/bases"))) {
            assertThat(bases.filter(Files::isDirectory).map(base -> "\n| `" + base.getFileName() + "` | "))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(list).contains(row));
        }
        List<MatchResult> tests = NAMED.matcher(list).results().toList();
        assertThat(tests).hasSizeGreaterThan(10);
        for (MatchResult test : tests) {
            assertThat(source(test.group(1))).contains("    void " + test.group(2) + "(");
        }
    }

    private static String source(String name) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return Files.readString(files.filter(file -> file.endsWith(name + ".java"))
                    .findFirst()
                    .orElseThrow());
        }
    }
}
