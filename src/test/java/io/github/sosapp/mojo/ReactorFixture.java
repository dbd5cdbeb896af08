package io.github.sosapp.mojo;

import java.io.StringReader;
import java.util.List;
import java.util.Properties;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;

/** Maven's own session, projects and models, without the rest of Maven. */
final class ReactorFixture {

    final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
    final Properties userProperties = new Properties();

    @SuppressWarnings("deprecation")
    MavenSession session(MavenProject... projects) {
        request.setUserProperties(userProperties);
        request.setInteractiveMode(true);
        MavenSession session = new MavenSession(null, null, request, null);
        session.setProjects(List.of(projects));
        return session;
    }

    /** A module whose effective model is the one that it has itself. */
    static MavenProject module(String artifactId, String packaging, Plugin... plugins) {
        Model model = new Model();
        model.setGroupId("example");
        model.setArtifactId(artifactId);
        model.setVersion("1");
        model.setPackaging(packaging);
        model.setBuild(build(plugins));
        MavenProject project = new MavenProject(model);
        project.setOriginalModel(model.clone());
        return project;
    }

    static Build build(Plugin... plugins) {
        Build build = new Build();
        build.setPlugins(List.of(plugins));
        return build;
    }

    static Plugin plugin(String configuration, PluginExecution... executions) {
        Plugin plugin = new Plugin();
        plugin.setGroupId("io.github.sos-app");
        plugin.setArtifactId("sos-maven-plugin");
        plugin.setConfiguration(dom(configuration));
        plugin.setExecutions(List.of(executions));
        return plugin;
    }

    static PluginExecution execution(String id, String phase, String goal) {
        PluginExecution execution = new PluginExecution();
        execution.setId(id);
        execution.setPhase(phase);
        execution.setGoals(List.of(goal));
        return execution;
    }

    static MojoExecution mojo(String executionId) {
        return new MojoExecution(plugin(""), "build", executionId);
    }

    static PluginDescriptor descriptor() {
        PluginDescriptor descriptor = new PluginDescriptor();
        descriptor.setGroupId("io.github.sos-app");
        descriptor.setArtifactId("sos-maven-plugin");
        descriptor.setVersion("1");
        return descriptor;
    }

    static Xpp3Dom dom(String elements) {
        try {
            return Xpp3DomBuilder.build(new StringReader("<configuration>" + elements + "</configuration>"));
        } catch (Exception e) {
            throw new IllegalArgumentException(elements, e);
        }
    }
}
