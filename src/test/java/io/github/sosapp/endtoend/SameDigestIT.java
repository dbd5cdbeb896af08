package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.image.Json;
import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever builds one state of a repository, wherever and with whatever Maven and Java, gets one digest: first with an empty
 * cache, then with one that all of them share.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SameDigestIT {

    private static final String SERVICE = "location-service";
    private static final int OTHER_USER = 54321;
    private static final String CANARY = "canary-4711";

    /**
     * Puts the repository, in another order, on a file system that lists the newest file first, with the results elsewhere
     * because it lies in memory, prints that order, and becomes a user who may read everything: the local repositories of Maven
     * and Go are often root's and nobody else's. Java asks first whether it may read, and the answer ignores capabilities
     * without that bit.
     */
    private static final String AS_ANOTHER_USER = """
            set -e
            here=$PWD
            mount -t tmpfs none "$here"
            cd "$here"
            (cd "$ORIGINAL" && find . -type f | sort -r) | tar -C "$ORIGINAL" -cf - -T - | tar -xf -
            ls -U | tr '\\n' ' '; echo
            (cd "$ORIGINAL" && find . -name pom.xml -printf '%h/target\\n') | while read -r target; do
              mkdir -p "$target" "$TARGETS/$target"
              mount --bind "$TARGETS/$target" "$target"
            done
            chown -R USER:USER . "$TARGETS"
            umask 077
            exec setpriv --securebits=+no_setuid_fixup --reuid=USER --regid=USER --clear-groups \\
              --inh-caps=-all,+dac_read_search --ambient-caps=-all,+dac_read_search "$0" "$@"
            """.replace("USER", Integer.toString(OTHER_USER));

    /** Prints the layers that hold one of the words. */
    private static final String FIND_TRACES = """
            find . -path '*/blobs/sha256/*' -type f | sort | while read -r blob; do
              for word in "$@"; do
                if zcat --force "$blob" | grep --quiet --text --fixed-strings -- "$word"; then echo "$word in $blob"; fi
              done
            done
            """;

    private Path work;
    private Path original;
    private String expected;

    @BeforeAll
    void buildOnce(@TempDir Path directory) throws Exception {
        Required.program("go", "the Go distribution");
        work = directory;
        Examples examples = Examples.copyTo(work.resolve("original"), "1.4.0");
        original = examples.directory();
        Path first = copy("first");
        // Also has fetched everything that Maven needs before one after another builds without a network.
        maven(first, "first").succeeds("package");
        expected = digest(first);
    }

    /** Every one in a directory of another name, each with something else that is not as usual. */
    @Test
    void byTheOldestMavenInADirectoryWithALongName() throws Exception {
        assertSame("a directory/with a longer name", build -> build.maven(maven("3.8.7")));
    }

    @Test
    void byTheLastMaven3UnderAnotherUmask() throws Exception {
        assertSame(
                "umask", build -> build.maven(maven("3.10.0")).startedBy("sh", "-c", "umask 077; exec \"$0\" \"$@\""));
    }

    @Test
    void inAnotherTimeZoneAndLanguage() throws Exception {
        assertSame(
                "turkish",
                build -> build.maven(maven("3.9.16"))
                        .environment("TZ", "Asia/Almaty")
                        .environment("LC_ALL", "tr_TR.UTF-8")
                        .environment(
                                "MAVEN_OPTS",
                                "-Duser.language=tr -Duser.country=TR -Duser.timezone=Pacific/Kiritimati -Dfile.encoding=ISO-8859-9"
                                        + " -Duser.home=" + home("turkish")));
    }

    @Test
    void byMaven4OnAnotherJava() throws Exception {
        Path java = Required.jdk(25);

        assertSame("maven 4", build -> build.maven(maven("4.0.0-rc-6")).environment("JAVA_HOME", java.toString()));
    }

    private static Path maven(String version) {
        Path maven = Required.TEST_HOME.resolve("maven").resolve(version);
        Required.that(
                Files.isDirectory(maven), "there is no Maven " + version + " in " + maven, "src/it/machine/install");
        return maven;
    }

    /**
     * All examples by one {@code mvn -T2}, then by somebody else: another user and umask, another home, directories that list
     * their files in another order, an empty build cache of Go, and secrets in the environment.
     */
    @Test
    void everyLanguageInAParallelReactorOfAnotherUser() throws Exception {
        Required.that(Programs.output(work, "id", "-u").equals("0"), "only root can become somebody else", "root");
        Path here = copy("reactor").getParent();
        reactor(here, "reactor").succeeds("-T2", "package");
        assertThat(digest(here.resolve(SERVICE))).isEqualTo(expected);
        SortedMap<String, String> digests = digestsForArm64(here);
        assertThat(digests).hasSize(13);

        Path there = Files.createDirectories(work.resolve("somewhere else"));
        Path targets = Files.createDirectories(work.resolve("targets"));
        Path home = Files.createDirectories(home("another-user"));
        Programs.output(work, "cp", "-a", home("reactor").resolve(".npm").toString(), home.toString());
        Programs.output(
                work,
                "cp",
                "-a",
                EngineImages.SHARED_CACHE.toString(),
                home.resolve(".cache").toString());
        // Packages are there, but no layer, no base and nothing that was remembered.
        for (String made : List.of("blobs", "projects")) {
            Programs.output(
                    work,
                    "rm",
                    "-r",
                    home.resolve(".cache/sos-maven-plugin/" + made).toString());
        }
        Programs.output(work, "chown", "-R", OTHER_USER + ":" + OTHER_USER, home.toString());
        MavenOutcome outcome = reactor(there, "another-user")
                .environment("XDG_CACHE_HOME", home.resolve(".cache").toString())
                .environment("GOCACHE", home.resolve("go-build").toString())
                .environment("SECRET_TOKEN", CANARY)
                .environment("AWS_SECRET_ACCESS_KEY", CANARY)
                .environment("NPM_TOKEN", CANARY)
                .environment("ORIGINAL", original.toString())
                .environment("TARGETS", targets.toString())
                .startedBy("unshare", "--mount", "sh", "-c", AS_ANOTHER_USER)
                .succeeds("-T2", "package", "-Dsos.platforms=linux/arm64");

        assertThat(outcome.lines().get(0))
                .as("the order of the files")
                .isNotEqualTo(Programs.output(original, "ls", "-U").replace('\n', ' '));
        SortedMap<String, String> others = digestsForArm64(targets);
        // What Quarkus's own build generates is another thing every time; the README says so.
        assertThat(List.of(digests, others)).allMatch(all -> all.remove("quarkus/target/sos") != null);
        assertThat(others).isEqualTo(digests);
        assertThat(Programs.output(
                        work,
                        "stat",
                        "--format=%u %a",
                        targets.resolve(SERVICE + "/target/sos").toString()))
                .isEqualTo(OTHER_USER + " 700");
        assertThat(Programs.output(
                        targets,
                        "sh",
                        "-c",
                        FIND_TRACES,
                        "sh",
                        CANARY,
                        work.toString(),
                        System.getProperty("user.home") + "/.m2"))
                .as("layers that tell of the machine that built them")
                .isEmpty();
    }

    private MavenBuild reactor(Path directory, String name) {
        // Packing takes longest and has tests of its own.
        return maven(directory, name)
                .with("-Dsos.upx=off")
                .environment("XDG_CACHE_HOME", EngineImages.SHARED_CACHE.toString());
    }

    /** Of the manifest for one platform of every image below a directory, by the place of its results. */
    private static SortedMap<String, String> digestsForArm64(Path directory) throws Exception {
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.endsWith("production.json")).toList()) {
                for (JsonNode platform : Json.parse(Files.readAllBytes(file)).path("platforms")) {
                    if (platform.path("platform").asText().equals("linux/arm64")) {
                        digests.put(
                                directory.relativize(file.getParent()).toString(),
                                platform.at("/manifest/digest").asText());
                    }
                }
            }
        }
        return digests;
    }

    @Test
    void byTwoMavensAtOnceOnOneCache() throws Exception {
        Path one = copy("at-once-1");
        Path other = copy("at-once-2");
        String cache = work.resolve("cache of two").toString();
        MavenBuild build = maven(one, "at-once-1").environment("XDG_CACHE_HOME", cache);
        MavenBuild otherBuild = maven(other, "at-once-2").environment("XDG_CACHE_HOME", cache);

        Process running = build.start("package");
        otherBuild.succeeds("package");

        assertThat(running.waitFor()).as(Files.readString(build.log())).isZero();
        assertThat(digest(one)).isEqualTo(expected);
        assertThat(digest(other)).isEqualTo(expected);
    }

    private void assertSame(String name, UnaryOperator<MavenBuild> change) throws Exception {
        Path project = copy(name);
        MavenBuild build = change.apply(maven(project, name));

        MavenOutcome alone = build.succeeds("package");
        assertThat(digest(project)).as(alone.toString()).isEqualTo(expected);

        Programs.output(work, "rm", "-r", project.resolve("target").toString());
        MavenOutcome shared = build.environment("XDG_CACHE_HOME", shared()).succeeds("package");
        assertThat(digest(project)).as(shared.toString()).isEqualTo(expected);
    }

    private MavenBuild maven(Path project, String name) {
        return MavenBuild.of(project, home(name));
    }

    private Path home(String name) {
        return work.resolve("home-of-" + name.replaceAll("[ /]", "-"));
    }

    private String shared() {
        return work.resolve("shared cache").toString();
    }

    /** The service in a copy of the whole repository. */
    private Path copy(String name) throws Exception {
        Path copy = work.resolve("copies").resolve(name);
        Files.createDirectories(copy.getParent());
        Programs.output(work, "cp", "-a", original.toString(), copy.toString());
        return copy.resolve(SERVICE);
    }

    private static String digest(Path project) throws Exception {
        return Files.readString(project.resolve("target/sos/production.digest")).strip();
    }
}
