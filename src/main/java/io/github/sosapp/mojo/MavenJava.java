package io.github.sosapp.mojo;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.java.ClassPathEntry;
import io.github.sosapp.service.java.JavaModule;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.DependencyResolutionResult;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.eclipse.aether.graph.DependencyFilter;

/**
 * What Maven knows about a module that may be a Java service. Its libraries are resolved by ourselves and only when the
 * service is in Java, because a goal that demands resolution would fail for modules that have nothing to do with it.
 */
final class MavenJava {

    private static final Set<String> AT_RUN_TIME = Set.of(Artifact.SCOPE_COMPILE, Artifact.SCOPE_RUNTIME);
    // What Spring Boot packs has no container that would give it anything.
    private static final Set<String> REPACKAGED =
            Set.of(Artifact.SCOPE_COMPILE, Artifact.SCOPE_RUNTIME, Artifact.SCOPE_PROVIDED, Artifact.SCOPE_SYSTEM);
    private static final Set<String> EXTENSIONS = Set.of("jar", "war");

    private final MavenSession session;
    private final MavenProject project;
    private final ProjectDependenciesResolver resolver;

    MavenJava(MavenSession session, MavenProject project, ProjectDependenciesResolver resolver) {
        this.session = session;
        this.project = project;
        this.resolver = resolver;
    }

    JavaModule module(Path directory) {
        Path target =
                Path.of(project.getBuild().getDirectory()).toAbsolutePath().normalize();
        return new JavaModule(
                directory,
                project.getPackaging(),
                plugins(),
                new JavaModule.Output(
                        target,
                        Path.of(project.getBuild().getOutputDirectory())
                                .toAbsolutePath()
                                .normalize(),
                        archives(),
                        earlierArchive(target)),
                modulesBelow(project).stream()
                        .map(module ->
                                module.getBasedir().toPath().toAbsolutePath().normalize())
                        .toList(),
                this::classPath);
    }

    private JavaModule.Plugins plugins() {
        Optional<SpringBootPlugin> springBoot =
                project.getPackaging().equals("jar") ? SpringBootPlugin.of(project, session) : Optional.empty();
        return new JavaModule.Plugins(
                project.getBuildPlugins().stream()
                        .filter(plugin -> !plugin.getExecutions().isEmpty())
                        .map(Plugin::getArtifactId)
                        .collect(Collectors.toSet()),
                springBoot.flatMap(SpringBootPlugin::mainClass).or(this::mainClassOfJar),
                springBoot.map(plugin -> new JavaModule.Repackaging(
                        plugin.version(),
                        plugin.layers(),
                        plugin.sortsLibraries(),
                        () -> repackagedLibraries(plugin))));
    }

    private Optional<String> mainClassOfJar() {
        return project.getBuildPlugins().stream()
                .filter(plugin -> plugin.getArtifactId().equals("maven-jar-plugin"))
                .flatMap(plugin -> Stream.concat(
                        plugin.getExecutions().stream()
                                .filter(execution -> execution.getId().equals("default-jar"))
                                .map(PluginExecution::getConfiguration),
                        Stream.of(plugin.getConfiguration())))
                .flatMap(configuration -> configuration instanceof Xpp3Dom dom ? Stream.of(dom) : Stream.empty())
                .map(configuration -> below(configuration, "archive", "manifest", "mainClass"))
                .flatMap(Optional::stream)
                .map(Xpp3Dom::getValue)
                .filter(name -> name != null && name.matches("[\\w$.]+"))
                .findFirst();
    }

    private static Optional<Xpp3Dom> below(Xpp3Dom from, String... names) {
        Optional<Xpp3Dom> found = Optional.of(from);
        for (String name : names) {
            found = found.map(element -> element.getChild(name));
        }
        return found;
    }

    // Before "package" Maven gives the directory of classes for the artifact.
    private List<Path> archives() {
        Stream<Artifact> attached = project.getAttachedArtifacts().stream()
                .filter(artifact ->
                        EXTENSIONS.contains(artifact.getArtifactHandler().getExtension()));
        return Stream.concat(Stream.of(project.getArtifact()), attached)
                .map(Artifact::getFile)
                .filter(file -> file != null && file.isFile())
                .map(file -> file.toPath().toAbsolutePath().normalize())
                .toList();
    }

    private Path earlierArchive(Path target) {
        String extension = project.getPackaging().equals("war") ? "war" : "jar";
        return target.resolve(project.getBuild().getFinalName() + "." + extension);
    }

    /** The modules of the reactor that this one is made of, in no matter what part of it is built now. */
    private Set<MavenProject> modulesBelow(MavenProject from) {
        Set<MavenProject> found = new LinkedHashSet<>();
        for (Dependency dependency : from.getDependencies()) {
            if (!Artifact.SCOPE_TEST.equals(dependency.getScope())) {
                modules()
                        .filter(module -> module.getGroupId().equals(dependency.getGroupId())
                                && module.getArtifactId().equals(dependency.getArtifactId())
                                && module.getVersion().equals(dependency.getVersion()))
                        .filter(found::add)
                        .forEach(module -> found.addAll(modulesBelow(module)));
            }
        }
        return found;
    }

    private Stream<MavenProject> modules() {
        List<MavenProject> all = session.getAllProjects() == null ? session.getProjects() : session.getAllProjects();
        return all.stream().filter(module -> module != project && module.getBasedir() != null);
    }

    /** The libraries of run time, in the order of Maven's own class path. */
    private List<ClassPathEntry> classPath() {
        return artifacts(AT_RUN_TIME).map(this::entry).toList();
    }

    private List<ClassPathEntry> repackagedLibraries(SpringBootPlugin plugin) {
        return artifacts(REPACKAGED).filter(plugin::takes).map(this::entry).toList();
    }

    private Stream<Artifact> artifacts(Set<String> scopes) {
        DependencyFilter ofScopes = (node, parents) -> node.getDependency() == null
                || scopes.contains(node.getDependency().getScope());
        Set<Artifact> artifacts = new LinkedHashSet<>();
        RepositoryUtils.toArtifacts(
                artifacts,
                resolved(ofScopes).getDependencyGraph().getChildren(),
                List.of(project.getArtifact().getId()),
                ofScopes);
        return artifacts.stream()
                .filter(artifact -> artifact.getArtifactHandler().isAddedToClasspath());
    }

    private DependencyResolutionResult resolved(DependencyFilter filter) {
        try {
            var request = new DefaultDependencyResolutionRequest(project, session.getRepositorySession());
            request.setResolutionFilter(filter);
            return resolver.resolve(request);
        } catch (DependencyResolutionException e) {
            List<String> missing = e.getResult().getUnresolvedDependencies().stream()
                    .map(dependency -> dependency.getArtifact().toString())
                    .toList();
            throw BuildFailure.ofUser("the libraries of the service cannot be resolved")
                    .because(missing.isEmpty() ? e.getMessage() : "Maven did not find " + String.join(", ", missing))
                    .causedBy(e)
                    .remedy(remedy(missing));
        }
    }

    private String remedy(List<String> missing) {
        boolean ofReactor = modules()
                .anyMatch(module -> missing.stream()
                        .anyMatch(name -> name.startsWith(module.getGroupId() + ":" + module.getArtifactId() + ":")));
        if (ofReactor) {
            return "run mvn package, which builds the modules in their order (with -pl also -am)";
        }
        return session.isOffline() ? "run mvn package once without -o" : "run mvn package, and see why Maven fails";
    }

    private ClassPathEntry entry(Artifact artifact) {
        boolean ofReactor = modules()
                .anyMatch(module -> module.getGroupId().equals(artifact.getGroupId())
                        && module.getArtifactId().equals(artifact.getArtifactId())
                        && module.getVersion().equals(artifact.getBaseVersion()));
        String classifier = artifact.hasClassifier() ? "-" + artifact.getClassifier() : "";
        return new ClassPathEntry(
                artifact.getGroupId(),
                artifact.getArtifactId() + "-" + artifact.getBaseVersion() + classifier + "."
                        + artifact.getArtifactHandler().getExtension(),
                ofReactor
                        ? ClassPathEntry.Kind.MODULE
                        : artifact.isSnapshot() ? ClassPathEntry.Kind.SNAPSHOT : ClassPathEntry.Kind.RELEASE,
                artifact.getFile().toPath().toAbsolutePath().normalize());
    }
}
