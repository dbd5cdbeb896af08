package io.github.sosapp.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts children with {@link ProcessBuilder} and ends their whole tree when they take too long or we are interrupted. */
final class LocalCommandRunner implements CommandRunner {

    private static final int LINES_KEPT = 2000;

    @Override
    public CommandResult run(Command command) throws IOException, InterruptedException {
        return run(command, builder(command), LocalCommandRunner::readAll, nothing -> {});
    }

    @Override
    public CommandResult follow(Command command, Consumer<String> lines) throws IOException, InterruptedException {
        return feed(command, nothing -> {}, lines);
    }

    @Override
    public CommandResult feed(Command command, Input input, Consumer<String> lines)
            throws IOException, InterruptedException {
        return run(command, builder(command).redirectErrorStream(true), stream -> handOver(stream, lines), input);
    }

    private static ProcessBuilder builder(Command command) {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.directory(command.directory().toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        return builder;
    }

    private static CommandResult run(Command command, ProcessBuilder builder, Reading reading, Input input)
            throws IOException, InterruptedException {
        Process process = builder.start();
        Thread killer = new Thread(() -> end(process), "sos-end-child");
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            CompletableFuture<String> output = read(process.getInputStream(), reading);
            CompletableFuture<String> errors = read(process.getErrorStream(), reading);
            CompletableFuture<Void> written = write(process, input);
            if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TookTooLong(command);
            }
            requireWritten(written);
            return new CommandResult(process.exitValue(), output.join(), errors.join());
        } finally {
            end(process);
            removeHook(killer);
        }
    }

    private static CompletableFuture<Void> write(Process process, Input input) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Thread writer = new Thread(
                () -> {
                    try (OutputStream out = process.getOutputStream()) {
                        input.writeTo(out);
                    } catch (IOException notRead) {
                        // It ended before it had read everything, and says itself why.
                    } catch (RuntimeException | Error e) {
                        written.completeExceptionally(e);
                        end(process);
                    }
                    written.complete(null);
                },
                "sos-feed-child");
        writer.setDaemon(true);
        writer.start();
        return written;
    }

    private static void requireWritten(CompletableFuture<Void> written) {
        try {
            written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private interface Reading {
        String of(InputStream stream) throws IOException;
    }

    private static String readAll(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String handOver(InputStream stream, Consumer<String> lines) throws IOException {
        Deque<String> kept = new ArrayDeque<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.accept(line);
            kept.add(line);
            if (kept.size() > LINES_KEPT) {
                kept.remove();
            }
        }
        return String.join("\n", kept);
    }

    private static CompletableFuture<String> read(InputStream stream, Reading reading) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (stream) {
                        text.complete(reading.of(stream));
                    } catch (IOException e) {
                        text.completeExceptionally(new UncheckedIOException(e));
                    } catch (RuntimeException e) {
                        text.completeExceptionally(e);
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
