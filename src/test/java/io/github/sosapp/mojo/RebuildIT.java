package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.git.GitRepository;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing changed means nothing rebuilt; each input that a service of a monorepo has means a new build when it changes. */
class RebuildIT {

    private static final String UNCHANGED = "emergency-service 1.4.0-SNAPSHOT unchanged (";
    private static final String END = "-----END CERTIFICATE-----";
    private static final long LATER = 1_760_001_000L;

    @TempDir
    private static Path shared;

    private static final String PROFILE = "/io/github/sosapp/engine/daemonless/hot.pgo";

    private static ServiceProject monorepo;
    private static Path home;

    @TempDir
    private Path temporary;

    /** A change of one input; a build with these words on the command line must see it. */
    record Changed(String input, Change change, List<String> arguments) {
        @Override
        public String toString() {
            return input;
        }
    }

    interface Change {
        void in(ServiceProject service, GitRepository repository) throws Exception;
    }

    @BeforeAll
    static void buildOnce() throws Exception {
        Required.program("go", "apt-get install golang-go");
        Required.program("git", "apt-get install git");
        home = shared.resolve("home");
        monorepo = new ServiceProject(shared.resolve("monorepo"))
                .write("library/go.mod", "module example.com/sos/library\n\ngo 1.21.13\n")
                .write("library/library.go", "package library\n\nconst Name = \"library\"\n")
                .write("tools/go.mod", "module example.com/sos/tools\n\ngo 1.21.13\n")
                .write("tools/tools.go", "package tools\n\nconst Name = \"tools\"\n")
                .write("documents/README.md", "Not of the service.\n")
                .write("go.work", "go 1.21.13\n\nuse (\n\t./service\n\t./tools\n)\n");
        ServiceProject.create(monorepo.directory().resolve("service"))
                .write(
                        "go.mod",
                        "module example.com/sos/emergency\n\ngo 1.21.13\n\n"
                                + "require example.com/sos/library v0.0.0\n\n"
                                + "replace example.com/sos/library => ../library\n")
                .write("go.sum", "")
                .replace(
                        "main.go",
                        "\t\"os\"\n",
                        "\t\"os\"\n\n\t_ \"embed\"\n\n"
                                + "\t\"example.com/sos/library\"\n\t\"example.com/sos/tools\"\n")
                .replace(
                        "main.go",
                        "func main() {\n",
                        "//go:embed greeting.txt\nvar greeting string\n\n"
                                + "func main() {\n\tfmt.Println(greeting, library.Name, tools.Name)\n")
                .write("greeting.txt", "Good morning\n")
                .write("motd", "Welcome\n")
                .write("authorities.pem", authorities(1))
                .configuration("<files><motd><from>motd</from><to>/etc/motd</to></motd></files>")
                .configuration("<certificates>authorities.pem</certificates>");
        monorepo.commitAll(home);
        maven(service(monorepo)).succeeds("package");
    }

    static Stream<Changed> inputs() {
        return Stream.of(
                when("a source file", (service, git) -> service.replace("main.go", "emergency", "urgency")),
                when("a new source file", (service, git) -> service.write("more.go", "package main\n")),
                when("an embedded file", (service, git) -> service.write("greeting.txt", "Good evening\n")),
                when("a profile", (service, git) -> {
                    try (var profile = RebuildIT.class.getResourceAsStream(PROFILE)) {
                        Files.copy(profile, service.directory().resolve("default.pgo"));
                    }
                }),
                when(
                        "a replace directory",
                        (service, git) ->
                                git.write("library/library.go", "package library\n\nconst Name = \"other\"\n")),
                when(
                        "a workspace module",
                        (service, git) -> git.write("tools/tools.go", "package tools\n\nconst Name = \"other\"\n")),
                when(
                        "go.work",
                        (service, git) ->
                                git.write("go.work", "go 1.21.13\n\n// Why.\n\nuse (\n\t./service\n\t./tools\n)\n")),
                when(
                        "go.sum",
                        (service, git) -> service.write(
                                "go.sum",
                                "golang.org/x/text v0.3.8/go.mod h1:E6s5w1FMmriuDzIBO73fBruAKo1PCIq6d2Q6DHfQ8WQ=\n")),
                when(
                        "the toolchain line",
                        (service, git) -> git.write(
                                "go.work",
                                "go 1.21.13\n\ntoolchain " + newerGo() + "\n\nuse (\n\t./service\n\t./tools\n)\n")),
                new Changed("a setting", (service, git) -> {}, List.of("-Dsos.port=9999")),
                when("the version of the POM", (service, git) -> service.replace("pom.xml", "1.4.0", "1.5.0")),
                when("the certificates", (service, git) -> service.write("authorities.pem", authorities(2))),
                when("the content of an extra file", (service, git) -> service.write("motd", "Good bye\n")),
                when(
                        "the mode of an extra file",
                        (service, git) -> git.git("update-index", "--chmod=+x", "service/motd")),
                when("the commit of the module", (service, git) -> {
                    service.write("passing.txt", "here\n");
                    git.commit("Add", LATER);
                    Files.delete(service.directory().resolve("passing.txt"));
                    git.commit("Remove", LATER + 1);
                }));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void aChangedInputIsBuilt(Changed changed) throws Exception {
        ServiceProject copy = monorepo.copyTo(temporary.resolve("monorepo"));
        ServiceProject service = service(copy);
        changed.change().in(service, new GitRepository(copy.directory(), home));

        MavenOutcome outcome =
                maven(service).with(changed.arguments().toArray(String[]::new)).succeeds("package");

        assertThat(outcome.says(" unchanged (")).as(outcome.toString()).isFalse();
        assertThat(outcome.says("  image  ")).as(outcome.toString()).isTrue();
    }

    @Test
    void nothingIsBuiltWhenNothingChangedEvenInAnotherDirectory() throws Exception {
        ServiceProject copy = monorepo.copyTo(temporary.resolve("monorepo"));

        assertThat(maven(service(monorepo)).succeeds("package").says(UNCHANGED)).isTrue();
        MavenOutcome outcome = maven(service(copy)).succeeds("package");
        assertThat(outcome.says(UNCHANGED)).as(outcome.toString()).isTrue();
        assertThat(service(copy).results()).isEqualTo(service(monorepo).results());
    }

    @Test
    void aCommitElsewhereInTheMonorepoBuildsNothing() throws Exception {
        ServiceProject copy = monorepo.copyTo(temporary.resolve("monorepo"));
        new GitRepository(copy.directory(), home)
                .write("documents/README.md", "Still not of the service.\n")
                .commit("Tell more", LATER);

        MavenOutcome outcome = maven(service(copy)).succeeds("package");

        assertThat(outcome.says(UNCHANGED)).as(outcome.toString()).isTrue();
    }

    private static Changed when(String input, Change change) {
        return new Changed(input, change, List.of());
    }

    private static ServiceProject service(ServiceProject monorepo) {
        return new ServiceProject(monorepo.directory().resolve("service"));
    }

    private static MavenBuild maven(ServiceProject service) {
        return MavenBuild.of(service.directory(), home);
    }

    /** The first authorities of the bundle that the plugin carries. */
    private static String authorities(int count) throws IOException {
        try (var bundle = RebuildIT.class.getResourceAsStream("/io/github/sosapp/service/go/cacert.pem")) {
            String[] certificates = new String(bundle.readAllBytes(), StandardCharsets.US_ASCII).split(END);
            return Arrays.stream(certificates)
                    .limit(count)
                    .map(text -> text.substring(text.indexOf("-----BEGIN")) + END + "\n")
                    .collect(Collectors.joining());
        }
    }

    /** The release of this machine's go, which needs no download. */
    private static String newerGo() throws IOException {
        Process go = new ProcessBuilder("go", "env", "GOVERSION").start();
        return new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
