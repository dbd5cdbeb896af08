package io.github.sosapp.base;

import static io.github.sosapp.base.PackageBases.AMD64;
import static io.github.sosapp.base.PackageBases.cutJava;
import static io.github.sosapp.base.PackageBases.java;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.CutFiles;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.TinyDebian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagesSourceTest {

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

    @Test
    void aBaseHasThePackagesOfItsSetAndTheEnvironmentOfAService() throws Exception {
        PlatformBase base = project("a").on(java());

        assertThat(files(base))
                .contains(
                        "usr/lib/libc.so.6",
                        "usr/lib/jvm/java-17-openjdk-amd64/bin/java",
                        "usr/bin/java",
                        "etc/passwd",
                        "var/lib/dpkg/status.d/zlib1g");
        assertThat(base.config().orElseThrow().execution().environment())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
                        "LANG", "C.UTF-8",
                        "SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt"));
        assertThat(base.config().orElseThrow().platform()).isEqualTo(AMD64);
    }

    @Test
    void withoutALockTheNewestPackagesAreTakenAndThatIsSaid() {
        BaseImage base = project("a").source().find(java(), List.of(AMD64));

        assertThat(base.description()).isEqualTo("debian bookworm, java17, 11 packages");
        assertThat(base.label()).isEmpty();
        assertThat(base.warnings())
                .contains("the packages of the base are not locked: another day may give another image;"
                        + " mvn compile sos:lock pins them")
                .anyMatch(warning -> warning.contains("bookworm-updates is not there"));
        assertThat(base.toJson().at("/packages/linux~1amd64/2/name").asText()).isEqualTo("libc-bin");
        assertThat(base.toJson().at("/packages/linux~1amd64/2/reason").asText()).isEqualTo("the locale C.UTF-8");
        assertThat(base.toJson().at("/leftOut/libnss3").asText()).contains("cryptography");
    }

    @Test
    void aLockDecidesThePackagesAndTheArchiveIsNotAskedForItsLists() throws Exception {
        BaseLock lock = project("a").locked(java());
        debian.put(TinyDebian.deb("zlib1g", "9").file("./lib/libz.so.1", "newer"))
                .publish();
        int before = debian.server().requests().size();

        BaseImage base = project("b").lockedBy(lock).source().find(java(), List.of(AMD64));
        PlatformBase built = base.on(AMD64, project("b").blobs());

        assertThat(base.warnings()).isEmpty();
        assertThat(file(built, "usr/lib/libz.so.1")).isEqualTo("zlib");
        assertThat(debian.server()
                        .requests()
                        .subList(before, debian.server().requests().size()))
                .hasSize(11)
                .allMatch(request -> request.startsWith("GET /debian/pool/"));
    }

    @Test
    void aLockForOtherPackagesIsRefusedWithTheDifference() {
        BaseLock lock = project("a").locked(java("netbase"));

        assertThatThrownBy(() -> project("a").lockedBy(lock).source().find(java("libjemalloc2"), List.of(AMD64)))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        the base bookworm/java17 is not locked as it is wanted
                          why     sos-lock.json was written for other packages: it lacks libjemalloc2
                          do      bring the file up to date: mvn compile sos:lock""");
        assertThatThrownBy(() -> project("a").lockedBy(lock).source().find(cutJava("java.base"), List.of(AMD64)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos-lock.json has no packages of bookworm/java17-jlink for amd64");
    }

    @Test
    void aLockForAnotherPlatformIsRefused() {
        BaseLock lock = project("a").locked(java());

        assertThatThrownBy(() -> project("a")
                        .lockedBy(lock)
                        .source()
                        .find(java(), List.of(AMD64, Platform.parse("linux/arm64"))))
                .hasMessageContaining("why     sos-lock.json has no packages of bookworm/java17 for arm64");
    }

    @Test
    void theSameBaseHasTheSameBytesInEveryDirectoryAndOrder() throws Exception {
        PlatformBase first = project("a").on(java());
        PlatformBase second =
                new PackageBases(debian, directory.resolve("other-cache"), directory.resolve("b")).on(java());

        assertThat(descriptors(second)).isEqualTo(descriptors(first));
        assertThat(second.config().orElseThrow().bytes())
                .isEqualTo(first.config().orElseThrow().bytes());
    }

    @Test
    void anotherBuildOfTheProjectAssemblesNothing() {
        PlatformBase first = project("a").on(java());
        List<String> pool = takeAwayAllPackages();

        assertThat(descriptors(project("a").on(java()))).isEqualTo(descriptors(first));
        assertThat(pool).hasSize(11);
    }

    @Test
    void aDamagedLayerIsMadeAgain() throws Exception {
        PackageBases bases = project("a");
        PlatformBase first = bases.on(java());
        for (Layer layer : first.layers()) {
            damage(layer.descriptor().digest());
        }

        PlatformBase second = bases.on(java());

        assertThat(descriptors(second)).isEqualTo(descriptors(first));
        for (Layer layer : second.layers()) {
            assertThat(Digest.ofFile(layer.blob())).isEqualTo(layer.descriptor().digest());
        }
        takeAwayAllPackages();
        assertThat(descriptors(bases.on(java()))).isEqualTo(descriptors(first));
    }

    @Test
    void aDamagedPackageInTheCacheIsFetchedAgain() throws Exception {
        PlatformBase first = project("a").on(java());
        byte[] deb = debian.server().get(TinyDebian.pool("zlib1g", "1.2"));
        Path cached =
                directory.resolve("cache/blobs/sha256").resolve(Digest.of(deb).hex());
        Files.writeString(cached, "damaged");

        assertThat(descriptors(project("b").on(java()))).isEqualTo(descriptors(first));
        assertThat(cached).hasBinaryContent(deb);
        assertThat(debian.server().requests().stream().filter(request -> request.contains("zlib1g")))
                .hasSize(2);
    }

    @Test
    void aBaseHasTheSameBytesFromPackagesAndFromWhatIsKeptUnpackedOfThem() throws Exception {
        PlatformBase first = project("a").on(java());
        Path unpacked = directory.resolve("cache/projects/a/unpacked-1");
        try (Stream<Path> notes = Files.list(unpacked)) {
            assertThat(notes).hasSize(11);
        }

        forgetLayers(first);
        assertThat(descriptors(project("a").on(java()))).isEqualTo(descriptors(first));

        forgetLayers(first);
        try (Stream<Path> notes = Files.list(unpacked)) {
            for (Path note : notes.toList()) {
                Files.delete(note);
            }
        }
        assertThat(descriptors(project("a").on(java()))).isEqualTo(descriptors(first));
    }

    @Test
    void aPackageMoreLeavesTheLayersOfTheSetAsTheyAre() throws Exception {
        debian.put(TinyDebian.deb("libjemalloc2", "5")
                        .with("Depends", "libjemalloc-data")
                        .file("./usr/lib/libjemalloc.so.2", "jemalloc"))
                .put(TinyDebian.deb("libjemalloc-data", "5").file("./usr/share/jemalloc", "data"))
                .publish();

        PlatformBase plain = project("a").on(java());
        PlatformBase more = project("b").on(java("libjemalloc2"));

        assertThat(descriptors(more)).hasSize(descriptors(plain).size() + 1).containsAll(descriptors(plain));
        List<Layer> added = more.layers().stream()
                .filter(layer -> plain.layers().stream()
                        .noneMatch(known -> known.diffId().equals(layer.diffId())))
                .toList();
        assertThat(Programs.output(directory, "tar", "-tf", added.get(0).blob().toString()))
                .contains("usr/lib/libjemalloc.so.2", "usr/share/jemalloc");
    }

    @Test
    void whatIsCutFromThePackagesIsListedByRule() {
        debian.put(TinyDebian.deb("zlib1g", "1.3")
                        .file("./lib/libz.so.1", "zlib")
                        .file("./usr/share/doc/zlib1g/copyright", "licence")
                        .file("./usr/share/doc/zlib1g/changelog.gz", "12345")
                        .file("./usr/share/doc/zlib1g/examples/more.c", "123"))
                .publish();
        CutFiles documents =
                new CutFiles("*", "/usr/share/doc/*/**", "changelogs, examples and notes for administrators", 2, 8);
        BaseImage base = project("a").source().find(java(), List.of(AMD64));

        assertThat(base.cut(AMD64)).isEmpty();
        assertThat(base.toJson().path("rulesForFiles"))
                .extracting(rule ->
                        rule.path("do").asText() + " " + rule.path("paths").asText())
                .startsWith("keep /usr/share/doc/*/copyright", "keep /usr/share/doc/*", "cut /usr/share/doc/*/**")
                .contains("cut /usr/share/man/")
                .doesNotContain("keep /etc/ssl/");
        base.on(AMD64, project("a").blobs());
        assertThat(base.cut(AMD64)).contains(documents);

        BaseImage unchanged = project("a").source().find(java(), List.of(AMD64));
        unchanged.on(AMD64, project("a").blobs());
        assertThat(unchanged.cut(AMD64)).isEqualTo(base.cut(AMD64));
    }

    @Test
    void aVanishedPackageNamesItsSuccessor() {
        BaseLock lock = project("a").locked(java());
        debian.server().remove(TinyDebian.pool("zlib1g", "1.2"));
        debian.put(TinyDebian.deb("zlib1g", "1.3").file("./lib/libz.so.1", "newer"))
                .publish();
        debian.server().remove(TinyDebian.pool("zlib1g", "1.2"));

        assertThatThrownBy(() -> new PackageBases(debian, directory.resolve("other-cache"), directory.resolve("b"))
                        .lockedBy(lock)
                        .on(java()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("""
                        zlib1g 1.2 (amd64) is no longer in the archive
                          why     no mirror has:
                                  zlib1g 1.2 (amd64), now 1.3
                        """);
        assertThat(directory.resolve("b/blobs")).doesNotExist();
    }

    @Test
    void aFailureInTheMiddleLeavesNothingAndTheNextBuildWorks() {
        debian.server().spoil(TinyDebian.pool("zlib1g", "1.2"), Fault.status(404));
        assertThatThrownBy(() -> project("a").on(java())).isInstanceOf(BuildFailure.class);
        assertThat(directory.resolve("a/blobs")).doesNotExist();

        debian.server().heal();
        assertThat(project("a").on(java()).layers()).isNotEmpty();
    }

    @Test
    void aLockHasThePackagesOfARuntimeThatIsCutAndOfItsModules() {
        debian.put(TinyDebian.deb("openjdk-17-jdk-headless", "17.0.1").file("./usr/lib/jvm/x", "modules"))
                .publish();

        String text = new String(project("a").locked(cutJava("java.base")).bytes());

        assertThat(text)
                .contains("\"base\" : \"bookworm/java17-jlink\"", "\"base\" : \"bookworm/java17-modules\"")
                .contains("openjdk-17-jdk-headless")
                .doesNotContain("openjdk-17-jre-headless", "127.0.0.1");
    }

    @Test
    void withoutAJdkOfThatReleaseThePackagedRuntimeIsNamed() {
        assertThatThrownBy(() -> project("a").source().find(cutJava("java.base"), List.of(AMD64)))
                .isInstanceOf(BuildFailure.class)
                .hasMessage(
                        PackagesSource.noJlink(17, Runtime.version().feature()).getMessage());
        assertThat(PackagesSource.noJlink(17, 21)).hasMessage("""
                        there is no JDK 17 here that could cut a Java runtime
                          why     jlink only cuts modules of its own release; Maven runs on Java 21, and its toolchains name no JDK 17 with jlink
                          do      run Maven with a JDK 17, name one in toolchains.xml, or take the packaged runtime: -Dsos.java.runtime=packaged""");
    }

    @Test
    void aJavaOfThatReleaseWithoutJlinkIsToldApart() {
        assertThat(PackagesSource.noJlink(17, 17)).hasMessage("""
                        there is no JDK 17 here that could cut a Java runtime
                          why     Maven runs on a Java 17 without jlink, such as a JRE, and its toolchains name no JDK 17 with jlink
                          do      run Maven with a JDK 17, name one in toolchains.xml, or take the packaged runtime: -Dsos.java.runtime=packaged""");
    }

    @Test
    void aBaseWithPythonIsCompiledByItsOwnInterpreter() {
        debian.put(TinyDebian.deb("python3.11-minimal", "3.11.2").file("./usr/bin/python3.11", 0755, "no program"))
                .publish();
        BaseRequest compiled = java("python3.11-minimal");
        BaseRequest plain = new BaseRequest(
                compiled.base(), compiled.origin(), compiled.packages().compiled(false));

        assertThatThrownBy(() -> project("a").on(compiled))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("there is no /usr/bin/python3.11 with its standard library in the base");
        assertThat(project("a").on(plain).layers()).isNotEmpty();
        assertThat(project("a").source().find(compiled, List.of(AMD64)).toJson())
                .isNotEqualTo(project("a").source().find(plain, List.of(AMD64)).toJson());
    }

    @Test
    void aWordThatIsNoSuiteIsRefused() {
        BaseRequest request = new BaseRequest("packages:../etc", "pom.xml", BaseRequest.Packages.of("java17"));

        assertThat(project("a").source().provides(request)).isTrue();
        assertThat(project("a").source().provides(BaseRequest.of("ghcr.io/team/base", "pom.xml")))
                .isFalse();
        assertThatThrownBy(() -> project("a").source().find(request, List.of(AMD64)))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.base = packages:../etc names no suite of Debian
                          from    pom.xml
                          do      use for example packages:bookworm""");
    }

    private PackageBases project(String name) {
        return new PackageBases(debian, directory.resolve("cache"), directory.resolve(name));
    }

    private void forgetLayers(PlatformBase base) throws IOException {
        try (Stream<Path> remembered = Files.walk(directory.resolve("cache/projects/a"))) {
            for (Path file : remembered.filter(Files::isRegularFile).toList()) {
                if (!file.getParent().endsWith("unpacked-1")) {
                    Files.delete(file);
                }
            }
        }
        for (Layer layer : base.layers()) {
            Files.deleteIfExists(directory
                    .resolve("cache/blobs/sha256")
                    .resolve(layer.descriptor().digest().hex()));
            Files.deleteIfExists(directory
                    .resolve("a/blobs")
                    .resolve(layer.descriptor().digest().hex()));
        }
    }

    private void damage(Digest layer) throws IOException {
        for (Path place : List.of(directory.resolve("a/blobs"), directory.resolve("cache/blobs/sha256"))) {
            Path blob = place.resolve(layer.hex());
            if (Files.exists(blob)) {
                Files.writeString(blob, "damaged");
            }
        }
    }

    /** From the server and from the cache. */
    private List<String> takeAwayAllPackages() {
        List<String> taken = new ArrayList<>();
        for (String request : List.copyOf(debian.server().requests())) {
            String path = request.replaceFirst("GET /", "");
            if (path.endsWith(".deb") && debian.server().get(path) != null) {
                Path cached = directory
                        .resolve("cache/blobs/sha256")
                        .resolve(Digest.of(debian.server().get(path)).hex());
                assertThat(cached).exists();
                assertThat(cached.toFile().delete()).isTrue();
                debian.server().remove(path);
                taken.add(path);
            }
        }
        return taken;
    }

    private static List<String> descriptors(PlatformBase base) {
        return base.layers().stream()
                .map(layer -> layer.descriptor().toJson().toString())
                .toList();
    }

    private List<String> files(PlatformBase base) {
        return base.layers().stream().flatMap(this::listed).toList();
    }

    private Stream<String> listed(Layer layer) {
        return Programs.output(directory, "tar", "-tf", layer.blob().toString()).lines();
    }

    private String file(PlatformBase base, String name) {
        Layer holding = base.layers().stream()
                .filter(layer -> listed(layer).anyMatch(name::equals))
                .findFirst()
                .orElseThrow();
        return Programs.output(directory, "tar", "-xOf", holding.blob().toString(), name);
    }
}
