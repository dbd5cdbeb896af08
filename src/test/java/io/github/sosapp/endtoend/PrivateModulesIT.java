package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.git.GitRepository;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layout.LayoutCheck;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.PrivateGitServer;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A service needs a module that a real Git server gives only to who logs in. Nothing of it is in any cache before. */
@TestInstance(Lifecycle.PER_CLASS)
class PrivateModulesIT {

    private static final String USER = "aigerim";
    private static final String CANARY = "Canary-4Hs8wLpd1Xc6";
    // Go knows how to ask the first host, and has to try what the second one understands.
    private static final String MODULE = "github.com/sos-app/greeting";
    private static final String OWN_HOSTS_MODULE = "git.example.com/sos-app/welcome.git";
    private static final String MAIN = """
            package main

            import "%s"

            var Version, BuildDate, GitCommit string

            func main() {
            	println(greeting.Text, Version, BuildDate, GitCommit)
            }
            """;

    private Path work;
    private PrivateGitServer server;
    private ServiceProject original;
    private ServiceProject ownHosts;
    private ServiceProject service;
    private Path home;

    @BeforeAll
    void openServer(@TempDir Path directory) throws Exception {
        Required.program("go", "the Go distribution");
        Required.program("git", "apt-get install git");
        work = directory;
        serve(MODULE, "sos-app/greeting");
        serve(OWN_HOSTS_MODULE, "sos-app/welcome.git");
        server = PrivateGitServer.open(work.resolve("served"), USER, CANARY);
        original = serviceWith(MODULE);
        ownHosts = serviceWith(OWN_HOSTS_MODULE);
    }

    private void serve(String module, String repository) throws Exception {
        GitRepository author = GitRepository.create(work.resolve("author").resolve(repository), work.resolve("author"))
                .write("go.mod", "module " + module + "\n\ngo 1.21\n")
                .write("greeting.go", "package greeting\n\nconst Text = \"from a private module\"\n");
        author.commit("Greet", 1_760_000_000L);
        author.git("tag", "v1.2.3");
        Path served = work.resolve("served").resolve(repository);
        author.git("clone", "-q", "--bare", ".", served.toString());
    }

    @AfterAll
    void closeServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void isAnotherUser(TestInfo test) throws Exception {
        Path own = work.resolve(test.getTestMethod().orElseThrow().getName());
        service = original.copyTo(own.resolve("service"));
        home = Files.createDirectories(own.resolve("home"));
        configureGit("");
    }

    @Test
    void areFetchedWithTheLoginOfNetrc() throws Exception {
        writeNetrc(home, CANARY);

        assertBuilt();
    }

    @Test
    void areFetchedWithTheLoginThatGitStores() throws Exception {
        configureGit("[credential]\n\thelper = store\n");
        Files.writeString(
                home.resolve(".git-credentials"), "http://" + USER + ":" + CANARY + "@" + server.host() + "\n");

        assertBuilt();
    }

    @Test
    void areFetchedWithTheLoginInAnAddressOfTheGitConfiguration() throws Exception {
        Files.writeString(
                home.resolve(".gitconfig"), insteadOf("http://" + USER + ":" + CANARY + "@" + server.host() + "/"));

        assertBuilt();
    }

    @Test
    void withoutALoginAreToldToNeedOne() throws Exception {
        assertRefused("terminal prompts disabled");
    }

    @Test
    void ofAnOwnHostAreFetchedToo() throws Exception {
        service = ownHosts.copyTo(service.directory().resolveSibling("own"));
        writeNetrc(home, CANARY);

        assertBuilt();
    }

    @Test
    void ofAnOwnHostAreToldToNeedALoginAlthoughGoDoesNotSaySo() throws Exception {
        service = ownHosts.copyTo(service.directory().resolveSibling("own"));

        assertRefused("no secure protocol found for repository");
    }

    @Test
    void withAWrongLoginAreToldToNeedAnother() throws Exception {
        writeNetrc(home, CANARY + "-not");

        assertRefused("terminal prompts disabled");
    }

    @Test
    void withAWrongLoginInAnAddressDoNotShowIt() throws Exception {
        Files.writeString(
                home.resolve(".gitconfig"), insteadOf("http://" + USER + ":" + CANARY + "-not@" + server.host() + "/"));

        assertRefused("Authentication failed");
    }

    private void assertBuilt() throws Exception {
        int before = server.served();

        // With everything that Maven can say about itself.
        MavenOutcome built = maven().succeeds("-X", "package");

        assertThat(server.served()).isGreaterThan(before);
        LayoutCheck.verify(service.directory().resolve("target/sos/production"));
        Path program = service.directory()
                .resolve("target/sos-work")
                .resolve(Platform.ofThisMachine().fileName())
                .resolve("app");
        assertThat(Programs.succeeded(work, Map.of(), program.toString()).errors())
                .startsWith("from a private module 1.4.0-SNAPSHOT ");
        assertNoCanary(built);
    }

    private void assertRefused(String wordsOfGit) throws Exception {
        int before = server.served();

        MavenOutcome refused = maven().run("package");

        refused.failedWith("""
                emergency-service: go could not get a module
                  why     it does not exist, or it is private and this machine has no access
                …
                  from    go build in %s
                  do      check module and version; for a private one name it in GOPRIVATE (go env -w GOPRIVATE=example.com/team/*) and give git access: a credential helper, ~/.netrc or an SSH agent
                """.formatted(service.directory()));
        assertThat(refused.says(wordsOfGit)).as(refused.toString()).isTrue();
        assertThat(server.served()).isEqualTo(before);
        assertThat(service.directory().resolve("target/sos")).doesNotExist();
        assertNoCanary(refused);
    }

    /** In what Maven says and in every file of the module, layers unpacked. Links are left out: the login is elsewhere. */
    private void assertNoCanary(MavenOutcome outcome) throws IOException {
        Base64.Encoder base64 = Base64.getEncoder();
        List<String> forms =
                List.of(CANARY, base64.encodeToString((USER + ":" + CANARY).getBytes(StandardCharsets.UTF_8)));
        assertThat(outcome.lines()).noneMatch(line -> forms.stream().anyMatch(line::contains));
        try (Stream<Path> files = Files.walk(service.directory())) {
            for (Path file : files.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                String content = new String(unpacked(file), StandardCharsets.ISO_8859_1);
                assertThat(forms.stream().filter(content::contains))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private static byte[] unpacked(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean packed = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        try (InputStream content = Files.newInputStream(file)) {
            return packed ? new GZIPInputStream(content).readAllBytes() : bytes;
        }
    }

    private MavenBuild maven() {
        MavenBuild build = MavenBuild.of(service.directory(), home);
        for (Map.Entry<String, String> variable : ofGo(home).entrySet()) {
            build = build.environment(variable.getKey(), variable.getValue());
        }
        return build;
    }

    /** What a team sets for modules of its own; and a module cache that has nothing yet. */
    private static Map<String, String> ofGo(Path home) {
        return Map.of(
                "GOMODCACHE", home.resolve("modules").toString(),
                "GOPROXY", "direct",
                "GOPRIVATE", "github.com/sos-app,git.example.com",
                "GONOSUMDB", "github.com/sos-app,git.example.com");
    }

    /** A service whose go.sum was written by go, as its author would have let it. */
    private ServiceProject serviceWith(String module) throws Exception {
        home = work.resolve("author");
        configureGit("");
        writeNetrc(home, CANARY);
        // The release that is here, so that none has to be fetched into the empty caches.
        String release = Programs.output(work, "go", "env", "GOVERSION").substring("go".length());
        String name = module.replace('/', '-');
        ServiceProject made = ServiceProject.create(work.resolve(name))
                .write("go.mod", "module example.com/service\n\ngo " + release + "\n\nrequire " + module + " v1.2.3\n")
                .write("main.go", MAIN.formatted(module));
        Map<String, String> environment = new TreeMap<>(ofGo(home));
        environment.putAll(Map.of("HOME", home.toString(), "GOTOOLCHAIN", "local", "GOFLAGS", "-mod=mod"));
        Programs.succeeded(made.directory(), environment, "go", "mod", "tidy");
        return made;
    }

    private void configureGit(String more) throws IOException {
        Files.writeString(home.resolve(".gitconfig"), insteadOf("http://" + server.host() + "/") + more);
    }

    private static String insteadOf(String address) {
        return "[url \"" + address + "sos-app/\"]\n\tinsteadOf = https://github.com/sos-app/\n"
                + "\tinsteadOf = https://git.example.com/sos-app/\n";
    }

    private static void writeNetrc(Path home, String password) throws IOException {
        Files.writeString(home.resolve(".netrc"), "machine 127.0.0.1 login " + USER + " password " + password + "\n");
    }
}
