package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What Maven, its help and editors know of the plugin: the descriptor that the build has just made. */
class MojoParametersTest {

    private static final List<String> PHASES_AFTER_BUILDING = List.of(
            "package",
            "pre-integration-test",
            "integration-test",
            "post-integration-test",
            "verify",
            "install",
            "deploy");
    private static final Set<String> GOALS = Set.of(
            "build",
            "test",
            "check",
            "run",
            "push",
            "load",
            "inspect",
            "explain",
            "lock",
            "outdated",
            "bases",
            "dockerfile",
            "help");

    private static Element descriptor;

    @BeforeAll
    static void readDescriptor() throws Exception {
        Path classes = Path.of(SettingCatalog.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path file = classes.resolve("META-INF/maven/plugin.xml");
        assertThat(file).as("made in the phase process-classes: run mvn test").exists();
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Files.newInputStream(file));
        descriptor = document.getDocumentElement();
    }

    @Test
    void thePluginHasItsGoalsAndItsPrefix() {
        assertThat(mojos().keySet()).containsAll(GOALS);
        assertThat(text(descriptor, "goalPrefix")).contains("sos");
    }

    @Test
    void theOldestSupportedMavenIsNotRefused() {
        assertThat(text(descriptor, "requiredMavenVersion")).contains("3.8.7");
    }

    @Test
    void everyGoalMayRunInParallel() {
        mojos().forEach((goal, mojo) ->
                assertThat(text(mojo, "threadSafe")).as(goal).contains("true"));
    }

    @Test
    void noGoalThatMayRunBeforePackageNeedsTheDependencies() {
        mojos().forEach((goal, mojo) -> {
            if (!PHASES_AFTER_BUILDING.contains(text(mojo, "phase").orElse(""))) {
                assertThat(text(mojo, "requiresDependencyResolution")).as(goal).isEmpty();
                assertThat(text(mojo, "requiresDependencyCollection")).as(goal).isEmpty();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "test", "push", "load", "inspect", "explain", "lock", "outdated", "bases"})
    void everySettingIsAParameterWithTheDescriptionOfTheCatalogue(String goal) {
        Map<String, String> parameters = parameters(goal);

        settingsByFirstWord().forEach((name, descriptions) -> {
            assertThat(parameters).as(goal).containsKey(name);
            if (descriptions.size() == 1) {
                assertThat(plain(parameters.get(name))).as(goal + " " + name).isEqualTo(plain(descriptions.get(0)));
            } else {
                assertThat(parameters.get(name)).as(goal + " " + name).matches("\\S.*\\.");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "test", "push", "load", "inspect", "explain", "lock", "outdated", "bases"})
    void everyParameterIsASetting(String goal) {
        assertThat(settingsByFirstWord().keySet()).containsAll(parameters(goal).keySet());
    }

    /** The descriptions of all settings that share the first word of their names: one parameter of a POM holds them. */
    private static Map<String, List<String>> settingsByFirstWord() {
        Map<String, List<String>> settings = new TreeMap<>();
        for (SettingKey<?> key : SettingCatalog.ALL) {
            settings.computeIfAbsent(key.name().split("\\.")[0], name -> new ArrayList<>())
                    .add(key.description());
        }
        SettingCatalog.MAPS.forEach(map -> settings.put(map.name(), List.of(map.description())));
        return settings;
    }

    /** The parameters that a POM may set, with their descriptions. */
    private static Map<String, String> parameters(String goal) {
        Map<String, String> parameters = new TreeMap<>();
        for (Element parameter : children(child(mojos().get(goal), "parameters"), "parameter")) {
            if (text(parameter, "editable").equals(Optional.of("true"))) {
                parameters.put(
                        text(parameter, "name").orElseThrow(),
                        text(parameter, "description").orElse(""));
            }
        }
        return parameters;
    }

    /** The descriptor knows no code font. */
    private static String plain(String text) {
        return text.replace("`", "").replaceAll("\\s+", " ").trim();
    }

    private static Map<String, Element> mojos() {
        Map<String, Element> mojos = new TreeMap<>();
        children(child(descriptor, "mojos"), "mojo")
                .forEach(mojo -> mojos.put(text(mojo, "goal").orElseThrow(), mojo));
        return mojos;
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).get(0);
    }

    private static Optional<String> text(Element parent, String name) {
        return children(parent, name).stream().map(Element::getTextContent).findFirst();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                children.add(element);
            }
        }
        return children;
    }
}
