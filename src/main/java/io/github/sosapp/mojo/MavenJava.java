package io.github.sosapp.mojo;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.java.ClassPathEntry;
import io.github.sosapp.service.java.JavaModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
                directoriesOf(modulesBelow(project)),
                this::classPath);
    }

    private static List<Path> directoriesOf(Set<MavenProject> modules) {
        List<Path> directories = new ArrayList<>();
        for (MavenProject module : modules) {
            directories.add(module.getBasedir().toPath().toAbsolutePath().normalize());
        }
        return directories;
    }

    private JavaModule.Plugins plugins() {
        Optional<SpringBootPlugin> springBoot =
                project.getPackaging().equals("jar") ? SpringBootPlugin.of(project, session) : Optional.empty();
        Set<String> executed = new HashSet<>();
        for (Plugin plugin : project.getBuildPlugins()) {
            if (!plugin.getExecutions().isEmpty()) {
                executed.add(plugin.getArtifactId());
            }
        }
        return new JavaModule.Plugins(
                executed,
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
                for (MavenProject module : modules()) {
                    if (isModule(module, dependency.getGroupId(), dependency.getArtifactId(), dependency.getVersion())
                            && found.add(module)) {
                        found.addAll(modulesBelow(module));
                    }
                }
            }
        }
        return found;
    }

    // A loop, as are others here: in a young JVM a stream takes longer to link than this takes to run.
    private List<MavenProject> modules() {
        List<MavenProject> others = new ArrayList<>();
        for (MavenProject module :
                session.getAllProjects() == null ? session.getProjects() : session.getAllProjects()) {
            if (module != project && module.getBasedir() != null) {
                others.add(module);
            }
        }
        return others;
    }

    private static boolean isModule(MavenProject module, String groupId, String artifactId, String version) {
        return module.getArtifactId().equals(artifactId)
                && module.getGroupId().equals(groupId)
                && module.getVersion().equals(version);
    }

    /** The libraries of run time, in the order of Maven's own class path. */
    private List<ClassPathEntry> classPath() {
        return entries(artifacts(AT_RUN_TIME));
    }

    private List<ClassPathEntry> repackagedLibraries(SpringBootPlugin plugin) {
        return entries(plugin.taken(artifacts(REPACKAGED)));
    }

    private List<ClassPathEntry> entries(List<Artifact> artifacts) {
        List<MavenProject> modules = modules();
        List<ClassPathEntry> entries = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            entries.add(entry(artifact, modules));
        }
        return entries;
    }

    private List<Artifact> artifacts(Set<String> scopes) {
        DependencyFilter ofScopes = (node, parents) -> node.getDependency() == null
                || scopes.contains(node.getDependency().getScope());
        Set<Artifact> artifacts = new LinkedHashSet<>();
        RepositoryUtils.toArtifacts(
                artifacts,
                resolved(ofScopes).getDependencyGraph().getChildren(),
                List.of(project.getArtifact().getId()),
                ofScopes);
        artifacts.removeIf(artifact -> !artifact.getArtifactHandler().isAddedToClasspath());
        return List.copyOf(artifacts);
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
        boolean ofReactor = modules().stream()
                .anyMatch(module -> missing.stream()
                        .anyMatch(name -> name.startsWith(module.getGroupId() + ":" + module.getArtifactId() + ":")));
        if (ofReactor) {
            return "run mvn package, which builds the modules in their order (with -pl also -am)";
        }
        return session.isOffline() ? "run mvn package once without -o" : "run mvn package, and see why Maven fails";
    }

    private static ClassPathEntry entry(Artifact artifact, List<MavenProject> modules) {
        boolean ofReactor = false;
        for (MavenProject module : modules) {
            ofReactor |= isModule(module, artifact.getGroupId(), artifact.getArtifactId(), artifact.getBaseVersion());
        }
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
