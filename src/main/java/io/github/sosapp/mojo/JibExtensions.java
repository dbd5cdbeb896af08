package io.github.sosapp.mojo;

import com.google.cloud.tools.jib.api.buildplan.ContainerBuildPlan;
import com.google.cloud.tools.jib.maven.extension.JibMavenPluginExtension;
import com.google.cloud.tools.jib.maven.extension.MavenData;
import com.google.cloud.tools.jib.plugins.extension.ExtensionLogger;
import com.google.cloud.tools.jib.plugins.extension.JibPluginExtensionException;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.service.java.extension.PlanExtension;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.component.configurator.ComponentConfigurationException;
import org.codehaus.plexus.component.configurator.converters.composite.ObjectWithFieldsConverter;
import org.codehaus.plexus.component.configurator.converters.lookup.DefaultConverterLookup;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/**
 * The extensions of jib's Maven plugin that a POM lists. They lie on this plugin's class path, where the POM puts them as
 * dependencies of the plugin, and are found as jib finds them: by injection, else as a service.
 */
final class JibExtensions {

    private final MavenSession session;
    private final MavenProject project;
    private final MojoExecution execution;
    private final PlexusConfiguration configuration;
    private final Map<String, JibMavenPluginExtension<?>> injected;
    private final BuildLog log;

    /** @param configuration the element {@code pluginExtensions} of the POM; null without one */
    JibExtensions(
            MavenSession session,
            MavenProject project,
            MojoExecution execution,
            PlexusConfiguration configuration,
            Map<String, JibMavenPluginExtension<?>> injected,
            BuildLog log) {
        this.session = session;
        this.project = project;
        this.execution = execution;
        this.configuration = configuration;
        this.injected = injected;
        this.log = log;
    }

    /**
     * In the order of the list.
     *
     * @throws BuildFailure when one is not there, or cannot be configured
     */
    List<PlanExtension> listed(Settings settings) {
        Optional<Setting<List<String>>> names = settings.find(SettingCatalog.PLUGIN_EXTENSIONS);
        if (names.isEmpty()) {
            return List.of();
        }
        List<ListedExtension> written =
                ListedExtension.in(configuration, names.get().origin());
        List<PlanExtension> listed = new ArrayList<>();
        for (String name : names.get().value()) {
            // The list may come from elsewhere than the POM, or name an extension twice, each with its own
            // configuration.
            ListedExtension next = written.stream()
                    .filter(extension -> extension.implementation().equals(name))
                    .findFirst()
                    .orElse(ListedExtension.of(name));
            written.remove(next);
            listed.add(configured(find(names.get(), name), next, names.get().origin()));
        }
        return listed;
    }

    private JibMavenPluginExtension<?> find(Setting<List<String>> setting, String name) {
        List<String> known = new ArrayList<>(injected.keySet());
        try {
            if (injected.containsKey(name)) {
                return injected.get(name);
            }
            for (var provider :
                    ServiceLoader.load(JibMavenPluginExtension.class, JibMavenPluginExtension.class.getClassLoader())
                            .stream()
                            .toList()) {
                if (provider.type().getName().equals(name)) {
                    return provider.get();
                }
                known.add(provider.type().getName());
            }
        } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
            throw BuildFailure.ofUser("extension " + name + " cannot be loaded")
                    .from(setting.origin())
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("take a version of the extension that fits jib-maven-plugin-extension-api 0.4.0");
        }
        throw BuildFailure.ofUser("there is no extension " + name)
                .from(setting.origin())
                .because(
                        known.isEmpty()
                                ? "no extension of jib's Maven plugin is on the class path of sos-maven-plugin"
                                : "there is only " + String.join(", ", known))
                .remedy(Suggestion.didYouMean(
                        name,
                        known,
                        "add the artifact that holds it to the dependencies of sos-maven-plugin in the POM"));
    }

    private <T> PlanExtension configured(JibMavenPluginExtension<T> extension, ListedExtension listed, String origin) {
        Optional<T> own = configuration(extension, listed, origin);
        return new PlanExtension() {
            @Override
            public String name() {
                return listed.implementation();
            }

            @Override
            public String origin() {
                return origin;
            }

            @Override
            public ContainerBuildPlan extend(ContainerBuildPlan plan) {
                try {
                    ContainerBuildPlan answer = extension.extendContainerBuildPlan(
                            plan, listed.properties(), own, mavenData(), JibExtensions.this::say);
                    if (answer == null) {
                        throw failed(this, "it gave no plan back").remedy("report it to those who made the extension");
                    }
                    return answer;
                } catch (BuildFailure failure) {
                    throw failure;
                } catch (JibPluginExtensionException | RuntimeException | LinkageError e) {
                    throw failed(this, e.getMessage() == null ? "it gave no reason" : e.getMessage())
                            .causedBy(e)
                            .remedy("correct its configuration in the POM (mvn -e shows where it stopped)");
                }
            }
        };
    }

    private MavenData mavenData() {
        return new MavenData() {
            @Override
            public MavenProject getMavenProject() {
                return project;
            }

            @Override
            public MavenSession getMavenSession() {
                return session;
            }
        };
    }

    private static BuildFailure.Facts failed(PlanExtension extension, String why) {
        return BuildFailure.ofUser("extension " + extension.name() + " failed")
                .from(extension.origin())
                .because(why);
    }

    private <T> Optional<T> configuration(JibMavenPluginExtension<T> extension, ListedExtension listed, String origin) {
        if (listed.configuration().isEmpty()) {
            return Optional.empty();
        }
        Class<T> type = extension
                .getExtraConfigType()
                .orElseThrow(
                        () -> BuildFailure.ofUser("extension " + listed.implementation() + " takes no configuration")
                                .from(origin)
                                .remedy("remove its element configuration; what it can be told goes into properties"));
        try {
            Object value = new ObjectWithFieldsConverter()
                    .fromConfiguration(
                            new DefaultConverterLookup(),
                            listed.configuration().get(),
                            type,
                            type,
                            extension.getClass().getClassLoader(),
                            new PluginParameterExpressionEvaluator(session, execution));
            return Optional.of(type.cast(value));
        } catch (ComponentConfigurationException | ClassCastException e) {
            throw BuildFailure.ofUser("the configuration of extension " + listed.implementation() + " cannot be read")
                    .from(origin)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("write it as the extension's documentation says");
        }
    }

    private void say(ExtensionLogger.LogLevel level, String text) {
        switch (level) {
            case ERROR, WARN -> log.warn(text);
            case LIFECYCLE -> log.info("  " + text);
            default -> log.debug(text);
        }
    }
}
