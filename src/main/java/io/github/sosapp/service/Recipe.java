package io.github.sosapp.service;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How services of one language become images. */
public interface Recipe {

    /** As in {@code sos.language}. */
    String language();

    /** As people write it, for example {@code Go}. */
    String displayName();

    /** The files whose presence in {@code source} tells the language, for example {@code go.mod}; any one is enough. */
    List<String> markers();

    /**
     * The files and directory trees that the build of the service reads, the source first. Says where to look for the
     * revision.
     */
    List<Path> inputs(Path source, Settings settings);

    /**
     * Says how the service becomes an image.
     *
     * @throws io.github.sosapp.failure.BuildFailure when the service lacks what an image needs
     */
    ServicePlan plan(ServiceModule module, Settings settings);

    /**
     * What the image is to start from; asked alone where the rest of the service may not be built yet.
     *
     * @throws io.github.sosapp.failure.BuildFailure when the service does not tell
     */
    default BaseRequest base(ServiceModule module, Settings settings) {
        return plan(module, settings).base();
    }

    /**
     * What must be run for the service; asked alone where the rest of it may not be built yet.
     *
     * @throws io.github.sosapp.failure.BuildFailure when the service does not tell
     */
    default List<Preparation> preparations(ServiceModule module, Settings settings) {
        return plan(module, settings).preparations();
    }

    /**
     * What becomes of the plan once the settings that all languages share have been put into it; usually nothing.
     *
     * @throws io.github.sosapp.failure.BuildFailure when what the service adds cannot be in an image
     */
    default ImagePlan finished(ImagePlan plan, ServiceModule module) {
        return plan;
    }

    /**
     * How the tests of the service are run; empty when it has none, or when another plugin runs them.
     *
     * @throws io.github.sosapp.failure.BuildFailure when the service lacks what its tests need
     */
    default Optional<TestRun> tests(ServiceModule module, Settings settings) {
        return Optional.empty();
    }

    /** Targets that have a stage in the Dockerfile of the language, the usual one last; none where there is no template. */
    default List<String> dockerfileTargets() {
        return List.of();
    }

    /** The directory that the build of a {@link #dockerfile Dockerfile} may read; it may not exist. */
    default Path context(ServiceModule module) {
        return module.source();
    }

    /**
     * What the Dockerfile of the target in {@code settings} says.
     *
     * @throws io.github.sosapp.failure.BuildFailure when no Dockerfile can say what the service needs
     */
    default DockerfileFacts dockerfile(ServiceModule module, Settings settings) {
        throw BuildFailure.ofUser("there is no template of a Dockerfile for " + displayName() + " services")
                .because("they are built without Docker")
                .remedy("leave sos.engine at daemonless, which needs no Dockerfile, or write one beside the POM");
    }

    /**
     * How people work with a container of the target {@code development}.
     *
     * @throws io.github.sosapp.failure.BuildFailure when there is no such target, or no way to edit what runs
     */
    default Development development(ServiceModule module, Settings settings) {
        throw BuildFailure.ofUser(displayName() + " services have no target development")
                .because("nothing in their images starts them anew when sources change, or listens for a debugger")
                .remedy("run the image as it is: mvn package sos:run");
    }

    /** Bytes on disk from which on an image is worth a warning; empty for no such size. */
    default OptionalLong unusualSize() {
        return OptionalLong.empty();
    }

    /** Whether the sources are files of the user, whose commits say of when the image is. */
    default boolean mayBeInGit() {
        return true;
    }

    /** Whether what other plugins make in the build directory may get into the image without a plan of its own. */
    default boolean readsBuildDirectory() {
        return false;
    }

    /** Values of {@code sos.target} that the language knows. */
    default List<String> targets() {
        return List.of("production");
    }

    /** What in {@code source} shows that it holds a service of this language; empty when nothing does. */
    default List<String> markersIn(Path source, Settings settings) {
        return markers().stream()
                .filter(marker -> java.nio.file.Files.isRegularFile(source.resolve(marker)))
                .toList();
    }
}
