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
    private static final List<String> LISTS = List.of("tags", "platforms", "volumes", "insecureRegistries");

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
        return new Settings(List.of(commandLine(), environment(), configuration(), properties()));
    }

    /** Whether the module's own POM, or somebody on the command line or in the environment, gives the setting. */
    boolean isSetHere(String name) {
        return commandLine().containsKey(name)
                || environment().containsKey(name)
                || project.getOriginalModel().getProperties().containsKey(PREFIX + name)
                || hasElement(project.getOriginalModel(), name);
    }

    private Map<String, RawSetting> commandLine() {
        Map<String, RawSetting> place = new TreeMap<>();
        Properties user = session.getUserProperties();
        for (String name : user.stringPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                place.put(
                        name.substring(PREFIX.length()),
                        RawSetting.of(user.getProperty(name), "-D" + name + " on the command line"));
            }
        }
        return place;
    }

    private Map<String, RawSetting> environment() {
        Map<String, RawSetting> place = new TreeMap<>();
        for (SettingKey<?> key : SettingCatalog.ALL) {
            String value = environment.get(key.environmentVariable());
            if (value != null) {
                place.put(key.name(), RawSetting.of(value, "environment variable " + key.environmentVariable()));
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
                        .map(pom -> "property in " + pom)
                        .orElse("property in a profile");
                place.put(name.substring(PREFIX.length()), RawSetting.of(properties.getProperty(name), origin));
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
        if (element.getChildCount() > 0 && LISTS.contains(name)) {
            String joined =
                    Arrays.stream(element.getChildren()).map(Xpp3Dom::getValue).collect(Collectors.joining(","));
            place.put(name, RawSetting.of(evaluated(joined), originOf(name)));
            return;
        }
        if (element.getChildCount() > 0) {
            for (Xpp3Dom child : element.getChildren()) {
                flatten(child, name + "." + child.getName(), place);
            }
            return;
        }
        String origin = originOf(name);
        String value = element.getValue();
        if (value == null || value.isBlank()) {
            place.put(name, RawSetting.removed(origin));
        } else {
            place.put(name, RawSetting.of(evaluated(value), origin));
        }
    }

    private String originOf(String name) {
        return nearest(model -> hasElement(model, name)).orElse("a profile");
    }

    // Maven has put in properties and project values already; expressions such as ${session.…} are left for plugins.
    private String evaluated(String value) {
        if (!value.contains("${")) {
            return value;
        }
        try {
            Object result = new PluginParameterExpressionEvaluator(session, execution).evaluate(value);
            return result == null ? value : result.toString();
        } catch (ExpressionEvaluationException e) {
            return value;
        }
    }

    private Optional<String> nearest(java.util.function.Predicate<Model> says) {
        for (MavenProject pom = project; pom != null; pom = pom.getParent()) {
            if (pom.getOriginalModel() != null && says.test(pom.getOriginalModel())) {
                return Optional.of(pom == project ? "pom.xml" : pom.getArtifactId() + " pom.xml");
            }
        }
        return Optional.empty();
    }

    private boolean hasElement(Model model, String name) {
        if (model.getBuild() == null) {
            return false;
        }
        return hasElement(model.getBuild(), name) || hasElement(model.getBuild().getPluginManagement(), name);
    }

    private boolean hasElement(PluginContainer container, String name) {
        if (container == null) {
            return false;
        }
        for (Plugin plugin : container.getPlugins()) {
            if (plugin.getKey().equals(execution.getPlugin().getKey())) {
                if (hasElement(plugin.getConfiguration(), name)) {
                    return true;
                }
                for (PluginExecution own : plugin.getExecutions()) {
                    if (hasElement(own.getConfiguration(), name)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean hasElement(Object configuration, String name) {
        Xpp3Dom element = (Xpp3Dom) configuration;
        for (String part : name.split("\\.")) {
            element = element == null ? null : element.getChild(part);
        }
        return element != null;
    }
}
