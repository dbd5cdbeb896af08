package io.github.sosapp.endtoend;

import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Images of one test class in a Docker Engine, under names of their own; they are removed at its end. */
final class EngineImages implements AutoCloseable {

    /**
     * Where this run of the tests keeps assembled bases: they take longer than all else. {@link JavaBaseDigestIT} proves
     * that an empty cache gives the same bytes.
     */
    static final Path SHARED_CACHE = temporary();

    private static final String INSTALL = "apt-get install docker.io, and start dockerd";

    private final String registry;
    private final Path work;
    private final List<String> loaded = new ArrayList<>();

    private EngineImages(String registry, Path work) {
        this.registry = registry;
        this.work = work;
    }

    private static Path temporary() {
        Path cache =
                Path.of("target", "java-bases-" + ProcessHandle.current().pid()).toAbsolutePath();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(cache)));
        return cache;
    }

    private static void delete(Path directory) {
        try {
            new ProcessBuilder("rm", "-rf", directory.toString()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param group tells the images of one test class from those of others */
    static EngineImages of(String group, Path work) {
        Required.program("docker", INSTALL);
        Required.that(Programs.run(work, Map.of(), "docker", "info").succeeded(), "no Docker Engine answers", INSTALL);
        return new EngineImages("sos-test-" + ProcessHandle.current().pid() + "-" + group, work);
    }

    /** The same engine and cache for another project. */
    MavenBuild maven(Path project) {
        MavenBuild build =
                MavenBuild.of(project, work.resolve("home")).environment("XDG_CACHE_HOME", SHARED_CACHE.toString());
        String engine = System.getenv("DOCKER_HOST");
        return engine == null ? build : build.environment("DOCKER_HOST", engine);
    }

    /** Packages the project and loads its images with that tag. */
    MavenOutcome load(Path project, String tag, List<String> services, String... words)
            throws IOException, InterruptedException {
        return load(maven(project).with(words), tag, services);
    }

    /** The same by a build with surroundings of its own. */
    MavenOutcome load(MavenBuild maven, String tag, List<String> services) throws IOException, InterruptedException {
        services.forEach(service -> loaded.add(name(service, tag)));
        return maven.succeeds("-Dsos.registry=" + registry, "-Dsos.tags=" + tag, "package", "sos:load");
    }

    /** Programs of arm64 run here, if need be on an emulated processor. */
    static void needEmulation() {
        Required.that(
                Files.exists(Path.of("/proc/sys/fs/binfmt_misc/qemu-aarch64"))
                        || System.getProperty("os.arch").equals("aarch64"),
                "this machine cannot run arm64 programs",
                "apt-get install qemu-user-static binfmt-support");
    }

    /** The part of all names before that of the service. */
    String registry() {
        return registry;
    }

    /** What the engine calls the image. */
    String name(String service, String tag) {
        return registry + "/" + service + ":" + tag;
    }

    /** Where containers find this machine. */
    String gateway() {
        return Programs.output(
                work, "docker", "network", "inspect", "bridge", "--format={{(index .IPAM.Config 0).Gateway}}");
    }

    @Override
    public void close() {
        loaded.forEach(name -> Programs.run(work, Map.of(), "docker", "image", "rm", "--force", name));
    }
}
