package io.github.sosapp.debian.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.rootfs.deb.PackageFile;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.layer.WrittenLayer;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The base for Java 17 from packages of the archive, unpacked and run. */
class JavaBaseIT {

    private static final String PROBE = """
            import java.nio.charset.Charset;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.security.KeyStore;
            import java.time.Instant;
            import java.time.ZoneId;
            import javax.net.ssl.TrustManagerFactory;
            import javax.net.ssl.X509TrustManager;

            public class Probe {
                public static void main(String[] args) throws Exception {
                    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
                    trust.init((KeyStore) null);
                    X509TrustManager manager = (X509TrustManager) trust.getTrustManagers()[0];
                    System.out.println("anchors " + (manager.getAcceptedIssuers().length > 100));
                    System.out.println("encoding " + Charset.defaultCharset() + " " + System.getProperty("sun.jnu.encoding"));
                    System.out.println("user " + System.getProperty("user.name") + " " + System.getProperty("user.home"));
                    System.out.println("almaty " + Instant.EPOCH.plusSeconds(1_780_000_000L).atZone(ZoneId.of("Asia/Almaty")).getOffset());
                    System.out.println("zone " + ZoneId.systemDefault().getRules().getOffset(Instant.EPOCH));
                    Path file = Files.createTempFile("ä", "ö");
                    System.out.println("temporary " + file.getParent() + " " + Files.exists(file));
                    System.out.println("host " + java.net.InetAddress.getByName("127.0.0.1"));
                }
            }
            """;

    // Not a temporary directory of JUnit, which warns of each absolute link that it deletes.
    private static final Path DIRECTORY = Path.of("target", "java-base").toAbsolutePath();

    private static AssembledTree tree;

    @BeforeAll
    static void assemble() throws IOException {
        Programs.output(Path.of("/"), "rm", "-rf", DIRECTORY.toString());
        Files.createDirectories(DIRECTORY);
        tree = AssembledTree.of(java("amd64"), RootfsDescription.of("java"), DIRECTORY);
    }

    private static List<PackageFile> java(String architecture) throws IOException {
        return RealPackages.get(architecture, RealPackages.JAVA_17);
    }

    @Test
    void javaRunsAsAnOrdinaryUser() throws Exception {
        Required.that(
                Programs.run(DIRECTORY, Map.of(), "unshare", "--mount", "true").exitCode() == 0,
                "this user may not change the root directory",
                "run the test as root");
        Path source = Files.writeString(DIRECTORY.resolve("Probe.java"), PROBE);
        Path classes = Files.createDirectories(tree.root().resolve("probe"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "--release", "17", "-d", classes.toString(), source.toString()))
                .isZero();

        // The linker finds the libraries beside java through /proc, as in every container.
        String output = Programs.succeeded(
                        tree.root(),
                        Map.of("LC_ALL", "C.UTF-8"),
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind /proc proc"
                                + " && exec chroot --userspec=65532:65532 . /usr/bin/java -cp /probe Probe")
                .output();

        assertThat(output.lines())
                .containsExactly(
                        "anchors true",
                        "encoding UTF-8 UTF-8",
                        "user nonroot /home/nonroot",
                        "almaty +05:00",
                        "zone Z",
                        "temporary /tmp true",
                        "host /127.0.0.1");
    }

    @Test
    void thereIsNoShell() throws Exception {
        assertThat(tree.root().resolve("bin/sh")).doesNotExist();
        assertThat(files("usr/bin")).containsExactly("java");
        assertThat(files("usr/sbin")).isEmpty();
    }

    @Test
    void theLinkersCacheIsWhatLdconfigWouldWrite() throws Exception {
        Path ldconfig = Required.program("ldconfig", "apt-get install libc-bin");
        Path ours = DIRECTORY.resolve("ours.cache");
        Files.copy(tree.root().resolve("etc/ld.so.cache"), ours);
        Programs.output(DIRECTORY, ldconfig.toString(), "-X", "-r", tree.root().toString(), "-C", "/etc/real.cache");
        Path real = tree.root().resolve("etc/real.cache");

        assertThat(libraries(ldconfig, ours)).hasSizeGreaterThan(20).isEqualTo(libraries(ldconfig, real));
        Files.delete(real);
    }

    private static List<String> libraries(Path ldconfig, Path cache) {
        return Programs.output(DIRECTORY, ldconfig.toString(), "-p", "-C", cache.toString())
                .lines()
                .filter(line -> line.startsWith("\t"))
                .toList();
    }

    @Test
    void theTrustStoresHoldWhatThePackageHas() throws Exception {
        long certificates;
        try (Stream<Path> files = Files.walk(tree.root().resolve("usr/share/ca-certificates"))) {
            certificates =
                    files.filter(file -> file.toString().endsWith(".crt")).count();
        }
        KeyStore store = KeyStore.getInstance(
                tree.root().resolve("etc/ssl/certs/java/cacerts").toFile(), "changeit".toCharArray());
        String python = "import ssl,sys; c=ssl.SSLContext(); c.load_verify_locations(sys.argv[1]);"
                + " print(c.cert_store_stats()['x509_ca'])";

        assertThat(store.size()).isGreaterThan(100).isEqualTo((int) certificates);
        assertThat(Programs.output(
                        DIRECTORY,
                        "python3",
                        "-c",
                        python,
                        tree.root().resolve("etc/ssl/certs/ca-certificates.crt").toString()))
                .isEqualTo(Long.toString(certificates));
    }

    @Test
    void scannersFindThePackagesAndTheirFiles() throws Exception {
        for (PackageFile about : java("amd64")) {
            Path status = tree.root().resolve("var/lib/dpkg/status.d").resolve(about.name());
            assertThat(status)
                    .hasContent(Programs.output(
                            DIRECTORY, "dpkg-deb", "-f", about.path().toString()));
            Programs.output(tree.root(), "md5sum", "--quiet", "-c", status + ".md5sums");
        }
        assertThat(tree.root().resolve("var/lib/dpkg/status.d/libc6.md5sums"))
                .content()
                .contains("  usr/lib/x86_64-linux-gnu/libc.so.6\n")
                .doesNotContain("gconv", "  lib/");
    }

    @Test
    void modesAndOwnersAreAsInstalled() throws Exception {
        assertThat(modes("tmp", "var/tmp", "root", "home/nonroot", "run", "bin", "etc/os-release", "var/run"))
                .containsExactly(
                        "tmp 1777 0:0",
                        "var/tmp 1777 0:0",
                        "root 700 0:0",
                        "home/nonroot 700 65532:65532",
                        "run 755 0:0",
                        "bin -> usr/bin",
                        "etc/os-release -> ../usr/lib/os-release",
                        "var/run -> /run");
        assertThat(tree.root().resolve("usr/share/doc/libgcc-s1/copyright")).exists();
    }

    @Test
    void aServiceNeedsFewLayers() {
        assertThat(tree.layers().keySet())
                .containsExactly("data", "source gcc-12", "source glibc", "source openjdk-17", "other", "system");
    }

    @Test
    void orderThreadsAndDirectoryDoNotChangeAByte(@TempDir Path elsewhere) throws Exception {
        List<PackageFile> shuffled = new ArrayList<>(java("amd64"));
        Collections.reverse(shuffled);

        Map<String, WrittenLayer> again = AssembledTree.write(shuffled, RootfsDescription.of("java"), elsewhere, 1);

        assertThat(digests(again)).isEqualTo(digests(tree.layers()));
        try (Stream<Path> left = Files.list(elsewhere.resolve("work"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theLayerOfDataIsTheSameOnAllPlatforms(@TempDir Path elsewhere) throws Exception {
        Map<String, Digest> arm =
                digests(AssembledTree.write(java("arm64"), RootfsDescription.of("java"), elsewhere, 2));
        Map<String, Digest> amd = digests(tree.layers());

        assertThat(arm.keySet()).isEqualTo(amd.keySet());
        assertThat(arm.get("data")).isEqualTo(amd.get("data"));
        assertThat(arm.get("source glibc")).isNotEqualTo(amd.get("source glibc"));
    }

    private static Map<String, Digest> digests(Map<String, WrittenLayer> layers) {
        Map<String, Digest> digests = new TreeMap<>();
        layers.forEach(
                (name, layer) -> digests.put(name, layer.layer().descriptor().digest()));
        return digests;
    }

    private static List<String> files(String path) throws IOException {
        try (Stream<Path> files = Files.list(tree.root().resolve(path))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> modes(String... paths) {
        return Stream.of(paths)
                .map(path -> {
                    try {
                        Path file = tree.root().resolve(path);
                        if (Files.isSymbolicLink(file)) {
                            return path + " -> " + Files.readSymbolicLink(file);
                        }
                        Map<String, Object> facts =
                                Files.readAttributes(file, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
                        return path + " " + Integer.toOctalString((int) facts.get("mode") & 07777) + " "
                                + facts.get("uid") + ":" + facts.get("gid");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
