package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Platform;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody reads who made a mistake: one clear failure, and the image of the last good build as it was. */
class ConsoleFailuresIT {

    @TempDir
    private static Path shared;

    private static ServiceProject good;
    private static Path home;

    @TempDir
    private Path temporary;

    /** A mistake in a project that was built before, the words on the command line, and the text on the console. */
    record Mistake(String name, Change change, List<String> arguments, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Change {
        void in(ServiceProject project) throws Exception;
    }

    @BeforeAll
    static void buildOnce() throws Exception {
        Required.program("go", "apt-get install golang-go");
        home = shared.resolve("home");
        good = ServiceProject.create(shared.resolve("good"));
        MavenBuild.of(good.directory(), home).succeeds("package");
    }

    static Stream<Mistake> settings() {
        return Stream.of(
                onCommandLine("image name", "-Dsos.image=ghcr.io/SOS_/_x", """
                        emergency-service: "ghcr.io/SOS_/_x" cannot be an image name
                          why     a name has lower-case letters and digits, joined by one '.', one or two '_', or dashes, in parts separated by '/', and at most 255 characters
                          from    -Dsos.image on the command line
                          do      set sos.image to a valid name, for example ghcr.io/sos/x
                        """),
                onCommandLine("image name with a tag", "-Dsos.image=ghcr.io/team/auth:1.0", """
                        emergency-service: "ghcr.io/team/auth:1.0" cannot be an image name
                          why     it has a tag, a digest or a user; a name is what comes before them
                          from    -Dsos.image on the command line
                          do      put tags into sos.tags and leave them out of sos.image
                        """),
                onCommandLine("tag", "-Dsos.tags=v 1", """
                        emergency-service: "v 1" cannot be a tag
                          why     a tag has letters, digits, '_', '.' and '-', starts with none of the last two, and has at most 128 characters
                          from    -Dsos.tags on the command line
                          do      set sos.tags to a valid tag, for example v-1
                        """),
                onCommandLine("platform that is none", "-Dsos.platforms=linux/amd64,linux", """
                        emergency-service: sos.platforms = linux/amd64,linux is not a list of platforms: linux
                          from    -Dsos.platforms on the command line
                          do      use os/architecture, for example linux/arm64
                        """),
                onCommandLine("platform that Go cannot build for", "-Dsos.platforms=linux/amd46", """
                        emergency-service: sos.platforms = linux/amd46 is not a platform that Go can build for
                          from    -Dsos.platforms on the command line
                          do      did you mean linux/amd64?   (one of: linux/386, linux/amd64, linux/arm, linux/arm64, linux/loong64, linux/mips64, linux/mips64le, linux/ppc64le, linux/riscv64, linux/s390x)
                        """),
                onCommandLine("port", "-Dsos.port=80800", """
                        emergency-service: sos.port = 80800 is not a port
                          from    -Dsos.port on the command line
                          do      use a number from 1 to 65535
                        """),
                onCommandLine("duration", "-Dsos.health.interval=30", """
                        emergency-service: sos.health.interval = 30 is not a duration
                          from    -Dsos.health.interval on the command line
                          do      use a number with ms, s, m or h, for example 30s
                        """),
                onCommandLine("user", "-Dsos.user=nobody", """
                        emergency-service: sos.user = nobody is not a numeric user
                          from    -Dsos.user on the command line
                          do      use uid or uid:gid, for example 1001:1001; names cannot be proven to be non-root by Kubernetes
                        """),
                onCommandLine("unknown setting", "-Dsos.prot=80", """
                        emergency-service: there is no setting sos.prot
                          from    -Dsos.prot on the command line
                          do      did you mean sos.port?
                        """),
                new Mistake(
                        "target on an image that nobody has fetched",
                        project -> {},
                        List.of("-o", "-Dsos.target=production-alpine"),
                        """
                        emergency-service: the base docker.io/library/alpine:3.22 cannot be had offline
                          why     this module never asked what the tag means, and Maven is offline (-o)
                          from    default for Go's target production-alpine; without a registry use sos.target=production-debian
                          do      run mvn once without -o on this machine
                        """),
                in("unknown property", project -> project.property("sos.labls.team", "x"), """
                        emergency-service: there is no setting sos.labls.team
                          from    property in pom.xml
                          do      did you mean sos.labels.team?
                        """),
                in("unknown element", project -> project.configuration("<platform>linux/amd64</platform>"), """
                        emergency-service: there is no setting sos.platform
                          from    pom.xml
                          do      did you mean sos.platforms?
                        """));
    }

    static Stream<Mistake> sources() {
        return Stream.of(
                in(
                        "Go release that does not exist",
                        project -> project.write(
                                "go.mod", "module example.com/sos/emergency\n\ngo 1.21.0\n\ntoolchain go1.21.99\n"),
                        """
                        emergency-service: the Go release go1.21.99 cannot be had
                          why     there is no such release, or the module proxy of this machine does not give it
                        …
                          from    go build in {directory}
                          do      name an existing release in sos.go.version or the toolchain line; go list -m -versions go lists them
                        """),
                in("go line with two parts", project -> project.replace("go.mod", "1.21.13", "1.21"), """
                        emergency-service: go 1.21 names a line of Go releases, not one release
                          why     two releases of one line give two different images
                          from    {directory}/go.mod
                          do      run go get toolchain@patch in {directory}, which writes toolchain go1.21.13, or set sos.go.version
                        """),
                in("no main package", project -> project.replace("main.go", "package main", "package emergency"), """
                        emergency-service: no main package in {directory}
                          why     looked for package main in cmd/*.go, cmd/<name>/*.go and *.go
                          do      set sos.go.main to the directory of the main package, for example internal/server
                        """),
                in(
                        "two main packages",
                        project -> project.write("cmd/worker/main.go", ServiceProject.MAIN)
                                .move("main.go", "cmd/server/main.go"),
                        """
                        emergency-service: 2 main packages: cmd/server, cmd/worker
                          why     an image holds one program
                          from    {directory}
                          do      say which one: sos.go.main = cmd/server
                        """),
                in("no go.sum", ConsoleFailuresIT::requireText, """
                        emergency-service: no go.sum next to {directory}/go.mod
                          why     go.mod requires modules, and go.sum says which content of them is the right one
                          do      run go mod tidy in {directory} and commit go.sum
                        """),
                in(
                        "stale go.sum",
                        project -> {
                            requireText(project);
                            project.write(
                                    "go.sum",
                                    "example.org/other v1.0.0/go.mod h1:E6s5w1FMmriuDzIBO73fBruAKo1PCIq6d2Q6DHfQ8WQ=\n");
                        },
                        """
                        emergency-service: go.sum lacks entries for modules of go.mod
                          why     go.sum says which content of a module is the right one
                        …
                          from    go build in {directory}
                          do      run go mod tidy and commit go.mod and go.sum
                        """),
                in("source that does not compile", project -> project.replace("main.go", "os.Args", "os.Arsg"), """
                        emergency-service: the service does not compile for {platform}
                                  # example.com/sos/emergency
                                  ./main.go:11:12: undefined: os.Arsg
                          from    go build in {directory}
                          do      correct the lines above
                        """),
                in("no service", project -> project.move("go.mod", "go.mod.old"), """
                        emergency-service: there is no service in this module
                          why     looked in {directory} for go.mod (Go), package.json (Node.js), requirements.txt or pyproject.toml or pylock.toml or uv.lock or poetry.lock (Python)
                          do      put the POM beside the service, or set sos.source to its directory
                        """),
                in(
                        "file where a layer below has a directory",
                        project -> project.write("zones", "UTC")
                                .configuration(
                                        "<files><zones><from>zones</from><to>/usr/share/zoneinfo</to></zones></files>"),
                        """
                        emergency-service: /usr/share/zoneinfo is not a directory in one layer, but /usr/share/zoneinfo/Africa/Abidjan is below it in another
                          why     layer "extra files" has a file with mode 644 of 0:0 from {directory}/zones, layer "time zones" has a file with mode 644 of 0:0
                          do      leave one of them out of the image
                        """),
                in(
                        "directory where a layer below has a file",
                        project -> project.write("zones", "UTC")
                                .configuration("<files><zones><from>zones</from><to>/app/zones</to></zones></files>"),
                        """
                        emergency-service: /app is not a directory in one layer, but /app/zones is below it in another
                          why     layer "application" has a file with mode 755 of 0:0 from {directory}/target/sos-work/{platform-directory}/app, layer "extra files" has a file with mode 644 of 0:0 from {directory}/zones
                          do      leave one of them out of the image
                        """));
    }

    @ParameterizedTest
    @MethodSource({"settings", "sources"})
    void aMistakeIsToldOnceAndChangesNothing(Mistake mistake) throws Exception {
        ServiceProject project = good.copyTo(temporary.resolve("service"));
        Map<String, String> before = project.results();
        mistake.change().in(project);

        MavenOutcome outcome = MavenBuild.of(project.directory(), home)
                .with(mistake.arguments().toArray(String[]::new))
                .run("package");

        outcome.failedWith(filledIn(mistake.text(), project));
        assertThat(project.results()).isNotEmpty().isEqualTo(before);
    }

    @Test
    void aMachineWithoutGoIsToldWhatToInstall() throws Exception {
        ServiceProject project = good.copyTo(temporary.resolve("service")).replace("main.go", "emergency", "urgency");
        Map<String, String> before = project.results();

        MavenOutcome outcome = MavenBuild.of(project.directory(), home)
                .environment("PATH", pathWithoutGo())
                .run("package");

        outcome.failedWith("""
                emergency-service: this service is built with go, which is not on this machine
                  why     no directory of PATH has it
                  do      install Go 1.21 or newer; it fetches the release that the service names by itself
                """);
        assertThat(project.results()).isEqualTo(before);
    }

    @Test
    void aReleaseIsNotBuiltFromAShallowClone() throws Exception {
        ServiceProject origin =
                ServiceProject.create(temporary.resolve("origin")).replace("pom.xml", "1.4.0-SNAPSHOT", "1.4.0");
        var repository = origin.commitAll(home);
        repository.write("README", "second").commit("Second", 1_760_000_100L);
        repository.git("clone", "-q", "--depth", "1", "file://" + origin.directory(), temporary + "/clone");

        MavenOutcome outcome = MavenBuild.of(temporary.resolve("clone"), home).run("package");

        outcome.failedWith("""
                emergency-service: this is a shallow clone, and 1.4.0 is a release
                  why     the last commit that touched the module may be missing, so two clones give two images
                  do      fetch the whole history: git fetch --unshallow (GitHub Actions: actions/checkout with fetch-depth: 0)
                """);
        assertThat(temporary.resolve("clone/target/sos")).doesNotExist();
    }

    private static Mistake onCommandLine(String name, String argument, String text) {
        return new Mistake(name, project -> {}, List.of(argument), text);
    }

    private static Mistake in(String name, Change change, String text) {
        return new Mistake(name, change, List.of(), text);
    }

    private static void requireText(ServiceProject project) throws Exception {
        project.write("go.mod", "module example.com/sos/emergency\n\ngo 1.21.13\n\nrequire golang.org/x/text v0.14.0\n")
                .replace("main.go", "\"os\"\n", "\"os\"\n\n\t_ \"golang.org/x/text/language\"\n");
    }

    private static String filledIn(String text, ServiceProject project) {
        return text.replace("{directory}", project.directory().toString())
                .replace("{platform-directory}", Platform.ofThisMachine().fileName())
                .replace("{platform}", Platform.ofThisMachine().toString());
    }

    /** Every program of this machine but go. */
    private String pathWithoutGo() throws Exception {
        Path programs = Files.createDirectory(temporary.resolve("programs"));
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            if (!Files.isDirectory(Path.of(directory))) {
                continue;
            }
            try (Stream<Path> found = Files.list(Path.of(directory))) {
                for (Path program : found.toList()) {
                    Path link = programs.resolve(program.getFileName());
                    if (!link.endsWith("go") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                        Files.createSymbolicLink(link, program);
                    }
                }
            }
        }
        return programs.toString();
    }
}
