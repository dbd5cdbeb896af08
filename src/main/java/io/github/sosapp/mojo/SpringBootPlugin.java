package io.github.sosapp.mojo;

import io.github.sosapp.service.java.JavaModule.Repackaging.Layers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
                return plugin.getExecutions().stream()
                        .filter(execution -> execution.getGoals().contains("repackage"))
                        .filter(execution -> !"none".equals(execution.getPhase()))
                        .map(PluginExecution::getConfiguration)
                        .map(found -> found instanceof Xpp3Dom dom ? dom : new Xpp3Dom("configuration"))
                        .map(found -> new SpringBootPlugin(
                                plugin.getVersion() == null ? "" : plugin.getVersion(), found, properties))
                        .filter(found -> !found.isTrue("skip", "spring-boot.repackage.skip", false))
                        .findFirst();
            }
        }
        return Optional.empty();
    }

    String version() {
        return version;
    }

    /** The class that starts the service; empty when the plugin looks for it. */
    Optional<String> mainClass() {
        return value(configuration, "mainClass", "");
    }

    Layers layers() {
        Xpp3Dom layers = configuration.getChild("layers");
        if (layers == null) {
            return Layers.STANDARD;
        }
        if (value(layers, "enabled", "").filter("false"::equals).isPresent()) {
            return Layers.NONE;
        }
        boolean own = value(layers, "configuration", "").isPresent()
                || value(layers, "configurationName", "").isPresent();
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

    /** Whether the configuration lets the artifact into the jar. */
    boolean takes(Artifact artifact) {
        String groups = value(configuration, "excludeGroupIds", "spring-boot.excludeGroupIds")
                .orElse("");
        List<Predicate<Artifact>> included = matchers("includes", "spring-boot.includes");
        boolean isLeftOut =
                matchers("excludes", "spring-boot.excludes").stream().anyMatch(m -> m.test(artifact))
                        || Arrays.stream(groups.split(",")).map(String::strip).anyMatch(artifact.getGroupId()::equals)
                        || isBoot(artifact, "spring-boot-devtools")
                                && isTrue("excludeDevtools", "spring-boot.repackage.excludeDevtools", true)
                        || isBoot(artifact, "spring-boot-docker-compose")
                                && isTrue("excludeDockerCompose", "spring-boot.repackage.excludeDockerCompose", true)
                        || Artifact.SCOPE_SYSTEM.equals(artifact.getScope()) && !isTrue("includeSystemScope", "", false)
                        || artifact.isOptional() && !isTrue("includeOptional", "", !leavesOptionalOut());
        return !isLeftOut && (included.isEmpty() || included.stream().anyMatch(m -> m.test(artifact)));
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
        Xpp3Dom list = configuration.getChild(name);
        if (list != null && list.getChildCount() > 0) {
            return Arrays.stream(list.getChildren())
                    .map(one -> matcher(
                            value(one, "groupId", "").orElse(""),
                            value(one, "artifactId", "").orElse(""),
                            value(one, "classifier", "").orElse("")))
                    .toList();
        }
        return Stream.of(properties.getProperty(property, "").split(","))
                .map(one -> one.strip().split(":"))
                .filter(parts -> parts.length > 1)
                .map(parts -> matcher(parts[0], parts[1], parts.length > 2 ? parts[2] : ""))
                .toList();
    }

    private static Predicate<Artifact> matcher(String groupId, String artifactId, String classifier) {
        return artifact -> artifact.getGroupId().equals(groupId)
                && artifact.getArtifactId().equals(artifactId)
                && (classifier.isEmpty() || classifier.equals(artifact.getClassifier()));
    }

    private boolean isTrue(String name, String property, boolean otherwise) {
        return value(configuration, name, property).map(Boolean::parseBoolean).orElse(otherwise);
    }

    // Like Maven: what the POM says comes first, and an expression that nothing defines is no value.
    private Optional<String> value(Xpp3Dom from, String name, String property) {
        Xpp3Dom child = from.getChild(name);
        return Optional.ofNullable(child == null ? null : child.getValue())
                .or(() -> Optional.ofNullable(properties.getProperty(property)))
                .map(String::strip)
                .map(text -> text.matches("\\$\\{[^}]*}")
                        ? properties.getProperty(text.substring(2, text.length() - 1), "")
                        : text)
                .filter(text -> !text.isEmpty());
    }
}
