package io.github.sosapp.engine.docker.buildx;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A builder as {@code docker buildx inspect} describes it.
 *
 * @param driver {@code docker}, {@code docker-container}, {@code kubernetes}, {@code remote} or another one
 */
record NamedBuilder(String name, String driver, List<Node> nodes) {

    /**
     * One of its machines.
     *
     * @param platforms that it builds for, its own first
     * @param chosen those of them that its owner named for it
     */
    record Node(
            String name,
            String endpoint,
            String status,
            String release,
            List<Platform> platforms,
            List<Platform> chosen) {

        Node {
            platforms = List.copyOf(platforms);
            chosen = List.copyOf(chosen);
        }

        boolean isRunning() {
            return status.equals("running");
        }
    }

    private static final String MARK = "*";

    NamedBuilder {
        nodes = List.copyOf(nodes);
    }

    /** Reads lines of {@code Key: value}, of which the second {@code Name} begins the first node. */
    static NamedBuilder parse(String text) {
        Map<String, String> head = new LinkedHashMap<>();
        List<Map<String, String>> nodes = new ArrayList<>();
        Map<String, String> current = head;
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || Character.isWhitespace(line.charAt(0))) {
                continue;
            }
            String key = line.substring(0, colon);
            if (key.equals("Name") && head.containsKey("Name")) {
                current = new LinkedHashMap<>();
                nodes.add(current);
            }
            current.putIfAbsent(key, line.substring(colon + 1).strip());
        }
        return new NamedBuilder(
                head.getOrDefault("Name", ""),
                head.getOrDefault("Driver", ""),
                nodes.stream().map(NamedBuilder::node).toList());
    }

    private static Node node(Map<String, String> lines) {
        List<Platform> platforms = new ArrayList<>();
        List<Platform> chosen = new ArrayList<>();
        for (String word : lines.getOrDefault("Platforms", "").split(",")) {
            String plain = word.strip().replace(MARK, "");
            if (plain.isEmpty()) {
                continue;
            }
            try {
                Platform platform = Platform.parse(plain);
                platforms.add(platform);
                if (word.contains(MARK)) {
                    chosen.add(platform);
                }
            } catch (IllegalArgumentException unknown) {
                // One that nobody can ask for here.
            }
        }
        return new Node(
                lines.getOrDefault("Name", ""),
                lines.getOrDefault("Endpoint", ""),
                lines.getOrDefault("Status", ""),
                lines.getOrDefault("BuildKit version", lines.getOrDefault("Buildkit", "")),
                platforms,
                chosen);
    }

    boolean isRunning() {
        return nodes.stream().allMatch(Node::isRunning);
    }

    /** For people: its name, and what kind it is. */
    String description() {
        return name + " (" + driver + (nodes.size() > 1 ? ", " + nodes.size() + " nodes" : "") + ")";
    }

    /**
     * The node that buildx gives the platform to: one whose owner named the platform, else the first that offers it.
     *
     * @throws BuildFailure when none does
     */
    Node nodeFor(Platform platform) {
        Optional<Node> named =
                nodes.stream().filter(node -> node.chosen().contains(platform)).findFirst();
        return named.or(() -> nodes.stream()
                        .filter(node -> node.platforms().contains(platform))
                        .findFirst())
                .orElseThrow(() -> BuildFailure.ofUser("the buildx builder " + name + " does not build for " + platform)
                        .because(nodes.stream().map(NamedBuilder::offer).collect(Collectors.joining("; ")))
                        .from("sos.platforms")
                        .remedy("install emulation of " + platform.architecture()
                                + " on a machine of the builder, give it a machine more (docker buildx create --append --name "
                                + name + "), or leave the platform out of sos.platforms"));
    }

    private static String offer(Node node) {
        return node.name() + " offers "
                + node.platforms().stream().map(Platform::toString).collect(Collectors.joining(", "));
    }
}
