package io.github.sosapp.mojo;

import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginContainer;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * Collects the settings of a module from the places where Maven keeps them: command line, environment, plugin
 * configuration, properties; strongest first. Reads the configuration itself instead of taking injected fields, because
 * only so a value can tell where it came from and an unknown element can be refused.
 */
final class SettingPlaces {

    private static final String PREFIX = "sos.";
    private static final List<String> LISTS =
            List.of("tags", "platforms", "volumes", "insecureRegistries", "bases", "pluginExtensions");

    private final MavenSession session;
    private final MavenProject project;
    private final MojoExecution execution;
    private final Map<String, String> environment;

    SettingPlaces(
            MavenSession session, MavenProject project, MojoExecution execution, Map<String, String> environment) {
        this.session = session;
        this.project = project;
        this.execution = execution;
        this.environment = environment;
    }

    Settings settings() {
        return new Settings(places());
    }

    /** Those that the goal {@code bases} reads. */
    Settings settingsOfBases() {
        return BasesSettings.of(places(), environment, execution.getSource() == MojoExecution.Source.CLI);
    }

    private List<Map<String, RawSetting>> places() {
        return List.of(commandLine(), environment(), configuration(), properties());
    }

    /** Whether the module's own POM gives the setting; what is said for the whole reactor does not count. */
    boolean isSetHere(String name) {
        return project.getOriginalModel().getProperties().containsKey(PREFIX + name)
                || element(project.getOriginalModel(), name).isPresent();
    }

    private Map<String, RawSetting> commandLine() {
        Map<String, RawSetting> place = new TreeMap<>();
        Properties user = session.getUserProperties();
        for (String name : user.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                place.put(
                        name.substring(PREFIX.length()),
                        RawSetting.of(user.getProperty(name), "-D" + name + RawSetting.COMMAND_LINE));
            }
        }
        return place;
    }

    private Map<String, RawSetting> environment() {
        Map<String, RawSetting> place = new TreeMap<>();
        for (SettingKey<?> key : SettingCatalog.ALL) {
            String value = environment.get(key.environmentVariable());
            if (value != null) {
                place.put(key.name(), RawSetting.of(value, RawSetting.ENVIRONMENT + key.environmentVariable()));
            }
        }
        return place;
    }

    private Map<String, RawSetting> properties() {
        Map<String, RawSetting> place = new TreeMap<>();
        Properties properties = project.getProperties();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                String origin = nearest(model -> model.getProperties().containsKey(name))
                        .map(pom -> "property in " + nameOf(pom))
                        .orElse("property in a profile");
                place.put(name.substring(PREFIX.length()), written(properties.getProperty(name), origin));
            }
        }
        return place;
    }

    private Map<String, RawSetting> configuration() {
        Map<String, RawSetting> place = new TreeMap<>();
        Xpp3Dom configuration = merged();
        if (configuration != null) {
            for (Xpp3Dom child : configuration.getChildren()) {
                flatten(child, child.getName(), place);
            }
        }
        return place;
    }

    /** The configuration of this execution with those of all parents, unknown elements included. */
    private Xpp3Dom merged() {
        Plugin plugin = project.getPlugin(execution.getPlugin().getKey());
        if (plugin == null && project.getPluginManagement() != null) {
            plugin = project.getPluginManagement()
                    .getPluginsAsMap()
                    .get(execution.getPlugin().getKey());
        }
        if (plugin == null) {
            return null;
        }
        PluginExecution own = plugin.getExecutionsAsMap().get(execution.getExecutionId());
        Object configuration =
                own != null && own.getConfiguration() != null ? own.getConfiguration() : plugin.getConfiguration();
        return (Xpp3Dom) configuration;
    }

    private void flatten(Xpp3Dom element, String name, Map<String, RawSetting> place) {
        MavenProject pom = nearest(model -> element(model, name).isPresent()).orElse(null);
        String origin = pom == null ? "a profile" : nameOf(pom);
        if (pom != null && isEmpty(element(pom.getOriginalModel(), name).orElseThrow())) {
            // Maven fills an element that is empty with what the parents say, but here it takes that away.
            remove(element, name, origin, place);
        } else if (element.getChildCount() == 0) {
            place.put(name, written(evaluated(element.getValue()), origin));
        } else if (LISTS.contains(name)) {
            String joined = Arrays.stream(element.getChildren())
                    // An extension has a configuration besides its name; see JibExtensions.
                    .map(child -> child.getChild("implementation") == null ? child : child.getChild("implementation"))
                    .filter(child -> !isEmpty(child))
                    .map(Xpp3Dom::getValue)
                    .collect(Collectors.joining(","));
            place.put(name, written(evaluated(joined), origin));
        } else {
            for (Xpp3Dom child : element.getChildren()) {
                flatten(child, name + "." + child.getName(), place);
            }
        }
    }

    // An empty map without parents that say something is nothing; there is no setting of that name.
    private static void remove(Xpp3Dom element, String name, String origin, Map<String, RawSetting> place) {
        boolean isMap = SettingCatalog.MAPS.stream().anyMatch(map -> map.name().equals(name));
        if (element.getChildCount() > 0 && !LISTS.contains(name)) {
            for (Xpp3Dom child : element.getChildren()) {
                remove(child, name + "." + child.getName(), origin, place);
            }
        } else if (!isMap) {
            place.put(name, RawSetting.removed(origin));
        }
    }

    private static RawSetting written(String value, String origin) {
        return value == null || value.isBlank() ? RawSetting.removed(origin) : RawSetting.of(value, origin);
    }

    private static boolean isEmpty(Xpp3Dom element) {
        return element.getChildCount() == 0
                && (element.getValue() == null || element.getValue().isBlank());
    }

    // Maven has put in properties and project values already; expressions such as ${session.…} are left for plugins.
    private String evaluated(String value) {
        if (value == null || !value.contains("${")) {
            return value;
        }
        try {
            Object result = new PluginParameterExpressionEvaluator(session, execution).evaluate(value);
            return result == null ? value : result.toString();
        } catch (ExpressionEvaluationException e) {
            return value;
        }
    }

    private Optional<MavenProject> nearest(Predicate<Model> says) {
        for (MavenProject pom = project; pom != null; pom = pom.getParent()) {
            if (pom.getOriginalModel() != null && says.test(pom.getOriginalModel())) {
                return Optional.of(pom);
            }
        }
        return Optional.empty();
    }

    private String nameOf(MavenProject pom) {
        return pom == project ? "pom.xml" : pom.getArtifactId() + " pom.xml";
    }

    /** The element as that POM alone has it; this execution's before the plugin's, and that before the managed one. */
    private Optional<Xpp3Dom> element(Model model, String name) {
        if (model.getBuild() == null) {
            return Optional.empty();
        }
        Xpp3Dom own = element(model.getBuild(), name);
        PluginContainer managed = model.getBuild().getPluginManagement();
        return Optional.ofNullable(own == null && managed != null ? element(managed, name) : own);
    }

    // Null when there is none. Loops, because this is what every goal begins with: in a young JVM a stream takes longer
    // to
    // link than these take to run.
    private Xpp3Dom element(PluginContainer container, String name) {
        for (Plugin plugin : container.getPlugins()) {
            if (plugin.getKey().equals(execution.getPlugin().getKey())) {
                for (PluginExecution own : plugin.getExecutions()) {
                    Xpp3Dom found = own.getId().equals(execution.getExecutionId())
                            ? below((Xpp3Dom) own.getConfiguration(), name)
                            : null;
                    if (found != null) {
                        return found;
                    }
                }
                Xpp3Dom found = below((Xpp3Dom) plugin.getConfiguration(), name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    // Names of elements may have dots themselves, such as those of labels.
    private static Xpp3Dom below(Xpp3Dom parent, String name) {
        if (parent == null) {
            return null;
        }
        for (Xpp3Dom child : parent.getChildren()) {
            Xpp3Dom found = child.getName().equals(name)
                    ? child
                    : name.startsWith(child.getName() + ".")
                            ? below(child, name.substring(child.getName().length() + 1))
                            : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
