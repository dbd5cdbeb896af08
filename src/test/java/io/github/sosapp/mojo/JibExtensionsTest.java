package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ContainerBuildPlan;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.LayerObject;
import com.google.cloud.tools.jib.maven.extension.JibMavenPluginExtension;
import com.google.cloud.tools.jib.maven.extension.MavenData;
import com.google.cloud.tools.jib.plugins.extension.ExtensionLogger;
import com.google.cloud.tools.jib.plugins.extension.JibPluginExtensionException;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.ConsoleStyle;
import io.github.sosapp.service.java.extension.PlanExtension;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.junit.jupiter.api.Test;

class JibExtensionsTest {

    private static final String FILTER =
            "com.google.cloud.tools.jib.maven.extension.layerfilter.JibLayerFilterExtension";

    private final ReactorFixture reactor = new ReactorFixture();
    private final MavenProject project = ReactorFixture.module("service", "jar");
    private final List<String> said = new ArrayList<>();

    /** What an extension of a team may be: tells what it was given, or fails in one of the ways there are. */
    private record Telling(Exception failure, boolean forgets) implements JibMavenPluginExtension<StringBuilder> {

        @Override
        public Optional<Class<StringBuilder>> getExtraConfigType() {
            return Optional.empty();
        }

        @Override
        public ContainerBuildPlan extendContainerBuildPlan(
                ContainerBuildPlan plan,
                Map<String, String> properties,
                Optional<StringBuilder> configuration,
                MavenData maven,
                ExtensionLogger logger)
                throws JibPluginExtensionException {
            if (failure instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            if (failure != null) {
                throw new JibPluginExtensionException(getClass(), failure.getMessage());
            }
            logger.log(ExtensionLogger.LogLevel.WARN, "careful");
            logger.log(ExtensionLogger.LogLevel.LIFECYCLE, "done");
            logger.log(ExtensionLogger.LogLevel.INFO, "details");
            return forgets
                    ? null
                    : plan.toBuilder()
                            .addLabel("properties", properties.toString())
                            .addLabel("module", maven.getMavenProject().getArtifactId())
                            .addLabel(
                                    "modules",
                                    maven.getMavenSession().getProjects().size() + "")
                            .build();
        }
    }

    private List<PlanExtension> listed(JibMavenPluginExtension<?> own, String names, String elements) {
        PlexusConfiguration configuration =
                elements.isEmpty() ? null : new XmlPlexusConfiguration(ReactorFixture.dom(elements));
        return new JibExtensions(
                        reactor.session(project),
                        project,
                        ReactorFixture.mojo("default"),
                        configuration,
                        own == null ? Map.of() : Map.of("example.Own", own),
                        new BuildLog(
                                new BuildLog.Sink() {
                                    @Override
                                    public void info(String line) {
                                        said.add(line);
                                    }

                                    @Override
                                    public void warn(String line) {
                                        said.add("warning: " + line);
                                    }

                                    @Override
                                    public void debug(String line) {
                                        said.add("debug: " + line);
                                    }

                                    @Override
                                    public void bar(String text) {
                                        throw new IllegalStateException(text);
                                    }
                                },
                                ConsoleStyle.PLAIN,
                                () -> 0))
                .listed(
                        names.isEmpty()
                                ? new Settings(List.of())
                                : new Settings(List.of(Map.of("pluginExtensions", RawSetting.of(names, "pom.xml")))));
    }

    private static ContainerBuildPlan plan() {
        return ContainerBuildPlan.builder()
                .addLayer(FileEntriesLayer.builder()
                        .setName("dependencies")
                        .addEntry(Path.of("a.jar"), AbsoluteUnixPath.get("/app/lib/a.jar"))
                        .addEntry(Path.of("b.jar"), AbsoluteUnixPath.get("/app/lib/b.jar"))
                        .build())
                .build();
    }

    @Test
    void withoutAListNothingRuns() {
        assertThat(listed(new Telling(null, false), "", "")).isEmpty();
    }

    @Test
    void anExtensionGetsItsPropertiesAndMavensModuleAndMayTalk() {
        var extension = listed(new Telling(null, false), "example.Own", """
                <pluginExtension>
                  <implementation>example.Own</implementation><properties><a>1</a></properties>
                </pluginExtension>
                """).get(0);

        assertThat(extension.extend(plan()).getLabels())
                .isEqualTo(Map.of("properties", "{a=1}", "module", "service", "modules", "1"));
        assertThat(said).containsExactly("warning: careful", "  done", "debug: details");
    }

    @Test
    void anExtensionThatIsListedTwiceIsConfiguredTwice() {
        var extensions = listed(new Telling(null, false), "example.Own,example.Own,example.Own", """
                <pluginExtension>
                  <implementation>example.Own</implementation><properties><a>1</a></properties>
                </pluginExtension>
                <pluginExtension>
                  <implementation>example.Own</implementation><properties><b>2</b></properties>
                </pluginExtension>
                """);

        assertThat(extensions)
                .extracting(extension -> extension.extend(plan()).getLabels().get("properties"))
                .containsExactly("{a=1}", "{b=2}", "{}");
    }

    @Test
    void aPublishedExtensionIsFoundAsAServiceAndReadsItsOwnConfiguration() {
        var extension = listed(null, FILTER, """
                <pluginExtension>
                  <implementation>%s</implementation>
                  <configuration>
                    <filters><filter><glob>**/b.jar</glob><toLayer>last</toLayer></filter></filters>
                  </configuration>
                </pluginExtension>
                """.formatted(FILTER)).get(0);

        assertThat(extension.extend(plan()).getLayers())
                .extracting(LayerObject::getName)
                .containsExactly("dependencies", "last");
    }

    @Test
    void anExtensionThatIsNotThereIsNamedWithTheNearestOne() {
        assertFailure(
                () -> listed(null, FILTER.replace("Extension", "Extention"), ""),
                "there is no extension " + FILTER.replace("Extension", "Extention"),
                "there is only " + FILTER,
                "did you mean " + FILTER);
        assertFailure(
                () -> listed(null, "example.Other", ""),
                "add the artifact that holds it to the dependencies of sos-maven-plugin in the POM");
    }

    @Test
    void anExtensionThatFailsIsOneFailureWithItsOwnReason() {
        assertFailure(
                () -> extend(new Telling(new Exception("no moon"), false)),
                "extension example.Own failed",
                "why     no moon",
                "from    pom.xml",
                "correct its configuration in the POM");
        assertFailure(
                () -> extend(new Telling(new IllegalStateException("a bug"), false)),
                "extension example.Own failed",
                "a bug");
        assertFailure(() -> extend(new Telling(new IllegalStateException(), false)), "it gave no reason");
        assertFailure(() -> extend(new Telling(null, true)), "it gave no plan back");
    }

    private void extend(Telling extension) {
        listed(extension, "example.Own", "").get(0).extend(plan());
    }

    @Test
    void aConfigurationThatTheExtensionDoesNotKnowIsRefused() {
        assertFailure(
                () -> listed(new Telling(null, false), "example.Own", """
                        <pluginExtension>
                          <implementation>example.Own</implementation><configuration><a>1</a></configuration>
                        </pluginExtension>
                        """),
                "extension example.Own takes no configuration",
                "remove its element configuration");
        assertFailure(
                () -> listed(null, FILTER, """
                        <pluginExtension>
                          <implementation>%s</implementation><configuration><filtres/></configuration>
                        </pluginExtension>
                        """.formatted(FILTER)),
                "the configuration of extension " + FILTER + " cannot be read",
                "filtres",
                "write it as the extension's documentation says");
        assertFailure(
                () -> listed(new Telling(null, false), "example.Own", """
                        <pluginExtension>
                          <implementation>example.Own</implementation><propertys/>
                        </pluginExtension>
                        """),
                "a pluginExtension has no element propertys",
                "did you mean properties");
    }

    private static void assertFailure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... texts) {
        assertThatThrownBy(call)
                .isInstanceOf(BuildFailure.class)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(texts));
    }
}
