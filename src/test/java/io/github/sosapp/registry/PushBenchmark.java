package io.github.sosapp.registry;

import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.testing.Layouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of {@code benchmarks/push.sh} that is Java: makes the layout, and pushes it once per process. */
public final class PushBenchmark {

    private PushBenchmark() {}

    /**
     * {@code layout <directory>} writes 300 MB in 8 layers; {@code push <directory> <image:tag>} pushes them and prints the
     * time inside the process and the most memory it had.
     */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[1]);
        if (arguments[0].equals("layout")) {
            Layouts.single(directory, 1, 8, 37_500_000);
            return;
        }
        long start = System.nanoTime();
        ImageReference image = ImageReference.parse(arguments[2]);
        var http = new HttpTransport(
                HttpSettings.of("sos-benchmark").withInsecureHosts(Set.of(image.registry())), RetryPolicy.standard());
        var logins = CredentialChain.of(new LoginPlaces(Map.of(), directory, Optional.empty(), List.of()));
        new ImagePush(RegistryClient.forPush(http, logins, image), KnownBlobs.none(), event -> {})
                .push(ImageLayout.open(directory), List.of(image.tag().orElseThrow()));
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        System.out.println("inside_ms " + milliseconds);
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            lines.filter(line -> line.startsWith("VmHWM:"))
                    .forEach(line -> System.out.println("rss_kb " + line.replaceAll("\\D", "")));
        }
    }
}
