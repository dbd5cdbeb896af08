package io.github.sosapp.engine.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs images of one engine, and leaves nothing behind there. */
public final class EngineContainers implements AutoCloseable {

    /** On every container, so that people can find those that a killed build left: {@code docker ps --filter label=…}. */
    private static final Map<String, String> LABELS = Map.of("io.github.sos-app.sos-maven-plugin", "container");

    private static final String LOOPBACK = "127.0.0.1";

    private final EngineConnection engine;

    private EngineContainers(EngineConnection engine) {
        this.engine = engine;
    }

    /**
     * Connects to the first engine that answers.
     *
     * @param endpoints see {@link DockerEndpoint#candidates}
     * @throws BuildFailure when none does
     */
    public static EngineContainers connect(List<DockerEndpoint> endpoints) {
        return new EngineContainers(EngineSearch.connect(endpoints));
    }

    /**
     * Starts a container. It is removed when it is closed, and when this process ends before.
     *
     * @throws BuildFailure when the engine does not start it, for example because a port is taken
     */
    public RunningContainer start(ContainerRequest request) {
        try {
            String id = engine.ask(() -> create(request));
            RunningContainer container = new RunningContainer(engine, id, request.grace());
            try {
                engine.ask(() -> engine.client().startContainerCmd(id).exec());
            } catch (IOException | RuntimeException e) {
                container.close();
                throw e;
            }
            return container;
        } catch (IOException | DockerException e) {
            throw notStarted(request, e);
        }
    }

    private String create(ContainerRequest request) {
        List<PortBinding> published = new ArrayList<>();
        request.ports()
                .forEach((inside, outside) -> published.add(new PortBinding(
                        new Binding(LOOPBACK, outside == 0 ? "" : outside.toString()), ExposedPort.tcp(inside))));
        var command = engine.client()
                .createContainerCmd(request.image())
                .withHostConfig(HostConfig.newHostConfig()
                        .withReadonlyRootfs(true)
                        .withTmpFs(request.files().temporary())
                        .withMounts(mounts(request.files()))
                        .withPortBindings(published))
                .withExposedPorts(
                        published.stream().map(PortBinding::getExposedPort).toList())
                .withEnv(request.environment())
                .withLabels(LABELS);
        if (!request.arguments().isEmpty()) {
            command.withCmd(request.arguments());
        }
        if (!request.files().user().isEmpty()) {
            command.withUser(request.files().user());
        }
        return command.exec().getId();
    }

    private static List<Mount> mounts(ContainerFiles files) {
        List<Mount> mounts = new ArrayList<>();
        files.mounted()
                .forEach((inside, outside) -> mounts.add(new Mount()
                        .withType(MountType.BIND)
                        .withSource(outside.toString())
                        .withTarget(inside)
                        .withReadOnly(true)));
        // Without a name: the engine fills it with what the image has there, and removes it with the container.
        files.kept()
                .forEach(inside ->
                        mounts.add(new Mount().withType(MountType.VOLUME).withTarget(inside)));
        return mounts;
    }

    private BuildFailure notStarted(ContainerRequest request, Exception refusal) {
        String answer = EngineAnswer.of(refusal);
        return BuildFailure.ofWorld(
                        "the Docker Engine at " + engine.endpoint().host() + " did not start " + request.image())
                .because(answer)
                .causedBy(refusal)
                .remedy(remedy(request, answer));
    }

    private static String remedy(ContainerRequest request, String answer) {
        if (answer.contains("already allocated") || answer.contains("address already in use")) {
            return "end what listens there, or name another port of this machine in sos.run.port, for a debugger in"
                    + " sos.dev.debugPort";
        }
        if (answer.contains("bind source path does not exist")) {
            return "let the engine see this directory (Docker Desktop: Settings, Resources, File sharing), or use an"
                    + " engine of this machine";
        }
        return "look whether docker run " + request.image() + " says more";
    }

    /** Takes a name away from an image; without any other name and container the image goes, too. */
    public void untag(ImageReference tag) {
        try {
            engine.ask(() -> engine.client().removeImageCmd(tag.toString()).exec());
        } catch (IOException | DockerException stays) {
            // It is a leftover of some megabytes, and the answer that matters has been given.
        }
    }

    /** For people: where the engine is. */
    public String engine() {
        return engine.endpoint().host().toString();
    }

    @Override
    public void close() {
        engine.close();
    }
}
