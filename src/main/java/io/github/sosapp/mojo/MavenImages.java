package io.github.sosapp.mojo;

import io.github.sosapp.base.image.ModuleImages;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.plan.ImageName;
import io.github.sosapp.report.ImageDescription;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Dependency;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;

/**
 * The images of the other modules that Maven knows. A module that this build made before is taken as it is now; any other
 * must be a dependency, and is what Maven resolves.
 */
final class MavenImages implements ModuleImages {

    private static final String EXTENSION = "json";
    private static final String CLASSIFIER = "image";

    private final MavenSession session;
    private final MavenProject project;
    private final ProjectDependenciesResolver resolver;

    MavenImages(MavenSession session, MavenProject project, ProjectDependenciesResolver resolver) {
        this.session = session;
        this.project = project;
        this.resolver = resolver;
    }

    @Override
    public ModuleImage find(String groupId, String artifactId) {
        Optional<MavenProject> sibling = find(all(), groupId, artifactId);
        Optional<MavenProject> built = find(session.getProjects(), groupId, artifactId);
        Path description = built.isPresent()
                ? descriptionOf(built.get()).orElseThrow(() -> notBuiltYet(built.get()))
                : resolved(groupId, artifactId, sibling.isPresent());
        ImageDescription image = ImageDescription.read(description);
        ImageName name = ImageName.given(image.name(), description);
        Optional<ImageReference> published =
                name.hasRegistry() ? Optional.of(name.tagged(image.tags().get(0))) : Optional.empty();
        Path outputs = sibling.map(
                        module -> Path.of(module.getBuild().getDirectory()).resolve("sos"))
                .orElse(description.toAbsolutePath().getParent());
        return new ModuleImage(image.name(), image.image().digest(), published, outputs.resolve(image.target()));
    }

    private List<MavenProject> all() {
        return session.getAllProjects() == null ? session.getProjects() : session.getAllProjects();
    }

    private static Optional<MavenProject> find(List<MavenProject> modules, String groupId, String artifactId) {
        return modules.stream()
                .filter(module -> module.getGroupId().equals(groupId)
                        && module.getArtifactId().equals(artifactId))
                .findFirst();
    }

    /** Empty as long as this build has not reached the module's package phase. */
    private static Optional<Path> descriptionOf(MavenProject module) {
        Stream<Artifact> own = module.getPackaging().equals("sos-image")
                ? Stream.of(module.getArtifact())
                : module.getAttachedArtifacts().stream()
                        .filter(attached -> CLASSIFIER.equals(attached.getClassifier()));
        return own.map(Artifact::getFile)
                .filter(file -> file != null && file.isFile())
                .map(File::toPath)
                .findFirst();
    }

    private BuildFailure notBuiltYet(MavenProject module) {
        boolean declared =
                dependency(module.getGroupId(), module.getArtifactId()).isPresent();
        return BuildFailure.ofUser(module.getGroupId() + ":" + module.getArtifactId() + " has no image yet")
                .because(
                        declared
                                ? "this run of Maven did not package the module"
                                : "no dependency says that this module needs it, so Maven builds it in any order")
                .remedy(
                        declared
                                ? "run mvn package, which builds both"
                                : "add to the POM: "
                                        + asDependency(
                                                module.getGroupId(),
                                                module.getArtifactId(),
                                                module.getPackaging().equals("sos-image")));
    }

    private Path resolved(String groupId, String artifactId, boolean isSibling) {
        Dependency wanted = dependency(groupId, artifactId)
                .orElseThrow(() -> BuildFailure.ofUser(
                                "Maven does not know which image of " + groupId + ":" + artifactId + " is meant")
                        .because("it is no module of this build, and no dependency names its version")
                        .remedy("add to the POM: " + asDependency(groupId, artifactId, true)));
        var request = new DefaultDependencyResolutionRequest(project, session.getRepositorySession());
        request.setResolutionFilter((node, parents) -> node.getDependency() == null
                || isSame(
                                wanted,
                                node.getArtifact().getGroupId(),
                                node.getArtifact().getArtifactId())
                        && EXTENSION.equals(node.getArtifact().getExtension()));
        try {
            return resolver.resolve(request).getResolvedDependencies().stream()
                    .map(resolved -> resolved.getArtifact())
                    .filter(artifact -> isSame(wanted, artifact.getGroupId(), artifact.getArtifactId()))
                    .map(artifact -> artifact.getFile().toPath())
                    .findFirst()
                    .orElseThrow(() -> notResolved(wanted, isSibling, null));
        } catch (DependencyResolutionException e) {
            throw notResolved(wanted, isSibling, e);
        }
    }

    private static boolean isSame(Dependency wanted, String groupId, String artifactId) {
        return wanted.getGroupId().equals(groupId) && wanted.getArtifactId().equals(artifactId);
    }

    private BuildFailure notResolved(Dependency wanted, boolean isSibling, Exception cause) {
        String together = "build both together: mvn -pl " + project.getArtifactId() + " -am package";
        return BuildFailure.ofUser("Maven does not find the image of " + wanted.getGroupId() + ":"
                        + wanted.getArtifactId() + ":" + wanted.getVersion())
                .because("neither this build nor any repository has its descriptor")
                .causedBy(cause)
                .remedy(
                        isSibling
                                ? together
                                : "install or deploy that module, or correct the version of the dependency");
    }

    private Optional<Dependency> dependency(String groupId, String artifactId) {
        return project.getDependencies().stream()
                .filter(dependency -> isSame(dependency, groupId, artifactId)
                        && List.of("sos-image", EXTENSION).contains(dependency.getType()))
                .findFirst();
    }

    /** @param isMain whether the descriptor is the main artifact of the module */
    private static String asDependency(String groupId, String artifactId, boolean isMain) {
        return "<dependency><groupId>" + groupId + "</groupId><artifactId>" + artifactId
                + "</artifactId><version>…</version><type>json</type>"
                + (isMain ? "" : "<classifier>" + CLASSIFIER + "</classifier>") + "</dependency>";
    }
}
