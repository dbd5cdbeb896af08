package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Container;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.ImageFacts;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.RegistryServer;
import io.github.sosapp.testing.RegistryServer.Kind;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Docker Engine builds every target of the examples, which have no Dockerfile; what comes out runs, and differs from what
 * is built without Docker in nothing that the table in {@code templates/dockerfiles/README.md} does not list. Where no
 * registry of images can be reached the bases are stand-ins out of Debian packages, which prove nothing about Alpine.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineServicesIT {

    private static final String GO = "emergency-service";
    private static final String NODE = "auth-service";
    private static final String PYTHON = "python-service";
    private static final List<String> OTHERS =
            List.of("location-service", "sos-app/device-service", "sos-app/notification-service");
    private static final List<String> BASES = List.of(
            "golang:1.21-alpine",
            "node:20-alpine",
            "alpine:3.22",
            "python:3.11-slim-bookworm",
            "gcr.io/distroless/python3-debian12:nonroot");
    private static final Set<String> OF_THE_SERVICE =
            Set.of("certificates", "accounts", "dependencies", "environment", "application");
    // Of the stand-ins, and of bases that are in a registry in one build and in none in the other.
    private static final Pattern OF_THE_TEST =
            Pattern.compile("label (io\\.github\\.sosapp\\.stand-in|org\\.opencontainers\\.image\\.base\\..*)");
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Pattern ROW = Pattern.compile("\\| ([^|`]+) \\| `([^`|]+)` \\|.*");

    /** Files above the base, and how a container is started, by image as the table names it. */
    private final Map<String, SortedMap<String, String>> byEngine = new TreeMap<>();

    private final Map<String, SortedMap<String, String>> daemonless = new TreeMap<>();
    private Path work;
    private EngineImages images;
    private Examples examples;

    @BeforeAll
    void copyTheExamples(@TempDir Path directory) {
        work = directory;
        images = EngineImages.of("engine", work);
        for (String base : BASES) {
            boolean there = Programs.run(work, Map.of(), "docker", "image", "inspect", base)
                            .exitCode()
                    == 0;
            Required.that(there, "there is no image " + base, "bash src/it/machine/stand-ins");
        }
        examples = Examples.copyTo(work.resolve("examples"), "1.4.0");
    }

    @AfterAll
    void removeTheImages() {
        List.of("production-alpine", "development")
                .forEach(target -> List.of(GO, NODE)
                        .forEach(service -> Programs.run(
                                work, Map.of(), "docker", "image", "rm", "--force", name(service, target))));
        images.close();
    }

    @Test
    @Order(1)
    void goProductionIsCompiledForBothProcessorsAndServes() throws Exception {
        MavenOutcome outcome = build("Go production", GO, "scratch", "-Dsos.platforms=linux/amd64,linux/arm64");

        assertThat(outcome.lines())
                .as(outcome.toString())
                .anyMatch(line -> line.contains("emergency-service 1.4.0 · Go · production · docker"))
                .anyMatch(line -> line.contains("scratch + golang:1.21-alpine to build"));
        assertThat(Programs.output(work, "docker", "run", "--rm", name(GO, "production"), "--version"))
                .contains("1.4.0", examples.revision(), Examples.COMMITTED);
        assertServes(name(GO, "production"), "1001:1001");

        EngineImages.needEmulation();
        images.load(examples.service(GO), "arm64", List.of(GO), "-Dsos.engine=docker", "-Dsos.platforms=linux/arm64");
        assertServes(images.name(GO, "arm64"), "1001:1001", "--platform=linux/arm64");
    }

    @Test
    @Order(2)
    void goOnAlpineServesAndIsHealthy() throws Exception {
        build("Go production-alpine", GO, "alpine:3.22");

        assertServes(name(GO, "production-alpine"), "1001:1001");
    }

    @Test
    @Order(3)
    void goForDebuggingServesUnderDelve() throws Exception {
        build("Go development", GO, "golang:1.21-alpine");

        try (Container container = Container.start(name(GO, "development"))) {
            assertThat(container.json("/health").path("status").asText()).isEqualTo("healthy");
            assertThat(Programs.output(work, "docker", "exec", container.id(), "dlv", "version"))
                    .contains("Delve Debugger");
        }
    }

    @Test
    @Order(4)
    void nodeProductionServes() throws Exception {
        build("Node.js production", NODE, "node:20-alpine");

        assertServes(name(NODE, "production"), "1001:1001");
    }

    @Test
    @Order(5)
    void nodeForDebuggingServes() throws Exception {
        build("Node.js development", NODE, "node:20-alpine");

        try (Container container = Container.start(name(NODE, "development"))) {
            assertThat(container.json("/health").path("status").asText()).isEqualTo("healthy");
        }
    }

    @Test
    @Order(6)
    void pythonIsBuiltByTheClassicBuilderAndIsTheSameAgain() throws Exception {
        String[] words = {"-Dsos.docker.builder=classic"};
        build("Python production", PYTHON, "gcr.io/distroless/python3-debian12:nonroot", words);
        String digest = digest();

        assertServes(name(PYTHON, "production"), "65532:65532");
        Programs.output(
                work, "rm", "-rf", examples.service(PYTHON).resolve("target").toString());
        build("Python production", PYTHON, "gcr.io/distroless/python3-debian12:nonroot", words);
        assertThat(digest()).isEqualTo(digest);
    }

    private String digest() throws IOException {
        return Files.readString(examples.service(PYTHON).resolve("target/sos/production.digest"));
    }

    @Test
    @Order(7)
    void otherExamplesAreBuilt() throws Exception {
        for (String service : OTHERS) {
            String image = kind(service) + " of " + service;
            images.maven(examples.service(service))
                    .with("-Dsos.engine=docker", "-Dsos.platforms=linux/amd64", "-Dsos.port=8080")
                    .succeeds("package");
            byEngine.put(
                    image,
                    ImageFacts.of(layout(service, "production"))
                            .above(below(image.startsWith("Node.js") ? "node:20-alpine" : "scratch")));
        }
    }

    private static String kind(String service) {
        return service.endsWith("notification-service") ? "Node.js production" : "Go production";
    }

    @Test
    @Order(8)
    void imagesOfBothEnginesDifferInWhatTheTableListsAndInNothingElse() throws Exception {
        buildDaemonless();
        assertThat(daemonless.keySet()).isEqualTo(byEngine.keySet());
        SortedMap<String, String> differences = new TreeMap<>();
        byEngine.forEach((image, facts) -> {
            SortedMap<String, String> others = daemonless.get(image);
            Set<String> names = new TreeSet<>(facts.keySet());
            names.addAll(others.keySet());
            names.removeIf(name -> OF_THE_TEST.matcher(name).matches()
                    || String.valueOf(facts.get(name)).equals(others.get(name)));
            // The table speaks of kinds of services.
            names.forEach(name -> differences.put(
                    image.replaceFirst(" of .*", "") + ": " + name,
                    image + ": " + others.get(name) + " | " + facts.get(name)));
        });

        List<Pattern> unseen = new ArrayList<>();
        SortedMap<String, String> unlisted = new TreeMap<>(differences);
        for (Pattern row : table()) {
            if (differences.keySet().stream().noneMatch(row.asMatchPredicate())) {
                unseen.add(row);
            }
            unlisted.keySet().removeIf(row.asMatchPredicate());
        }
        assertThat(unlisted).as("differences that the table does not list").isEmpty();
        assertThat(unseen).as("rows of the table without a difference").isEmpty();
    }

    /** The rows as patterns of lines {@code image: fact}; a star stands for any characters. */
    private static List<Pattern> table() throws IOException {
        String page = Files.readString(Path.of("templates/dockerfiles/README.md"));
        return page.substring(page.indexOf("## Differences between the engines"))
                .lines()
                .map(ROW::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(row ->
                        Pattern.compile(("\\Q" + row.group(1) + ": " + row.group(2) + "\\E").replace("*", "\\E.*\\Q")))
                .toList();
    }

    private MavenOutcome build(String image, String service, String base, String... words) throws Exception {
        String target = image.split(" ")[1];
        List<String> all = new ArrayList<>(List.of("-Dsos.engine=docker", "-Dsos.target=" + target, "-Dsos.port=8080"));
        all.addAll(
                words.length > 0 && words[0].startsWith("-Dsos.platforms")
                        ? List.of()
                        : List.of("-Dsos.platforms=linux/amd64"));
        all.addAll(List.of(words));
        MavenOutcome outcome =
                images.load(examples.service(service), "it", List.of(service), all.toArray(String[]::new));
        byEngine.put(image, ImageFacts.of(layout(service, target)).above(below(base)));
        return outcome;
    }

    private int below(String base) {
        return base.equals("scratch")
                ? 0
                : Integer.parseInt(
                        Programs.output(work, "docker", "image", "inspect", "--format={{len .RootFS.Layers}}", base));
    }

    private String name(String service, String target) {
        return images.name(service, target.equals("production") ? "it" : "it-" + target);
    }

    private Path layout(String service, String target) {
        return examples.service(service).resolve("target/sos").resolve(target);
    }

    private void buildDaemonless() throws Exception {
        try (RegistryServer registry = RegistryServer.open(Kind.DISTRIBUTION_3, work.resolve("registry"))) {
            String alpine = registry.host() + "/library/alpine:3.22";
            Files.createDirectories(work.resolve("nothing"));
            Programs.output(work, "tar", "-czf", "nothing.tar.gz", "nothing");
            Programs.output(work, crane(), "append", "--oci-empty-base", "-t", alpine, "-f", "nothing.tar.gz");
            Programs.output(
                    work, crane(), "mutate", "--set-platform=linux/amd64", "--env=" + PATH, "-t", alpine, alpine);
            compare("Go production", GO);
            compare("Go production-alpine", GO, "-Dsos.base=" + alpine, "-Dsos.insecureRegistries=" + registry.host());
            compare("Go development", GO);
            compare("Node.js production", NODE);
            compare("Node.js development", NODE);
            compare("Python production", PYTHON);
            for (String service : OTHERS) {
                compare(kind(service) + " of " + service, service);
            }
        }
    }

    private static String crane() {
        return Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                .toString();
    }

    private void compare(String image, String service, String... words) throws Exception {
        String target = image.split(" ")[1];
        List<String> all =
                new ArrayList<>(List.of("-Dsos.target=" + target, "-Dsos.port=8080", "-Dsos.platforms=linux/amd64"));
        all.addAll(List.of(words));
        images.maven(examples.service(service)).with(all.toArray(String[]::new)).succeeds("package");
        ImageFacts facts = ImageFacts.of(layout(service, target));
        int below = 0;
        while (!OF_THE_SERVICE.contains(facts.layers().get(below))) {
            below++;
        }
        daemonless.put(image, facts.above(below));
    }

    private static void assertServes(String image, String user, String... options) {
        List<String> all = new ArrayList<>(List.of("--read-only", "--cap-drop=ALL"));
        all.addAll(List.of(options));
        try (Container container = Container.start(image, all.toArray(String[]::new))) {
            assertThat(container.json("/health").path("status").asText()).isEqualTo("healthy");
            assertThat(container.inspect("{{.Config.User}}")).isEqualTo(user);
            assertThat(container.stop()).isZero();
        }
    }
}
