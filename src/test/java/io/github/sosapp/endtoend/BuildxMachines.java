package io.github.sosapp.endtoend;

import io.github.sosapp.testing.BuildKitDaemon;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two BuildKit daemons and a home whose {@code docker buildx} has two builders on them: {@code one} of the first daemon, which
 * emulates arm64, and {@code two} of both, of which the second takes itself for a machine of arm64.
 */
final class BuildxMachines implements AutoCloseable {

    private final Path work;
    private final Path home;
    private final BuildKitDaemon amd64;
    private final BuildKitDaemon arm64;

    private BuildxMachines(Path work, Path home, BuildKitDaemon amd64, BuildKitDaemon arm64) {
        this.work = work;
        this.home = home;
        this.amd64 = amd64;
        this.arm64 = arm64;
    }

    /**
     * Starts both.
     *
     * @param configuration of the daemons, in the words of {@code buildkitd.toml}
     */
    static BuildxMachines start(Path work, String configuration) throws IOException {
        Required.program("docker", "apt-get install docker.io, and start dockerd");
        Path plugin = Required.TEST_HOME.resolve("docker/cli-plugins/docker-buildx");
        Required.that(Files.isExecutable(plugin), "docker buildx is not installed", "src/it/machine/install");
        Path home = work.resolve("buildx-home");
        Files.createSymbolicLink(
                Files.createDirectories(home.resolve(".docker/cli-plugins")).resolve("docker-buildx"), plugin);
        BuildKitDaemon amd64 = BuildKitDaemon.start(work.resolve("amd64"), "linux/amd64", configuration);
        BuildKitDaemon arm64;
        try {
            arm64 = BuildKitDaemon.start(work.resolve("arm64"), "linux/arm64", configuration);
        } catch (IOException e) {
            amd64.close();
            throw e;
        }
        BuildxMachines machines = new BuildxMachines(work, home, amd64, arm64);
        machines.create("one", amd64.address());
        machines.create("two", "--platform=linux/amd64", amd64.address());
        machines.create("two", "--append", "--platform=linux/arm64", arm64.address());
        return machines;
    }

    private void create(String name, String... words) {
        List<String> all = new ArrayList<>(List.of("buildx", "create", "--name=" + name, "--driver=remote"));
        all.addAll(List.of(words));
        docker(all.toArray(String[]::new));
    }

    /** What {@code docker} says in that home; it succeeds. */
    String docker(String... arguments) {
        return docker(Map.of(), arguments);
    }

    /** The same with more in the environment. */
    String docker(Map<String, String> more, String... arguments) {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(arguments));
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("DOCKER_CONFIG", home.resolve(".docker").toString());
        return Programs.succeeded(work, environment, all.toArray(String[]::new)).output();
    }

    /** Of who has the builders. */
    Path home() {
        return home;
    }

    /** The machine that works for amd64, and in the builder {@code one} for all. */
    BuildKitDaemon amd64() {
        return amd64;
    }

    /** The machine that works for arm64. */
    BuildKitDaemon arm64() {
        return arm64;
    }

    @Override
    public void close() {
        amd64.close();
        arm64.close();
    }
}
