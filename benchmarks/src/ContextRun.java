package io.github.sosapp.engine.docker;

import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.engine.docker.context.IgnoreRules;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends the build context of a directory to the engine as a build does, and prints the milliseconds from the first line of
 * main to the engine's answer; or writes it to standard output.
 */
final class ContextRun {

    private ContextRun() {}

    public static void main(String[] arguments) throws IOException {
        long began = System.nanoTime();
        Path root = Path.of(arguments[1]);
        BuildContext context =
                BuildContext.of(root, IgnoreRules.find(root, Path.of("Dockerfile")), new TreeMap<>());
        if (arguments[0].equals("write")) {
            try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
                context.writeTo(out);
            }
            return;
        }
        String[] last = {""};
        try (EngineConnection engine = EngineSearch.connect(DockerEndpoint.candidates(System.getenv()));
                ContextDelivery delivery = ContextDelivery.sent(context)) {
            new EngineCalls(engine, Duration.ofMinutes(2))
                    .post(
                            "/build",
                            Map.of("nocache", "1", "rm", "1", "t", "sos-context-benchmark"),
                            Map.of("Content-Type", "application/x-tar"),
                            delivery.body(),
                            part -> last[0] = part.path("stream").asText(last[0]));
        }
        if (!last[0].contains("Successfully tagged")) {
            throw new IOException(last[0]);
        }
        System.out.println((System.nanoTime() - began) / 1_000_000);
    }
}
