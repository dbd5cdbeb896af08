package io.github.sosapp.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A BuildKit daemon, as a team has them on other machines, on a free loopback port with its data in a directory of the test. */
public final class BuildKitDaemon implements AutoCloseable {

    private static final int SECONDS_TO_START = 30;

    private final Process process;
    private final Path directory;
    private final int port;

    private BuildKitDaemon(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @param platform that it takes for its own, as a machine of that kind would
     */
    public static BuildKitDaemon start(Path directory, String platform) throws IOException {
        return start(directory, platform, "");
    }

    /**
     * Starts one with a configuration, in the words of {@code buildkitd.toml}.
     *
     * @param platform that it takes for its own, as a machine of that kind would
     */
    public static BuildKitDaemon start(Path directory, String platform, String configuration) throws IOException {
        Path program = Required.program("buildkitd", "src/it/machine/install");
        Required.program("runc", "apt-get install runc");
        Files.createDirectories(directory);
        Path file = Files.writeString(directory.resolve("buildkitd.toml"), configuration);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--config=" + file,
                        "--root=" + directory.resolve("root"),
                        "--addr=tcp://127.0.0.1:" + port,
                        "--otel-socket-path=" + directory.resolve("otel.sock"),
                        "--containerd-worker=false",
                        "--oci-worker-binary=runc",
                        "--oci-worker-net=host",
                        "--oci-worker-platform=" + platform)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        BuildKitDaemon daemon = new BuildKitDaemon(process, directory, port);
        daemon.awaitStart();
        return daemon;
    }

    private void awaitStart() throws IOException {
        for (int i = 0; i < SECONDS_TO_START * 20 && process.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        close();
        throw new IOException("buildkitd did not start: " + Files.readString(directory.resolve("log")));
    }

    /** {@code tcp://127.0.0.1:port}. */
    public String address() {
        return "tcp://127.0.0.1:" + port;
    }

    /** How many results it has made or fetched. */
    public long blobs() throws IOException {
        List<Path> stores = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory.resolve("root"), 3)) {
            files.filter(file -> file.endsWith(Path.of("content", "blobs"))).forEach(stores::add);
        }
        long count = 0;
        for (Path store : stores) {
            try (Stream<Path> files = Files.walk(store)) {
                count += files.filter(Files::isRegularFile).count();
            }
        }
        return count;
    }

    @Override
    public void close() {
        // It takes its mounts away itself, without which the directory could not be deleted.
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // Whole systems are unpacked there: JUnit would look at each of their files.
        Programs.run(
                directory.getParent(),
                Map.of(),
                "rm",
                "-rf",
                directory.resolve("root").toString());
    }
}
