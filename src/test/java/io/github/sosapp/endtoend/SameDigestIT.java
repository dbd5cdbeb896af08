package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Examples;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever builds one state of a repository, wherever and with whatever Maven and Java, gets one digest: first with an empty
 * cache, then with one that all of them share.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SameDigestIT {

    private static final String SERVICE = "location-service";
    private static final int OTHER_USER = 54321;

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

    @Test
    void inAnotherDirectory() throws Exception {
        assertSame("a directory/with a longer name", build -> build);
    }

    @Test
    void underAnotherUmask() throws Exception {
        assertSame("umask", build -> build.startedBy("sh", "-c", "umask 077; exec \"$0\" \"$@\""));
    }

    @Test
    void inAnotherTimeZoneAndLanguage() throws Exception {
        assertSame(
                "turkish",
                build -> build.environment("TZ", "Asia/Almaty")
                        .environment("LC_ALL", "tr_TR.UTF-8")
                        .environment(
                                "MAVEN_OPTS",
                                "-Duser.language=tr -Duser.country=TR -Duser.timezone=Pacific/Kiritimati -Dfile.encoding=ISO-8859-9"
                                        + " -Duser.home=" + home("turkish")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.7", "3.9.16", "3.10.0", "4.0.0-rc-6"})
    void byAnotherMaven(String version) throws Exception {
        Path maven = Required.TEST_HOME.resolve("maven").resolve(version);
        Required.that(
                Files.isDirectory(maven), "there is no Maven " + version + " in " + maven, "src/it/machine/install");

        assertSame("maven-" + version, build -> build.maven(maven));
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void onAnotherJava(int version) throws Exception {
        Path java = Required.jdk(version);

        assertSame("java-" + version, build -> build.environment("JAVA_HOME", java.toString()));
    }

    /** With an empty cache of Go's, too: it cannot write to that of the first one. */
    @Test
    void byAnotherUser() throws Exception {
        boolean root = Programs.output(work, "id", "-u").equals("0");
        Required.that(root, "only root can become somebody else", "a run of the tests as root");
        Path project = copy("another-user");
        Path home = Files.createDirectories(home("another-user"));
        String owner = OTHER_USER + ":" + OTHER_USER;
        Programs.output(work, "chown", "-R", owner, project.getParent().toString(), home.toString());
        // May read everything, because the local repositories of Maven and Go are often root's and nobody else's.
        String capability = "-all,+dac_read_search";
        // Java asks first whether it may read, and the answer ignores capabilities without this bit.
        String whenAskedToo = "--securebits=+no_setuid_fixup";
        MavenBuild build = maven(project, "another-user")
                .environment("GOCACHE", home.resolve("go-build").toString())
                .startedBy(
                        "setpriv",
                        whenAskedToo,
                        "--reuid=" + OTHER_USER,
                        "--regid=" + OTHER_USER,
                        "--clear-groups",
                        "--inh-caps=" + capability,
                        "--ambient-caps=" + capability);

        build.succeeds("-o", "package");

        assertThat(digest(project)).isEqualTo(expected);
        assertThat(Programs.output(
                        work,
                        "stat",
                        "--format=%u",
                        project.resolve("target/sos/production.digest").toString()))
                .isEqualTo(Integer.toString(OTHER_USER));
    }

    @Test
    void inAParallelReactor() throws Exception {
        Path project = copy("reactor");
        // Packing takes longest and has tests of its own.
        MavenBuild build = maven(project.getParent(), "reactor").with("-Dsos.upx=off");

        build.succeeds("-T2", "package");
        assertThat(digest(project)).isEqualTo(expected);

        build.environment("XDG_CACHE_HOME", shared()).succeeds("-T2", "clean", "package");
        assertThat(digest(project)).isEqualTo(expected);
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
