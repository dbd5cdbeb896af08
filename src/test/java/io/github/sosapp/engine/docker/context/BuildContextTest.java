package io.github.sosapp.engine.docker.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.testing.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildContextTest {

    private static final SortedMap<String, byte[]> NOTHING = new TreeMap<>();

    private static final String LIST = """
            import sys, tarfile, time
            for e in tarfile.open(sys.argv[1]):
                kind = "d" if e.isdir() else "l" if e.issym() else "-" if e.isreg() else "?"
                when = time.strftime("%Y-%m-%d", time.gmtime(e.mtime))
                print(kind, "%04o" % e.mode, "%d:%d" % (e.uid, e.gid), e.size, when, e.name, e.linkname, e.uname + e.gname)
            """;

    @TempDir
    Path directory;

    private Path module;

    @BeforeEach
    void makeModule() throws IOException {
        module = Files.createDirectory(directory.resolve("module"));
    }

    @Test
    void anArchiveHoldsFilesDirectoriesAndLinksInOrderWithFixedAttributes() throws IOException {
        file("src/b", "22");
        file("src.txt", "1");
        file("src/run.sh", "#!");
        Files.setPosixFilePermissions(module.resolve("src/run.sh"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(module.resolve("src/b"), PosixFilePermissions.fromString("r--rw-rw-"));
        Files.createDirectories(module.resolve("empty"));
        Files.createSymbolicLink(module.resolve("src/a"), Path.of("b"));
        Files.createSymbolicLink(module.resolve("lost"), Path.of("src/nowhere"));

        assertThat(listed(context("")))
                .containsExactly(
                        "d 0755 0:0 0 1980-02-01 empty  ",
                        "l 0777 0:0 0 1980-02-01 lost src/nowhere ",
                        "d 0755 0:0 0 1980-02-01 src  ",
                        "- 0644 0:0 1 1980-02-01 src.txt  ",
                        "l 0777 0:0 0 1980-02-01 src/a b ",
                        "- 0644 0:0 2 1980-02-01 src/b  ",
                        "- 0755 0:0 2 1980-02-01 src/run.sh  ");
    }

    @Test
    void longAndForeignNamesSurvive() throws IOException {
        String deep = "directory-with-a-long-name/".repeat(10) + "ä\uD83D\uDE00";
        file(deep, "x");
        file("\uFF5E", "y");

        assertThat(names(context(""))).contains(deep, "\uFF5E");
    }

    @Test
    void theSameFilesGiveTheSameBytesWhoeverHasThemAndWhenever() throws IOException {
        file("b/one", "1");
        file("a", "2");
        byte[] first = bytes(context(""));
        Files.setLastModifiedTime(module.resolve("a"), FileTime.from(Instant.parse("2031-07-01T12:00:00Z")));
        Files.setPosixFilePermissions(module.resolve("a"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Path copy = Files.createDirectory(directory.resolve("copy"));
        Files.createDirectory(copy.resolve("b"));
        Files.copy(module.resolve("a"), copy.resolve("a"));
        Files.copy(module.resolve("b/one"), copy.resolve("b/one"));

        assertThat(bytes(BuildContext.of(copy, rules(""), NOTHING))).isEqualTo(first);
        assertThat(context("").size()).isEqualTo(first.length);
    }

    @Test
    void modesAreThoseThatTheCallerKnows() throws IOException {
        file("tracked", "1");
        file("other", "2");

        BuildContext context = BuildContext.of(module, rules(""), path -> path.endsWith("tracked"), NOTHING);

        assertThat(listed(context)).anyMatch(line -> line.startsWith("- 0755") && line.contains("tracked"));
        assertThat(listed(context)).anyMatch(line -> line.startsWith("- 0644") && line.contains("other"));
    }

    @Test
    void whatIsIgnoredIsNotThereAndItsDirectoryOnlyForWhatIsLetInAgain() throws IOException {
        file("node_modules/a/index.js", "");
        file("docs/en/README.md", "");
        file("docs/en/more.md", "");
        file("src/a", "");

        assertThat(names(context("node_modules\ndocs\n!docs/en/README.md")))
                .containsExactly("docs", "docs/en", "docs/en/README.md", "src", "src/a");
    }

    @Test
    void secretsStayOutAndAreNamedWhenTheRulesWouldLetThemIn() throws IOException {
        file(".env", "TOKEN=canary");
        file("tls/server.key", "canary");
        file("tls/old.pem", "canary");
        file("tls/authority.pem", "public");

        BuildContext context =
                context("tls/old.pem\n!tls/server.key\n# sos:allow public certificate\n!tls/authority.pem");

        assertThat(names(context)).containsExactly("tls", "tls/authority.pem");
        assertThat(new String(bytes(context), UTF_8)).doesNotContain("canary");
        assertThat(context.withheld()).containsExactly(".env", "tls/server.key");
    }

    @Test
    void filesInMemoryAreThereWhateverTheRulesSay() throws IOException {
        file("Dockerfile", "FROM team");
        file("conf", "");
        Files.createDirectories(module.resolve("conf.d"));
        TreeMap<String, byte[]> added = new TreeMap<>(Map.of(
                "Dockerfile", "FROM ours".getBytes(UTF_8),
                "conf.d/deep/file", "1".getBytes(UTF_8)));

        BuildContext context = BuildContext.of(module, rules("Docker*\nconf.d"), added);

        assertThat(names(context)).containsExactly("Dockerfile", "conf", "conf.d", "conf.d/deep", "conf.d/deep/file");
        assertThat(new String(bytes(context), UTF_8)).contains("FROM ours").doesNotContain("FROM team");
    }

    @Test
    void aFileInMemoryBelowAFileIsRefused() throws IOException {
        file("docker", "no directory");

        assertThatThrownBy(() ->
                        BuildContext.of(module, rules(""), new TreeMap<>(Map.of("docker/Dockerfile", new byte[0]))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(
                        "the build adds docker/Dockerfile, but docker is not a directory", "rename it");
    }

    @ParameterizedTest
    @CsvSource({"../outside", "/etc/passwd", "sub/../../outside", "..", "here/../../outside"})
    void aLinkOutOfTheModuleIsRefusedWithItsNameAndTarget(String target) throws IOException {
        Files.createDirectories(module.resolve("sub"));
        Files.createSymbolicLink(module.resolve("here"), Path.of("sub"));
        Files.createSymbolicLink(module.resolve("leak"), Path.of(target));

        assertThatThrownBy(() -> context(""))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(
                        "the link " + module.resolve("leak") + " leads out of the module, to " + target,
                        "a build sees the files of " + module + " alone",
                        "name the link in .dockerignore");
        assertThat(names(context("leak"))).containsExactly("here", "sub");
    }

    @Test
    void aLinkThatLeavesThroughAnotherLinkIsRefused() throws IOException {
        Files.createDirectories(module.resolve("a/b"));
        file("a/target", "");
        Files.createDirectory(directory.resolve("target"));
        // By its text it leads to a/target; through the other link it leads beside the module.
        Files.createSymbolicLink(module.resolve("a/up"), Path.of(".."));
        Files.createSymbolicLink(module.resolve("a/b/sly"), Path.of("../up/../target"));

        assertThatThrownBy(() -> context(""))
                .hasMessageContaining("the link " + module.resolve("a/b/sly") + " leads out of the module");
    }

    @Test
    void linksInsideTheModuleStayLinksAndAreNotFollowed() throws IOException {
        file("a/b/file", "1");
        Files.createSymbolicLink(module.resolve("a/b/up"), Path.of("../.."));
        Files.createSymbolicLink(module.resolve("self"), Path.of("self"));

        assertThat(names(context(""))).containsExactly("a", "a/b", "a/b/file", "a/b/up", "self");
    }

    @Test
    void socketsAndPipesAreLeftOutAndNamed() throws IOException {
        file("a", "");
        Programs.output(module, "mkfifo", "pipe");
        Path socket = module.resolve("s");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));

            BuildContext context = context("");

            assertThat(names(context)).containsExactly("a");
            assertThat(context.special()).containsExactly("pipe", "s");
        }
    }

    @Test
    void aFileThatVanishesWhileItIsListedIsNamed() throws IOException {
        file("a", "");
        file("b", "");

        assertThatThrownBy(() -> BuildContext.of(module, rules(""), deleting("b"), NOTHING))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(
                        module.resolve("b") + " vanished while the build context was collected",
                        "let nothing write to the module during the build");
    }

    @Test
    void aFileThatVanishesBeforeItIsReadIsNamed() throws IOException {
        file("a", "");
        BuildContext context = context("");
        Files.delete(module.resolve("a"));

        assertThatThrownBy(() -> bytes(context))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(module.resolve("a") + " cannot be read", "let this user read it");
    }

    @ParameterizedTest
    @CsvSource({"123, shorter", "12345, longer"})
    void aFileThatChangesBeforeItIsReadIsNamed(String content, String how) throws IOException {
        file("a", "1234");
        BuildContext context = context("");
        file("a", content);

        assertThatThrownBy(() -> bytes(context))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(
                        module.resolve("a") + " changed while it was read",
                        "it had 4 bytes at first and was " + how + " a moment later");
    }

    @Test
    void whatThisUserMayNotReadIsNamed() throws IOException {
        file("a", "");

        assertThatThrownBy(() -> BuildContext.of(module, rules(""), BuildContextTest::refuse, NOTHING))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(
                        module.resolve("a") + " cannot be read for the build context",
                        "its permissions keep this user out",
                        "let this user read it, or name it in .dockerignore");
    }

    @Test
    void aModuleThatIsNoDirectoryIsNamed() throws IOException {
        file("a", "");

        assertThatThrownBy(() -> BuildContext.of(module.resolve("a"), rules(""), NOTHING))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(module.resolve("a") + " cannot be read for the build context");
    }

    @Test
    void aConnectionThatBreaksIsNotTheFailureOfAFile() throws IOException {
        file("a", "x".repeat(1 << 20));
        BuildContext context = context("");

        assertThatThrownBy(() -> context.writeTo(new OutputStream() {
                    @Override
                    public void write(int single) throws IOException {
                        throw new IOException("broken pipe");
                    }
                }))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("broken pipe");
    }

    @Test
    void theBiggestAreNamedAtThePlaceWhereTheirSizeIs() throws IOException {
        file("data/models/large.bin", "x".repeat(9000));
        file("data/models/small.bin", "x".repeat(10));
        file("assets/a.png", "x".repeat(300));
        file("assets/b.png", "x".repeat(200));
        file("c", "x".repeat(400));
        file("d", "x".repeat(400));
        file("e", "x");

        assertThat(context("").biggest(4))
                .containsExactly(
                        new ContextEntry("data/models/large.bin", 9000),
                        new ContextEntry("assets/", 500),
                        new ContextEntry("c", 400),
                        new ContextEntry("d", 400));
        assertThat(context("").files()).isEqualTo(7);
        assertThat(context("**").biggest(5)).isEmpty();
    }

    private Predicate<Path> deleting(String file) {
        return asked -> {
            try {
                return !Files.deleteIfExists(module.resolve(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    // The tests may run as root, whom no permission stops.
    private static boolean refuse(Path file) {
        throw new UncheckedIOException(new AccessDeniedException(file.toString()));
    }

    private BuildContext context(String patterns) {
        return BuildContext.of(module, rules(patterns), NOTHING);
    }

    private static IgnoreRules rules(String text) {
        return IgnorePatternTest.rules(text);
    }

    private void file(String path, String content) throws IOException {
        Path file = module.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static byte[] bytes(BuildContext context) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        context.writeTo(out);
        return out.toByteArray();
    }

    private List<String> listed(BuildContext context) throws IOException {
        Path archive = directory.resolve("context.tar");
        Files.write(archive, bytes(context));
        return Programs.succeeded(
                        directory, Map.of("PYTHONIOENCODING", "utf-8"), "python3", "-c", LIST, archive.toString())
                .output()
                .lines()
                .toList();
    }

    private List<String> names(BuildContext context) throws IOException {
        return listed(context).stream().map(line -> line.split(" ", 7)[5]).toList();
    }
}
