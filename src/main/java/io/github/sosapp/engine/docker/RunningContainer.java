package io.github.sosapp.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports.Binding;
import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A container that this process has started, and that goes when it is closed or the process ends. */
public final class RunningContainer implements AutoCloseable {

    private static final int ANSWER_LIMIT = (int) TimeUnit.SECONDS.toMillis(10);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(30);
    private static final Duration UNTIL_THE_END = Duration.ofSeconds(Long.MAX_VALUE);

    private final EngineConnection engine;
    private final String id;
    private final Thread atExit;
    private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();

    /** @param grace how long it has to end by itself when this process is told to end */
    RunningContainer(EngineConnection engine, String id, Duration grace) {
        this.engine = engine;
        this.id = id;
        this.atExit = new Thread(() -> end(grace), "sos-container-end");
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException processEnds) {
            remove();
        }
    }

    /** Does {@code work} once the container is gone, also when this process is told to end. */
    public void afterwards(Runnable work) {
        afterwards.add(work);
    }

    /** The exit status; empty while it runs. */
    public OptionalInt exitStatus() {
        InspectContainerResponse.ContainerState state = state();
        boolean runs = Boolean.TRUE.equals(state.getRunning());
        return runs || state.getExitCodeLong() == null
                ? OptionalInt.empty()
                : OptionalInt.of(state.getExitCodeLong().intValue());
    }

    private InspectContainerResponse.ContainerState state() {
        return asked(() -> engine.client().inspectContainerCmd(id).exec()).getState();
    }

    /**
     * Waits until it has ended by itself.
     *
     * @return the exit status; empty when it still runs after {@code limit}
     */
    public OptionalInt awaitEnd(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        OptionalInt status = exitStatus();
        while (status.isEmpty() && System.nanoTime() < deadline) {
            pause();
            status = exitStatus();
        }
        return status;
    }

    /** Where a published port answers on this machine, or on the engine's machine when that is another one. */
    public InetSocketAddress address(int port) {
        Binding[] bindings = asked(() -> engine.client().inspectContainerCmd(id).exec())
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(port));
        int outside = bindings == null ? port : Integer.parseInt(bindings[0].getHostPortSpec());
        URI host = engine.endpoint().host();
        return InetSocketAddress.createUnresolved(
                host.getScheme().equals("tcp") ? host.getHost() : "127.0.0.1", outside);
    }

    /** The status of the answer to a GET over HTTP; empty when there is none. */
    public OptionalInt statusOf(int port, String path) {
        InetSocketAddress address = address(port);
        try {
            URI uri = new URI("http", null, address.getHostString(), address.getPort(), path, null, null);
            var connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(ANSWER_LIMIT);
            connection.setReadTimeout(ANSWER_LIMIT);
            connection.setInstanceFollowRedirects(false);
            try {
                return OptionalInt.of(connection.getResponseCode());
            } finally {
                connection.disconnect();
            }
        } catch (IOException | java.net.URISyntaxException notYet) {
            return OptionalInt.empty();
        }
    }

    /** Runs a program inside; its exit status, empty when the container has ended. */
    public OptionalInt runInside(List<String> command) {
        try {
            String run = engine.ask(() -> engine.client()
                    .execCreateCmd(id)
                    .withCmd(command.toArray(String[]::new))
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .exec()
                    .getId());
            try (var output = engine.client().execStartCmd(run).exec(new ContainerOutput(line -> {}))) {
                output.await(PROBE_LIMIT);
            }
            Long status =
                    engine.ask(() -> engine.client().inspectExecCmd(run).exec()).getExitCodeLong();
            return status == null ? OptionalInt.empty() : OptionalInt.of(status.intValue());
        } catch (ConflictException | NotFoundException ended) {
            return OptionalInt.empty();
        } catch (IOException | DockerException e) {
            throw lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost(e);
        }
    }

    /** Hands every line of the log to {@code lines}, those of the past first, until the container has ended. */
    public void follow(Consumer<String> lines) {
        try (var log = engine.client()
                .logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(new ContainerOutput(lines))) {
            log.await(UNTIL_THE_END);
        } catch (IOException | DockerException e) {
            throw lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The end of what it has printed so far. */
    public List<String> log(int mostLines) {
        List<String> lines = new ArrayList<>();
        try (var log = engine.client()
                .logContainerCmd(id)
                .withStdOut(true)
                .withStdErr(true)
                .withTail(mostLines)
                .exec(new ContainerOutput(lines::add))) {
            log.await(PROBE_LIMIT);
        } catch (IOException | DockerException e) {
            throw lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(lines);
    }

    /**
     * Sends the image's stop signal, and after {@code grace} the signal that nothing survives.
     *
     * @param grace less than a minute
     * @return the exit status; 137 means that it did not end within the grace
     */
    public int stop(Duration grace) {
        asked(() -> engine.client()
                .stopContainerCmd(id)
                .withTimeout((int) grace.toSeconds())
                .exec());
        return exitStatus().orElse(137);
    }

    private <T> T asked(java.util.concurrent.Callable<T> call) {
        try {
            return engine.ask(call);
        } catch (com.github.dockerjava.api.exception.NotModifiedException stoppedAlready) {
            return null;
        } catch (IOException | DockerException e) {
            throw lost(e);
        }
    }

    private BuildFailure lost(Exception cause) {
        return BuildFailure.ofWorld(
                        "the Docker Engine at " + engine.endpoint().host() + " does not say how the container is")
                .because(EngineAnswer.of(cause))
                .causedBy(cause)
                .remedy("look whether docker ps answers, and try again");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Duration grace) {
        try {
            if (!grace.isZero()) {
                stop(grace);
            }
        } finally {
            remove();
        }
    }

    private void remove() {
        try {
            engine.ask(() -> engine.client()
                    .removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec());
        } catch (IOException | DockerException stays) {
            // It may be gone already; if not, its label says whose it was.
        }
        afterwards.forEach(Runnable::run);
    }

    /** Removes it. When this process is ending already, waits for that instead: the connection must stay open for it. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException processEnds) {
            awaitExit();
            return;
        }
        remove();
    }

    private void awaitExit() {
        try {
            atExit.join();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
