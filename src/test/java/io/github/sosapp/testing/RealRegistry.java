package io.github.sosapp.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A registry program of somebody else, running on a free loopback port with its data in a directory of the test. */
public final class RealRegistry implements AutoCloseable {

    private static final int SECONDS_TO_START = 20;

    private final Process process;
    private final int port;

    private RealRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a program that takes the configuration of CNCF distribution.
     *
     * @param htpasswd a line of an htpasswd file with a bcrypt hash; empty for a registry without a login
     */
    public static RealRegistry start(Path program, Path directory, String htpasswd) throws Exception {
        Files.createDirectories(directory);
        int port = freePort();
        String auth = "";
        if (!htpasswd.isEmpty()) {
            Path file = Files.writeString(directory.resolve("htpasswd"), htpasswd + "\n");
            auth = "auth:\n  htpasswd:\n    realm: test\n    path: " + file + "\n";
        }
        Path configuration = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: "
                        + directory.resolve("data") + "\nhttp:\n  addr: 127.0.0.1:" + port + "\n" + auth);
        Process process = new ProcessBuilder(List.of(program.toString(), "serve", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        RealRegistry registry = new RealRegistry(process, port);
        registry.awaitStart(directory.resolve("log"));
        return registry;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart(Path log) throws IOException {
        for (int i = 0; i < SECONDS_TO_START * 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        close();
        throw new IOException("the registry did not start: " + Files.readString(log));
    }

    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
