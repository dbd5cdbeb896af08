package io.github.sosapp.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseLockTest {

    private static final WantedPackages AMD64 = wanted("amd64", "libc6", "zlib1g");
    private static final WantedPackages ARM64 = wanted("arm64", "libc6", "zlib1g");

    private static final LockUser AUTH = new LockUser("services/auth", "production");
    private static final LockUser MAPS = new LockUser("services/maps", "development");

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        BaseLock lock = empty().with(AMD64, List.of(locked("libc6", "2.36"), locked("zlib1g", "1.2")))
                .with("eclipse-temurin:21-jre", Digest.of("image".getBytes(StandardCharsets.UTF_8)));

        BaseLock read = BaseLock.read(written(lock.bytes()));

        assertThat(read.packages(AMD64)).contains(List.of(locked("libc6", "2.36"), locked("zlib1g", "1.2")));
        assertThat(read.image("eclipse-temurin:21-jre")).contains(Digest.of("image".getBytes(StandardCharsets.UTF_8)));
        assertThat(read.packages(ARM64)).isEmpty();
        assertThat(read.image("another")).isEmpty();
        assertThat(read.bytes()).isEqualTo(lock.bytes());
        assertThat(read.origin()).isEqualTo(file().toString());
    }

    @Test
    void theOrderInWhichBasesWereLockedDoesNotMatter() {
        BaseLock one = empty().with(AMD64, List.of(locked("libc6", "2.36")))
                .with(ARM64, List.of(locked("libc6", "2.36")))
                .with("b", Digest.of(new byte[1]))
                .with("a", Digest.of(new byte[2]));
        BaseLock other = empty().with("a", Digest.of(new byte[2]))
                .with("b", Digest.of(new byte[1]))
                .with(wanted("arm64", "zlib1g", "libc6"), List.of(locked("libc6", "2.36")))
                .with(AMD64, List.of(locked("libc6", "2.36")));

        assertThat(other.bytes()).isEqualTo(one.bytes());
    }

    @Test
    void theFileReadsWellAndNamesNoHost() throws Exception {
        String text =
                new String(empty().with(AMD64, List.of(locked("zlib1g", "1.2"))).bytes(), StandardCharsets.UTF_8);

        assertThat(text)
                .startsWith("{\n  \"lockVersion\" : 2,\n  \"bases\" : [")
                .endsWith("}\n")
                .doesNotContain("http", "\r");
        assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8))
                        .at("/bases/0/packages/0/path")
                        .asText())
                .isEqualTo("pool/main/z/zlib1g/zlib1g_1.2_amd64.deb");
    }

    @Test
    void theVersionsOfToolsAreReadAgain() throws Exception {
        BaseLock lock = empty().writtenBy(AUTH).withTool("npm", "11.0.0").withTool("node", "20.19.2");

        BaseLock read = BaseLock.read(written(lock.bytes()));

        assertThat(read.tools()).hasToString("{node=20.19.2, npm=11.0.0}");
        assertThat(read.bytes()).isEqualTo(lock.bytes());
        assertThat(Json.parse(lock.bytes()).at("/tools/npm").toString())
                .isEqualTo("{\"version\":\"11.0.0\",\"neededBy\":[\"services/auth production\"]}");
    }

    @Test
    void aToolOfAnotherVersionThanTheLockHasIsRefused() {
        BaseLock lock = empty().withTool("npm", "11.0.0");

        lock.requireTools(new TreeMap<>(Map.of("npm", "11.0.0", "node", "20.19.2")));
        assertThatThrownBy(() -> lock.requireTools(new TreeMap<>(Map.of("npm", "11.0.1"))))
                .hasMessage("""
                        the lock names npm 11.0.0, and this machine has 11.0.1
                          why     another version may make another image of the same sources
                          from    %s
                          do      install npm 11.0.0, or lock what is here: mvn compile sos:lock""".formatted(lock.origin()));
    }

    @Test
    void aToolThatNobodyNeedsAnyMoreIsDroppedAndSaid() {
        BaseLock before = empty().writtenBy(AUTH).withTool("npm", "11.0.0").withTool("upx", "4.2.2");

        BaseLock after = before.writtenBy(AUTH).withTool("npm", "11.0.1").tidied(true, user -> true);

        assertThat(after.tools()).hasToString("{npm=11.0.1}");
        assertThat(after.changesSince(before))
                .containsExactly("npm  11.0.0 -> 11.0.1", "upx  dropped: no module needs it");
        assertThat(before.changesSince(empty())).containsExactly("npm  new -> 11.0.0", "upx  new -> 4.2.2");
    }

    @Test
    void aDamagedFileIsNoLock() {
        refused(
                "{\"lockVersion\": 1, \"bases\"",
                "is not a lock file of this plugin",
                "restore it from the repository, or write it again: mvn compile sos:lock");
        refused("[]", "is not a lock file of this plugin");
        refused("", "is not a lock file of this plugin");
    }

    @Test
    void aFileOfAnotherVersionIsNoLock() {
        refused("{\"lockVersion\": 3}", "its lockVersion is 3, not 2 or older");
        refused("{}", "its lockVersion is missing, not 2 or older");
    }

    @Test
    void aPathThatLeadsOutOfTheArchiveIsRefused() throws Exception {
        for (String path : List.of("../../etc/passwd.deb", "/etc/passwd.deb", "pool/../../x.deb", "https://x/y.deb")) {
            ObjectNode json = Json.parse(
                    empty().with(AMD64, List.of(locked("zlib1g", "1.2"))).bytes());
            ((ObjectNode) json.at("/bases/0/packages/0")).put("path", path);

            refused(json.toString(), "\"zlib1g\" at \"" + path + "\" is not a package of an archive");
        }
    }

    @Test
    void aDigestThatIsNoneIsRefused() throws Exception {
        ObjectNode json =
                Json.parse(empty().with(AMD64, List.of(locked("zlib1g", "1.2"))).bytes());
        ((ObjectNode) json.at("/bases/0/packages/0")).put("sha256", "none");

        refused(json.toString(), "is not a lock file of this plugin");
    }

    @Test
    void aLockThatIsTooOldSaysWhatItLacksAndWhatItStillHas() {
        BaseLock lock = empty().with(AMD64, List.of(locked("libc6", "2.36")));

        assertThat(lock.lacks(wanted("amd64", "libc6", "libjemalloc2")))
                .isEqualTo("sos-lock.json was written for other packages:"
                        + " it lacks libjemalloc2 and it still has zlib1g");
        assertThat(lock.lacks(wanted("amd64", "libc6", "zlib1g", "aa", "bb")))
                .isEqualTo("sos-lock.json was written for other packages: it lacks aa, bb");
        assertThat(lock.lacks(wanted("amd64", "libc6")))
                .isEqualTo("sos-lock.json was written for other packages: it still has zlib1g");
        assertThat(lock.lacks(wanted("arm64", "libc6")))
                .isEqualTo("sos-lock.json has no packages of bookworm/java17 for arm64");
    }

    @Test
    void changesNameNewChangedAndUnneededPackagesOnceForAllArchitectures() {
        BaseLock before = empty().with(AMD64, List.of(locked("libc6", "2.36"), locked("gone", "1")))
                .with(ARM64, List.of(locked("libc6", "2.36"), locked("gone", "1")))
                .with("image", Digest.of(new byte[1]));
        BaseLock after = empty().with(AMD64, List.of(locked("libc6", "2.37"), locked("zlib1g", "1.2")))
                .with(ARM64, List.of(locked("libc6", "2.37")))
                .with("image", Digest.of(new byte[2]))
                .with("other", Digest.of(new byte[3]));

        assertThat(after.changesSince(before))
                .containsExactly(
                        "bookworm/java17  gone  1 -> not needed  (amd64, arm64)",
                        "bookworm/java17  libc6  2.36 -> 2.37  (amd64, arm64)",
                        "bookworm/java17  zlib1g  new -> 1.2  (amd64)",
                        "image  " + Digest.of(new byte[1]).abbreviated() + " -> "
                                + Digest.of(new byte[2]).abbreviated(),
                        "other  new -> " + Digest.of(new byte[3]).abbreviated());
        assertThat(after.changesSince(after)).isEmpty();
    }

    @Test
    void aSecurityUpdateIsMarked() {
        BaseLock before = empty().with(AMD64, List.of(locked("libc6", "2.36")));
        BaseLock after = empty().with(
                        AMD64, List.of(locked("libc6", "2.36-1", "pool/updates/main/g/glibc/libc6_2.36-1_amd64.deb")));

        assertThat(after.changesSince(before))
                .containsExactly("bookworm/java17  libc6  2.36 -> 2.36-1  security update  (amd64)");
    }

    @Test
    void aPackageThatMovedButIsTheSameIsNoChange() {
        BaseLock before =
                empty().with(AMD64, List.of(locked("libc6", "2.36", "pool/updates/main/g/glibc/libc6_2.36_amd64.deb")));
        BaseLock after = empty().with(AMD64, List.of(locked("libc6", "2.36")));

        assertThat(after.changesSince(before)).isEmpty();
    }

    @Test
    void packagesOfAnOtherWishAreComparedWithTheNearestOne() {
        BaseLock before = empty().with(AMD64, List.of(locked("libc6", "2.36"), locked("zlib1g", "1.2")));
        BaseLock after = before.with(
                wanted("amd64", "libc6", "zlib1g", "more"),
                List.of(locked("libc6", "2.36"), locked("zlib1g", "1.2"), locked("more", "3")));

        assertThat(after.changesSince(before)).containsExactly("bookworm/java17  more  new -> 3  (amd64)");
    }

    @Test
    void aLockOfTheFirstVersionIsRead() throws Exception {
        String digest = Digest.of(new byte[1]).toString();
        String first = """
                {"lockVersion": 1,
                 "bases": [{"base": "bookworm/java17", "architecture": "amd64", "wanted": ["libjemalloc2", "zlib1g"],
                   "packages": [
                     {"name": "libc6", "version": "2", "architecture": "amd64", "source": "glibc",
                      "path": "pool/libc6.deb", "size": 1, "sha256": "DIGEST", "reason": "libjemalloc2 -> libc6 (>= 2.34)"},
                     {"name": "zlib1g", "version": "1", "architecture": "amd64", "source": "zlib",
                      "path": "pool/zlib1g.deb", "size": 1, "sha256": "DIGEST", "reason": "sos.packages"}]}],
                 "images": {"registry.example.com/java:17": "DIGEST"}}
                """.replace("DIGEST", digest);

        BaseLock read = BaseLock.read(written(first.getBytes(StandardCharsets.UTF_8)));

        assertThat(read.image("registry.example.com/java:17")).contains(Digest.of(new byte[1]));
        assertThat(read.packages(wanted("amd64", "libjemalloc2", "zlib1g")).orElseThrow())
                .extracting(LockedPackage::name, LockedPackage::wanted)
                .containsExactly(tuple("libc6", "libjemalloc2"), tuple("zlib1g", "zlib1g"));
        assertThat(BaseLock.read(written(read.bytes())).bytes()).isEqualTo(read.bytes());
        assertThat(read.writtenBy(AUTH).tidied(true, user -> true).bytes()).isEqualTo(read.bytes());
    }

    @Test
    void whoNeedsWhatIsWrittenDown() throws Exception {
        BaseLock lock = empty().writtenBy(AUTH)
                .with(AMD64, List.of())
                .with("image", Digest.of(new byte[1]))
                .writtenBy(MAPS)
                .with(AMD64, List.of());

        ObjectNode json = Json.parse(lock.bytes());

        assertThat(json.at("/bases/0/neededBy").toString())
                .isEqualTo("[\"services/auth production\",\"services/maps development\"]");
        assertThat(json.at("/images/image/neededBy").toString()).isEqualTo("[\"services/auth production\"]");
        assertThat(BaseLock.read(written(lock.bytes())).bytes()).isEqualTo(lock.bytes());
    }

    @Test
    void whatItsLastUserNeedsNoMoreIsDroppedAndSaid() {
        BaseLock before = empty().writtenBy(AUTH)
                .with(AMD64, List.of(locked("libc6", "2.36")))
                .with(ARM64, List.of(locked("libc6", "2.36")))
                .with("old", Digest.of(new byte[1]))
                .with("shared", Digest.of(new byte[2]))
                .writtenBy(MAPS)
                .with("shared", Digest.of(new byte[2]));

        BaseLock after =
                before.writtenBy(AUTH).with("new", Digest.of(new byte[3])).tidied(true, user -> true);

        assertThat(after.packages(AMD64)).isEmpty();
        assertThat(after.packages(ARM64)).isEmpty();
        assertThat(after.image("old")).isEmpty();
        assertThat(after.image("shared")).isPresent();
        assertThat(after.changesSince(before))
                .containsExactly(
                        "bookworm/java17  dropped: no module needs it  (amd64, arm64)",
                        "new  new -> " + Digest.of(new byte[3]).abbreviated(),
                        "old  dropped: no module needs it");
    }

    @Test
    void aBaseThatIsWantedWithOtherPackagesTakesThePlaceOfTheOldOne() {
        BaseLock before = empty().writtenBy(AUTH).with(AMD64, List.of(locked("libc6", "2.36")));
        BaseLock after = before.writtenBy(AUTH)
                .with(wanted("amd64", "libc6", "more"), List.of(locked("libc6", "2.36"), locked("more", "3")))
                .tidied(true, user -> true);

        assertThat(after.packages(AMD64)).isEmpty();
        assertThat(after.changesSince(before))
                .containsExactly(
                        "bookworm/java17  more  new -> 3  (amd64)",
                        "bookworm/java17 as it was, it lacks more and it still has zlib1g"
                                + "  dropped: no module needs it  (amd64)");
    }

    @Test
    void otherPlatformsStayWhenOnlySomeWereAskedFor() {
        BaseLock before = empty().writtenBy(AUTH)
                .with(AMD64, List.of(locked("libc6", "2.36")))
                .with(ARM64, List.of(locked("libc6", "2.36")))
                .with(wanted("arm64", "libc6"), List.of(locked("libc6", "2.36")));

        BaseLock some = before.writtenBy(AUTH)
                .with(AMD64, List.of(locked("libc6", "2.37")))
                .tidied(false, user -> true);
        BaseLock all = before.writtenBy(AUTH)
                .with(AMD64, List.of(locked("libc6", "2.37")))
                .tidied(true, user -> true);

        assertThat(some.packages(ARM64)).isPresent();
        assertThat(some.packages(wanted("arm64", "libc6"))).isEmpty();
        assertThat(all.packages(ARM64)).isEmpty();
    }

    @Test
    void anotherTargetOfTheModuleKeepsWhatItNeeds() {
        BaseLock before =
                empty().writtenBy(new LockUser("services/auth", "development")).with(AMD64, List.of());

        BaseLock after =
                before.writtenBy(AUTH).with("image", Digest.of(new byte[1])).tidied(true, user -> true);

        assertThat(after.packages(AMD64)).isPresent();
    }

    @Test
    void whatAModuleNeededThatIsGoneIsDropped() {
        BaseLock before = empty().writtenBy(MAPS).with(AMD64, List.of());

        BaseLock after = before.writtenBy(AUTH)
                .with("image", Digest.of(new byte[1]))
                .tidied(true, user -> user.module().equals("services/auth"));

        assertThat(after.packages(AMD64)).isEmpty();
    }

    private void refused(String text, String... words) {
        assertThatThrownBy(() -> BaseLock.read(written(text.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith(file() + " is not a lock file of this plugin\n  why     ")
                .hasMessageContainingAll(words)
                .hasMessageNotContainingAny("Exception", "jackson");
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(file(), bytes);
    }

    private Path file() {
        return directory.resolve(BaseLock.FILE_NAME);
    }

    private static BaseLock empty() {
        return BaseLock.empty(BaseLock.FILE_NAME);
    }

    private static WantedPackages wanted(String architecture, String... names) {
        return new WantedPackages("bookworm", "java17", architecture, List.of(names));
    }

    private static LockedPackage locked(String name, String version) {
        return locked(
                name, version, "pool/main/" + name.charAt(0) + "/" + name + "/" + name + "_" + version + "_amd64.deb");
    }

    private static LockedPackage locked(String name, String version, String path) {
        return new LockedPackage(
                name,
                version,
                "amd64",
                name,
                path,
                100,
                Digest.of((name + version).getBytes(StandardCharsets.UTF_8)),
                name,
                "wanted by the set");
    }
}
