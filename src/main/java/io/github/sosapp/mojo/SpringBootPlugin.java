package io.github.sosapp.mojo;

import io.github.sosapp.service.java.JavaModule.Repackaging.Layers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * What the goal {@code repackage} of Spring Boot's plugin is configured to do, with that goal's own defaults (Spring Boot
 * Maven Plugin, "Packaging Executable Archives").
 */
final class SpringBootPlugin {

    private static final String BOOT = "org.springframework.boot";
    private static final int LEAVES_OPTIONAL_OUT = 4;

    private final String version;
    private final Xpp3Dom configuration;
    private final Properties properties;

    private SpringBootPlugin(String version, Xpp3Dom configuration, Properties properties) {
        this.version = version;
        this.configuration = configuration;
        this.properties = properties;
    }

    /** Empty when the plugin repackages nothing in this module. */
    static Optional<SpringBootPlugin> of(MavenProject project, MavenSession session) {
        Properties properties = new Properties();
        properties.putAll(project.getProperties());
        properties.putAll(session.getUserProperties());
        for (Plugin plugin : project.getBuildPlugins()) {
            if (plugin.getGroupId().equals(BOOT) && plugin.getArtifactId().equals("spring-boot-maven-plugin")) {
                return of(plugin, properties);
            }
        }
        return Optional.empty();
    }

    private static Optional<SpringBootPlugin> of(Plugin plugin, Properties properties) {
        String version = plugin.getVersion() == null ? "" : plugin.getVersion();
        for (PluginExecution execution : plugin.getExecutions()) {
            if (execution.getGoals().contains("repackage") && !"none".equals(execution.getPhase())) {
                Xpp3Dom configuration =
                        execution.getConfiguration() instanceof Xpp3Dom dom ? dom : new Xpp3Dom("configuration");
                SpringBootPlugin found = new SpringBootPlugin(version, configuration, properties);
                if (!found.isTrue("skip", "spring-boot.repackage.skip", false)) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    String version() {
        return version;
    }

    /** The class that starts the service; empty when the plugin looks for it. */
    Optional<String> mainClass() {
        return Optional.of(value(configuration, "mainClass", "")).filter(name -> !name.isEmpty());
    }

    Layers layers() {
        Xpp3Dom layers = configuration.getChild("layers");
        if (layers == null) {
            return Layers.STANDARD;
        }
        if (value(layers, "enabled", "").equals("false")) {
            return Layers.NONE;
        }
        boolean own = !value(layers, "configuration", "").isEmpty()
                || !value(layers, "configurationName", "").isEmpty();
        return own ? Layers.CUSTOM : Layers.STANDARD;
    }

    /** Jars that are to be the same on every machine have their libraries by name, not in Maven's order. */
    boolean sortsLibraries() {
        return properties
                        .getProperty("project.build.outputTimestamp", "")
                        .strip()
                        .length()
                > 1;
    }

    /** Those of the artifacts that the configuration lets into the jar, in their order. */
    List<Artifact> taken(List<Artifact> artifacts) {
        List<Predicate<Artifact>> included = matchers("includes", "spring-boot.includes");
        List<Predicate<Artifact>> excluded = new ArrayList<>(matchers("excludes", "spring-boot.excludes"));
        String groups = value(configuration, "excludeGroupIds", "spring-boot.excludeGroupIds");
        for (String group : groups.split(",")) {
            excluded.add(artifact -> artifact.getGroupId().equals(group.strip()));
        }
        if (isTrue("excludeDevtools", "spring-boot.repackage.excludeDevtools", true)) {
            excluded.add(artifact -> isBoot(artifact, "spring-boot-devtools"));
        }
        if (isTrue("excludeDockerCompose", "spring-boot.repackage.excludeDockerCompose", true)) {
            excluded.add(artifact -> isBoot(artifact, "spring-boot-docker-compose"));
        }
        if (!isTrue("includeSystemScope", "", false)) {
            excluded.add(artifact -> Artifact.SCOPE_SYSTEM.equals(artifact.getScope()));
        }
        if (!isTrue("includeOptional", "", !leavesOptionalOut())) {
            excluded.add(Artifact::isOptional);
        }
        List<Artifact> taken = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            if (!isOneOf(excluded, artifact) && (included.isEmpty() || isOneOf(included, artifact))) {
                taken.add(artifact);
            }
        }
        return taken;
    }

    private static boolean isOneOf(List<Predicate<Artifact>> kinds, Artifact artifact) {
        for (Predicate<Artifact> kind : kinds) {
            if (kind.test(artifact)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoot(Artifact artifact, String artifactId) {
        return artifact.getGroupId().equals(BOOT) && artifact.getArtifactId().equals(artifactId);
    }

    private boolean leavesOptionalOut() {
        String major = version.replaceFirst("\\D.*", "");
        return major.isEmpty() || Integer.parseInt(major) >= LEAVES_OPTIONAL_OUT;
    }

    /** In the POM an element for each, in a property {@code groupId:artifactId[:classifier]}, comma-separated. */
    private List<Predicate<Artifact>> matchers(String name, String property) {
        List<Predicate<Artifact>> matchers = new ArrayList<>();
        Xpp3Dom list = configuration.getChild(name);
        if (list != null && list.getChildCount() > 0) {
            for (Xpp3Dom one : list.getChildren()) {
                matchers.add(
                        matcher(value(one, "groupId", ""), value(one, "artifactId", ""), value(one, "classifier", "")));
            }
            return matchers;
        }
        for (String one : properties.getProperty(property, "").split(",")) {
            String[] parts = one.strip().split(":");
            if (parts.length > 1) {
                matchers.add(matcher(parts[0], parts[1], parts.length > 2 ? parts[2] : ""));
            }
        }
        return matchers;
    }

    private static Predicate<Artifact> matcher(String groupId, String artifactId, String classifier) {
        return artifact -> artifact.getGroupId().equals(groupId)
                && artifact.getArtifactId().equals(artifactId)
                && (classifier.isEmpty() || classifier.equals(artifact.getClassifier()));
    }

    private boolean isTrue(String name, String property, boolean otherwise) {
        String value = value(configuration, name, property);
        return value.isEmpty() ? otherwise : Boolean.parseBoolean(value);
    }

    // Like Maven: what the POM says comes first, and an expression that nothing defines is no value.
    private String value(Xpp3Dom from, String name, String property) {
        Xpp3Dom child = from.getChild(name);
        String written =
                child == null || child.getValue() == null ? properties.getProperty(property) : child.getValue();
        String text = written == null ? "" : written.strip();
        boolean isExpression = text.startsWith("${") && text.indexOf('}') == text.length() - 1;
        return isExpression ? properties.getProperty(text.substring(2, text.length() - 1), "") : text;
    }
}
