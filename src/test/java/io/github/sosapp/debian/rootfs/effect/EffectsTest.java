package io.github.sosapp.debian.rootfs.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectsTest {

    @TempDir
    Path directory;

    @Test
    void rootNobodyAndNonrootAreKnownAndHaveNoShell() throws Exception {
        Map<String, String> files = texts(AccountFiles.entries(List.of()));

        assertThat(files.get("/etc/passwd")).isEqualTo("""
                root:x:0:0:root:/root:/usr/sbin/nologin
                nonroot:x:65532:65532:nonroot:/home/nonroot:/usr/sbin/nologin
                nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
                """);
        assertThat(files.get("/etc/group")).isEqualTo("""
                root:x:0:
                nonroot:x:65532:
                nogroup:x:65534:
                """);
    }

    @Test
    void theUserOfAServiceGetsAHomeThatOnlyItCanRead() throws Exception {
        List<LayerEntry> entries = AccountFiles.entries(
                List.of(new Account("app", 1001, "/home/app"), new Account("other", 65532, "/home/other")));

        assertThat(texts(entries).get("/etc/passwd"))
                .contains("app:x:1001:1001:app:/home/app:/usr/sbin/nologin\n")
                .doesNotContain("other");
        assertThat(entries)
                .contains(
                        LayerEntry.directory("/home/app", 0700, new Owner(1001, 1001)),
                        LayerEntry.directory("/home/nonroot", 0700, new Owner(65532, 65532)));
    }

    @Test
    void anAccountThatWouldBreakItsLineIsRefused() {
        assertThatThrownBy(() -> new Account("evil:x:0", 1001, "/home/app"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the account evil:x:0 with number 1001 and home /home/app cannot be in /etc/passwd
                          why     a name has up to 32 small letters, digits, - and _, a number is not negative, and a home is a\
                         path of letters, digits, . - and _
                          do      choose another name, number or home""");
    }

    @Test
    void certificatesComeSortedInBothForms() throws Exception {
        String one = certificate("One");
        String two = certificate("Two").strip();
        RootTree tree = tree(
                file("/usr/share/ca-certificates/mozilla/Two.crt", two),
                file("/usr/share/ca-certificates/mozilla/One.crt", one),
                file("/usr/share/doc/ca-certificates/examples/Local.crt", "no certificate"));

        List<LayerEntry> entries = TrustAnchors.entries(tree);

        assertThat(texts(entries).get("/etc/ssl/certs/ca-certificates.crt")).isEqualTo(one + two + "\n");
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(new ByteArrayInputStream(bytes(entries, "/etc/ssl/certs/java/cacerts")), "changeit".toCharArray());
        assertThat(Collections.list(store.aliases())).containsExactlyInAnyOrder("debian:one.pem", "debian:two.pem");
        assertThat(store.isCertificateEntry("debian:one.pem")).isTrue();
        assertThat(bytes(TrustAnchors.entries(tree), "/etc/ssl/certs/java/cacerts"))
                .isEqualTo(bytes(entries, "/etc/ssl/certs/java/cacerts"));
    }

    @Test
    void aDamagedCertificateIsRefusedInsteadOfTrustingNobody() throws Exception {
        String damaged = certificate("One").replaceFirst("\nMII", "\nAAA");
        RootTree tree = tree(file("/usr/share/ca-certificates/mozilla/One.crt", damaged));

        assertThatThrownBy(() -> TrustAnchors.entries(tree))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the certificate /usr/share/ca-certificates/mozilla/One.crt of the base's packages cannot be read
                          why     with a damaged certificate in their bundle, programs trust nobody
                          do      use another version of the package that brings it, normally ca-certificates""");
    }

    @Test
    void withoutCertificatesThereIsNoEmptyBundle() throws Exception {
        assertThat(TrustAnchors.entries(tree(file("/etc/hosts", "")))).isEmpty();
    }

    @Test
    void javaAndPythonAreFoundUnderTheirUsualNames() {
        assertThat(RuntimeLinks.entries(
                        tree(file("/usr/lib/jvm/java-17-openjdk-arm64/bin/java", ""), file("/usr/bin/python3.11", ""))))
                .containsExactly(
                        LayerEntry.symlink("/usr/bin/java", "/usr/lib/jvm/java-17-openjdk-arm64/bin/java"),
                        LayerEntry.symlink("/usr/lib/jvm/default-java", "java-17-openjdk-arm64"),
                        LayerEntry.symlink("/usr/bin/python3", "python3.11"),
                        LayerEntry.symlink("/usr/bin/python", "python3"),
                        LayerEntry.directory("/usr/local/lib/python3.11/dist-packages", 0755, Owner.ROOT));
        assertThat(RuntimeLinks.entries(tree(file("/usr/bin/python3.11-config", ""))))
                .isEmpty();
    }

    @Test
    void namesOfLibrariesAreOrderedAsTheLinkerSearches() {
        List<String> names = new ArrayList<>(List.of("libb.so.10", "libb.so.9", "liba.so", "libb.so", "libb-1.so"));
        names.sort(LinkerCache::compareNames);

        assertThat(names).containsExactly("liba.so", "libb-1.so", "libb.so", "libb.so.9", "libb.so.10");
    }

    @Test
    void theMachinesOwnLibrariesAreCachedAsLdconfigDoes() throws Exception {
        Path ldconfig = Required.program("ldconfig", "apt-get install libc-bin");
        Path libraries = Path.of("/usr/lib/x86_64-linux-gnu");
        Required.that(Files.isDirectory(libraries), "this machine is not amd64", "a machine with amd64");
        // Not a temporary directory of JUnit, which warns of each absolute link that it deletes.
        Path root = Path.of("target", "linker-cache").toAbsolutePath();
        Programs.output(directory, "rm", "-rf", root.toString());
        List<LayerEntry> entries =
                new ArrayList<>(List.of(file("/etc/ld.so.conf", "/usr/lib/x86_64-linux-gnu # all\n")));
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("usr/lib/x86_64-linux-gnu"));
        Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        Files.writeString(root.resolve("etc/ld.so.conf"), "/usr/lib/x86_64-linux-gnu # all\n");
        try (var files = Files.list(libraries)) {
            for (Path file :
                    files.filter(path -> path.toString().contains(".so")).toList()) {
                Path copy = root.resolve(Path.of("/").relativize(file));
                if (Files.isSymbolicLink(file)) {
                    String target = Files.readSymbolicLink(file).toString();
                    Files.createSymbolicLink(copy, Path.of(target));
                    entries.add(LayerEntry.symlink(file.toString(), target));
                } else if (Files.isRegularFile(file)) {
                    Files.copy(file, copy);
                    entries.add(LayerEntry.file(file.toString(), 0644, Owner.ROOT, FileContent.of(copy)));
                }
            }
        }

        byte[] cache = bytes(LinkerCache.entries(tree(entries.toArray(LayerEntry[]::new))), "/etc/ld.so.cache");

        Path ours = Files.write(root.resolve("etc/ours"), cache);
        Programs.output(directory, ldconfig.toString(), "-X", "-r", root.toString(), "-C", "/etc/theirs");
        assertThat(String.join("\n", printed(ldconfig, ours)))
                .contains("libz.so.1 (libc6,x86-64)")
                .isEqualTo(String.join("\n", printed(ldconfig, root.resolve("etc/theirs"))));
    }

    private List<String> printed(Path ldconfig, Path cache) {
        return Programs.output(directory, ldconfig.toString(), "-p", "-C", cache.toString())
                .lines()
                .filter(line -> line.startsWith("\t"))
                .toList();
    }

    @Test
    void aDamagedLibraryIsNoLibrary() throws Exception {
        byte[] elf = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, elf, 0, 6);
        elf[16] = 3;
        elf[18] = 62;
        elf[54] = 56;
        elf[56] = 9;
        elf[39] = 0x7f;

        assertThat(SharedLibrary.read(FileContent.of(elf)))
                .map(SharedLibrary::soname)
                .hasValueSatisfying(name -> assertThat(name).isEmpty());
        assertThat(SharedLibrary.read(FileContent.of(new byte[10]))).isEmpty();
        assertThat(SharedLibrary.read(
                        FileContent.of("GROUP ( libc.so.6 )".repeat(9).getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }

    private String certificate(String name) {
        Required.program("openssl", "apt-get install openssl");
        return Programs.output(
                        directory,
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-keyout",
                        directory.resolve("key").toString(),
                        "-subj",
                        "/CN=" + name,
                        "-set_serial",
                        BigInteger.ONE.toString())
                + "\n";
    }

    private static RootTree tree(LayerEntry... entries) {
        RootTree tree = new RootTree();
        tree.produce("test", List.of(entries));
        return tree;
    }

    private static LayerEntry file(String path, String text) {
        return LayerEntry.file(path, 0644, Owner.ROOT, FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> texts(List<LayerEntry> entries) throws Exception {
        Map<String, String> texts = new TreeMap<>();
        for (LayerEntry entry : entries) {
            if (entry.type() == LayerEntry.Type.FILE) {
                texts.put(entry.path(), new String(bytes(entries, entry.path()), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static byte[] bytes(List<LayerEntry> entries, String path) throws Exception {
        for (LayerEntry entry : entries) {
            if (entry.path().equals(path)) {
                try (InputStream content = entry.content().open()) {
                    return content.readAllBytes();
                }
            }
        }
        throw new AssertionError("no " + path);
    }
}
