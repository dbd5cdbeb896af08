package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README shows the templates as they are. */
class TemplatesTest {

    @ParameterizedTest
    @ValueSource(strings = {"go/pom.xml", "parent/pom.xml"})
    void theReadmeShowsTheTemplateToTheLetter(String template) throws IOException {
        String shown = Files.readString(Path.of("templates").resolve(template));

        assertThat(Files.readString(Path.of("README.md"))).contains("```xml\n" + shown + "```");
    }
}
