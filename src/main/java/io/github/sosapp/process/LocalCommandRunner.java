package io.github.sosapp.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starts children with {@link ProcessBuilder} and ends their whole tree when they take too long or we are interrupted. */
final class LocalCommandRunner implements CommandRunner {

    @Override
    public CommandResult run(Command command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.directory(command.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        Thread killer = new Thread(() -> end(process), "sos-end-child");
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = read(process.getInputStream());
            CompletableFuture<String> errors = read(process.getErrorStream());
            if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command.arguments().get(0) + " did not end within "
                        + command.timeout().toSeconds() + " s");
            }
            return new CommandResult(process.exitValue(), output.join(), errors.join());
        } finally {
            end(process);
            removeHook(killer);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (stream) {
                        text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        text.completeExceptionally(new UncheckedIOException(e));
                    }
                },
                "sos-read-child");
        reader.setDaemon(true);
        reader.start();
        return text;
    }

    // Of a process that has ended nobody knows the children any more, and looking for them reads all processes there
    // are.
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook itself is running and ends the child.
        }
    }
}
