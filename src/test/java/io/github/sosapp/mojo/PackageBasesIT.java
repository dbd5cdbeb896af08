package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.JavaProject;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import io.github.sosapp.testing.TinyDebian;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java service on packages of an archive, through Maven: its settings, its lock, and what is newer than that. */
public class PackageBasesIT {

    @TempDir
    private Path temporary;

    private TinyDebian debian;
    private ServiceProject service;

    @BeforeEach
    void openArchive() throws Exception {
        debian = TinyDebian.open(temporary.resolve("archive"), Instant.now());
        service = JavaProject.create(temporary.resolve("service"));
    }

    @AfterEach
    void closeArchive() {
        debian.close();
    }

    @Test
    void debianMirrorNamesTheArchiveOfThePackages() throws Exception {
        service.configuration("""
                <debian>
                  <mirror>%s</mirror>
                  <keyring>%s</keyring>
                </debian>
                """.formatted(debian.server().address(), debian.keyring()));

        MavenOutcome outcome = maven(service).succeeds("package");

        assertThat(outcome.says("base       debian bookworm, java17, 11 packages"))
                .as(outcome.toString())
                .isTrue();
        assertThat(outcome.says("the packages of the base are not locked")).isTrue();
        assertThat(debian.server().requests()).contains("GET /" + TinyDebian.inRelease());

        maven(service)
                .run("sos:build", "-Dsos.debian.mirror=https://user:pass@mirror.example.com/debian")
                .failedWith("""
                        auth-service: an address of sos.debian.mirror has a login in it
                          why     a login in an address would be printed and kept
                          from    -Dsos.debian.mirror on the command line
                          do      write the address as in https://mirror.example.com/debian, of a mirror that asks for no login
                        """);
    }

    @Test
    void debianSecurityMirrorNamesThePlaceOfSecurityUpdates() throws Exception {
        try (TinyDebian other = TinyDebian.open(temporary.resolve("other"), Instant.now())) {
            other.putSecurityUpdate(TinyDebian.deb("zlib1g", "1.2-1+deb12u1").file("./lib/libz.so.1", "mended"))
                    .publish();

            MavenBuild build = trusting(maven(service), other)
                    .with("-Dsos.debian.mirror=" + other.server().address());
            build.succeeds(
                    "sos:build", "-Dsos.debian.securityMirror=" + other.server().address() + "-security");
            String mended = service.digest();
            build.run(
                            "sos:build",
                            "-Dsos.debian.securityMirror=" + debian.server().address() + "-nowhere")
                    .failedWith("""
                            auth-service: there is no suite bookworm-security in the archive
                              why     127.0.0.1 answered 404
                              from    -Dsos.debian.mirror on the command line
                              do      check the name of the suite, and that the address of the mirror is that of the directory that holds dists and pool, as in https://mirror.example.com/debian
                              asked   {address}-nowhere/dists/bookworm-security/InRelease
                            """.replace("{address}", debian.server().address()));

            assertThat(other.server().requests())
                    .contains("GET /debian-security/pool/updates/main/z/zlib1g/zlib1g_1.2-1+deb12u1_amd64.deb");
            assertThat(service.digest()).isEqualTo(mended);
        }
    }

    @Test
    void debianKeyringLetsTheArchiveOfACompanyBeBelieved() throws Exception {
        MavenBuild build =
                maven(service).with("-Dsos.debian.mirror=" + debian.server().address());

        build.run("sos:build").failedWith("""
                auth-service: the list of bookworm cannot be believed
                  why     the file has no good signature: key {key} is not known
                  from    -Dsos.debian.mirror on the command line
                  do      set another mirror as sos.debian.mirror; for an archive that is signed with other keys than Debian's, set sos.debian.keyring to the file that holds them
                  asked   {address}/dists/bookworm/InRelease
                """.replace("{key}", debian.signer().keyId())
                .replace("{address}", debian.server().address()));
        assertThat(service.results()).isEmpty();
        build.run("sos:build", "-Dsos.debian.keyring=pom.xml")
                .failedWith("""
                auth-service: sos.debian.keyring = {directory}/pom.xml holds no keys
                  why     it is no file of OpenPGP public keys
                  from    -Dsos.debian.keyring on the command line
                  do      name the file that apt uses for this archive as Signed-By, or remove sos.debian.keyring
                """.replace("{directory}", service.directory().toString()));
        trusting(build, debian).succeeds("sos:build");
    }

    @Test
    void debianImageNamesAnImageThatIsNotAskedWhereThisMachineKnowsAMirror() throws Exception {
        trusting(maven(service), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address())
                .succeeds("sos:build", "-Dsos.debian.image=127.0.0.1:1/library/debian:bookworm-slim");

        trusting(maven(service), debian)
                .run("sos:build", "-Dsos.debian.image=Debian:::")
                .failedWith("""
                        auth-service: sos.debian.image = Debian::: is not an image reference
                          from    -Dsos.debian.image on the command line
                          do      name an image of Debian, for example registry.example.com/debian:bookworm-slim
                        """);
    }

    @Test
    void httpTimeoutIsHowLongAMirrorMayStall() throws Exception {
        MavenBuild build = trusting(maven(service), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address());
        debian.server().spoil(TinyDebian.inRelease(), Fault.stall());

        build.run("sos:build", "-Dsos.http.timeout=1s")
                .failedWith("""
                auth-service: cannot fetch the list of bookworm
                  why     {host} gave no answer for 1 s
                  from    -Dsos.debian.mirror on the command line
                  do      check the network between this machine and 127.0.0.1 and the proxy in settings.xml, or set another mirror as sos.debian.mirror
                  asked   {address}/dists/bookworm/InRelease
                """.replace("{host}", debian.server().host())
                        .replace("{address}", debian.server().address()));

        assertThat(service.results()).isEmpty();
        build.run("sos:build", "-Dsos.http.timeout=0s").failedWith("""
                auth-service: sos.http.timeout = 0s is too short
                  from    -Dsos.http.timeout on the command line
                  do      use 1s or more
                """);
    }

    @Test
    void whatIsLockedStaysTheSameUntilItIsLockedAgain() throws Exception {
        MavenBuild build = trusting(maven(service), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address());
        MavenOutcome none = build.succeeds("sos:outdated", "sos:lock", "sos:build");
        assertThat(none.says("auth-service: no base is locked; mvn compile sos:lock writes sos-lock.json"))
                .as(none.toString())
                .isTrue();
        assertThat(none.says("auth-service: wrote sos-lock.json; commit it")).isTrue();
        assertThat(none.says("not locked: another day")).isFalse();
        String locked = service.digest();
        String lock = Files.readString(service.directory().resolve("sos-lock.json"));
        assertThat(lock).doesNotContain("127.0.0.1");
        debian.put(TinyDebian.deb("libgcc-s1", "13").file("./lib/libgcc_s.so.1", "newer"))
                .putSecurityUpdate(TinyDebian.deb("zlib1g", "1.2-1+deb12u1").file("./lib/libz.so.1", "mended"))
                .publish();

        ServiceProject copy = JavaProject.create(temporary.resolve("copy")).write("sos-lock.json", lock);
        MavenBuild elsewhere = trusting(MavenBuild.of(copy.directory(), temporary.resolve("other-home")), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address());
        MavenOutcome outdated = elsewhere.succeeds("sos:build", "sos:outdated");

        assertThat(copy.digest()).isEqualTo(locked);
        assertThat(outdated.lines())
                .containsSequence(
                        "[INFO]   bookworm/java17  libgcc-s1  12 -> 13  (amd64)",
                        "[INFO]   bookworm/java17  zlib1g  1.2 -> 1.2-1+deb12u1  security update  (amd64)",
                        "[INFO] auth-service: mvn compile sos:lock takes 2 changes");
        assertThat(copy.directory().resolve("sos-lock.json")).hasContent(lock);

        MavenOutcome again = elsewhere.succeeds("sos:lock", "sos:build", "sos:outdated");
        assertThat(again.says("libgcc-s1  12 -> 13  (amd64)")).isTrue();
        assertThat(again.says("auth-service: the base packages:bookworm is up to date"))
                .isTrue();
        assertThat(copy.digest()).isNotEqualTo(locked);
    }

    @Test
    void aLockThatDoesNotFitIsToldBeforeAnythingIsAsked() throws Exception {
        MavenBuild build = trusting(maven(service), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address());
        build.succeeds("sos:lock", "sos:build");
        Map<String, String> before = service.results();
        int asked = debian.server().requests().size();

        build.run("sos:build", "-Dsos.packages=libjemalloc2")
                .failedWith("""
                auth-service: the base bookworm/java17 is not locked as it is wanted
                  why     {directory}/sos-lock.json was written for other packages: it lacks libjemalloc2
                  do      bring the file up to date: mvn compile sos:lock
                """.replace("{directory}", service.directory().toString()));
        service.replace("sos-lock.json", "\"lockVersion\" : 2", "\"lockVersion\" : 7");
        build.run("sos:build")
                .failedWith("""
                auth-service: {directory}/sos-lock.json is not a lock file of this plugin
                  why     its lockVersion is 7, not 2 or older
                  do      restore it from the repository, or write it again: mvn compile sos:lock
                """.replace("{directory}", service.directory().toString()));

        assertThat(service.results()).isNotEmpty().isEqualTo(before);
        assertThat(debian.server().requests()).hasSize(asked);
    }

    @Test
    void aPackageThatVanishedNamesItsSuccessor() throws Exception {
        MavenBuild build = trusting(maven(service), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address());
        build.succeeds("sos:lock");
        debian.put(TinyDebian.deb("libgcc-s1", "13").file("./lib/libgcc_s.so.1", "newer"))
                .remove("netbase")
                .publish();
        debian.server().remove(TinyDebian.pool("libgcc-s1", "12"));
        debian.server().remove(TinyDebian.pool("netbase", "1"));

        trusting(MavenBuild.of(service.directory(), temporary.resolve("other-home")), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address())
                .run("sos:build")
                .failedWith("""
                        auth-service: 2 packages are no longer in the archive
                          why     no mirror has:
                                  libgcc-s1 12 (amd64), now 13
                                  netbase 1 (amd64), without a successor
                          from    -Dsos.debian.mirror on the command line
                          do      take the newer versions with mvn compile sos:lock, or add a mirror that keeps old ones: -Dsos.debian.mirror=https://mirror.example.com/debian,https://snapshot.example.com/archive/debian/20260101T000000Z
                        """);
        assertThat(service.results()).isEmpty();
    }

    @Test
    void anOfflineBuildNamesWhatIsMissing() throws Exception {
        MavenBuild build = trusting(maven(service), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address());

        build.run("-o", "sos:build").failedWith("""
                auth-service: the list of bookworm is not in the cache, and Maven is offline
                  from    -Dsos.debian.mirror on the command line
                  do      run the build once without -o
                """);
        assertThat(debian.server().requests()).isEmpty();
        debian.server().spoil(TinyDebian.pool("netbase", "1"), Fault.status(404));
        build.succeeds("sos:lock");
        build.run("sos:build");
        assertThat(service.results()).isEmpty();
        int asked = debian.server().requests().size();

        build.run("-o", "sos:build").failedWith("""
                auth-service: netbase 1 (amd64) is not in the cache, and Maven is offline
                  do      run the build once without -o
                """);
        assertThat(debian.server().requests()).hasSize(asked);
        assertThat(service.results()).isEmpty();
        debian.server().heal();
        build.succeeds("sos:build");
        debian.close();
        service.write("target/classes/new.properties", "changed=yes\n");
        build.succeeds("-o", "sos:build");
    }

    @Test
    void aMavenOnAnotherJavaNamesThePackagedRuntime() throws Exception {
        Path other = Required.jdk(25);

        trusting(maven(service), debian)
                .with("-Dsos.debian.mirror=" + debian.server().address())
                .environment("JAVA_HOME", other.toString())
                .run("sos:build", "-Dsos.java.runtime=jlink")
                .failedWith("""
                        auth-service: there is no JDK 17 here that could cut a Java runtime
                          why     jlink only cuts modules of its own release; Maven runs on Java 25, and its toolchains name no JDK 17 with jlink
                          do      run Maven with a JDK 17, name one in toolchains.xml, or take the packaged runtime: -Dsos.java.runtime=packaged
                        """);
        assertThat(service.results()).isEmpty();
    }

    private MavenBuild maven(ServiceProject project) {
        return MavenBuild.of(project.directory(), temporary.resolve("home"));
    }

    private static MavenBuild trusting(MavenBuild build, TinyDebian archive) {
        return build.with("-Dsos.debian.keyring=" + archive.keyring());
    }
}
