package io.github.sosapp.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.rootfs.deb.DebWriting;
import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.debian.rootfs.deb.PackageReader;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.TinyDebian;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutRuntimeTest {

    private static final String JMODS = "./usr/lib/jvm/java-17-openjdk-amd64/jmods/";

    @TempDir
    private Path directory;

    private TinyDebian debian;

    @BeforeEach
    void openArchive() {
        debian = TinyDebian.open(directory.resolve("archive"), PackageBases.NOW);
    }

    @AfterEach
    void closeArchive() {
        debian.close();
    }

    /** Writes a runtime of a few files, as jlink lays them out, and keeps what it was asked for. */
    private static final class RecordingJlink implements Jlink {

        private final List<String> arguments = new ArrayList<>();
        private final List<String> modules = new ArrayList<>();

        @Override
        public String version() {
            return "17.0.99";
        }

        @Override
        public void run(List<String> words, Path work) {
            arguments.addAll(words);
            Path modulePath = Path.of(words.get(words.indexOf("--module-path") + 1));
            Path output = Path.of(words.get(words.indexOf("--output") + 1));
            try (Stream<Path> found = Files.list(modulePath)) {
                found.map(file -> file.getFileName().toString()).sorted().forEach(modules::add);
                for (String file : List.of("bin/java", "lib/modules", "lib/jspawnhelper", "lib/security/cacerts")) {
                    Files.createDirectories(output.resolve(file).getParent());
                    Files.writeString(output.resolve(file), file);
                }
                Files.createDirectories(output.resolve("legal/java.sql"));
                Files.createSymbolicLink(output.resolve("legal/java.sql/LICENSE"), Path.of("../java.base/LICENSE"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void onlyFilesThatAreNamedLikeModulesComeOutOfThePackage() throws Exception {
        RecordingJlink jlink = new RecordingJlink();

        cut(
                jlink,
                TinyDebian.deb("openjdk-17-jdk-headless", "17")
                        .file(JMODS + "java.base.jmod", "base")
                        .file(JMODS + "jdk.crypto.ec.jmod", "ec")
                        .file(JMODS + "-J-Devil.jmod", "an option")
                        .file(JMODS + "x.txt", "no module")
                        .file(JMODS + ".jmod", "no name")
                        .directory(JMODS + "directory.jmod", 0755)
                        .symlink(JMODS + "link.jmod", "/etc/passwd"));

        assertThat(jlink.modules).containsExactly("java.base.jmod", "jdk.crypto.ec.jmod");
        assertThat(jlink.arguments)
                .containsSequence("--add-modules", "java.base,java.sql")
                .containsSequence("--endian", "little");
    }

    @Test
    void theRuntimeIsWhereThePackagedOneIsFoundAndItsKeyStoreIsThatOfTheBase() throws Exception {
        Map<String, LayerEntry> entries = cut(
                new RecordingJlink(),
                TinyDebian.deb("openjdk-17-jdk-headless", "17").file(JMODS + "java.base.jmod", "base"));

        assertThat(entries.get("/usr/lib/jvm/java-17/bin/java").mode()).isEqualTo(0755);
        assertThat(entries.get("/usr/lib/jvm/java-17/lib/jspawnhelper").mode()).isEqualTo(0755);
        assertThat(entries.get("/usr/lib/jvm/java-17/lib/modules").mode()).isEqualTo(0644);
        assertThat(link(entries, "/usr/lib/jvm/java-17/legal/java.sql/LICENSE")).isEqualTo("../java.base/LICENSE");
        assertThat(link(entries, "/usr/lib/jvm/java-17/lib/security/cacerts")).isEqualTo("/etc/ssl/certs/java/cacerts");
        assertThat(link(entries, "/usr/bin/java")).isEqualTo("/usr/lib/jvm/java-17/bin/java");
        assertThat(link(entries, "/usr/lib/jvm/default-java")).isEqualTo("java-17");
        try (InputStream status = entries.get("/var/lib/dpkg/status.d/openjdk-17-jdk-headless")
                .content()
                .open()) {
            assertThat(new String(status.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("Package: openjdk-17-jdk-headless\nVersion: 17\n");
        }
    }

    @Test
    void theIdentityNamesEverythingThatDecidesTheFiles() {
        assertThat(new CutRuntime(new RecordingJlink(), 17, List.of("java.base", "java.sql")).identity())
                .isEqualTo("cut 2 jlink 17.0.99 java.base,java.sql");
    }

    @Test
    void theRealJlinkCutsARuntimeThatRuns() throws Exception {
        PlatformBase base = realBases("a")
                .cutBy(JdkJlink.ofThisProcess(Runtime.version().feature()).orElseThrow())
                .on(PackageBases.cutJava("java.base"));
        PlatformBase again = realBases("b").cutBy(program()).on(PackageBases.cutJava("java.base"));

        Path root = Files.createDirectory(directory.resolve("root"));
        Path layer = base.layers().get(base.layers().size() - 1).blob();
        Programs.output(directory, "tar", "-xf", layer.toString(), "-C", root.toString());
        String java = root.resolve("usr/lib/jvm/java-17/bin/java").toString();
        assertThat(Programs.output(directory, java, "--list-modules")).matches("java\\.base@[0-9.]+.*");
        assertThat(again.layers())
                .extracting(each -> each.descriptor().digest())
                .containsExactlyElementsOf(base.layers().stream()
                        .map(each -> each.descriptor().digest())
                        .toList());
        assertThat(directory.resolve("a/java-runtime-linux-amd64")).doesNotExist();
    }

    private PackageBases realBases(String project) throws IOException {
        Path modules = Path.of(System.getProperty("java.home"), "jmods", "java.base.jmod");
        Required.that(
                Files.exists(modules),
                "the JDK that runs the tests has no " + modules,
                "apt-get install openjdk-17-jdk-headless");
        debian.put(TinyDebian.deb("openjdk-17-jdk-headless", "17.0.1")
                        .with("Installed-Size", "200000")
                        .compression("")
                        .file(JMODS + "java.base.jmod", Files.readAllBytes(modules)))
                .publish();
        return new PackageBases(debian, directory.resolve("cache-" + project), directory.resolve(project));
    }

    /** The jlink of the same JDK in a process of its own, as Maven's toolchains give it. */
    private static Jlink program() {
        return JdkJlink.at(
                Path.of(System.getProperty("java.home"), "bin", "jlink"),
                Runtime.version().toString(),
                CommandRunner.ofThisMachine(),
                Map.of());
    }

    private Map<String, LayerEntry> cut(Jlink jlink, DebWriting deb) throws IOException {
        Map<String, LayerEntry> entries = new TreeMap<>();
        Path work = directory.resolve("work");
        try (PackageContent jdk = new PackageReader(1, directory.resolve("spool"), UnpackedPackages.none())
                .read(List.of(deb.write(directory)))
                .get(0)) {
            NamedEntries layer = new CutRuntime(jlink, 17, List.of("java.base", "java.sql")).cut(jdk, work);
            layer.entries().forEach(entry -> entries.put(entry.path(), entry));
            assertThat(layer.name()).isEqualTo("java 17 runtime");
            CutRuntime.delete(work);
            assertThat(work).doesNotExist();
        }
        return entries;
    }

    private static String link(Map<String, LayerEntry> entries, String path) {
        return entries.get(path).linkTarget();
    }
}
