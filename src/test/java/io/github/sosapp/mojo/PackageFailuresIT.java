package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.rootfs.deb.DebWriting;
import io.github.sosapp.image.Digest;
import io.github.sosapp.testing.FakeDebianArchive;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.JavaProject;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.MavenOutcome;
import io.github.sosapp.testing.ServiceProject;
import io.github.sosapp.testing.TinyDebian;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An archive, or somebody on the way to it, that cannot be relied on: one clear failure, and the last image as it was. */
class PackageFailuresIT {

    private static final String OTHER_MIRROR_LATER =
            "try again in some minutes, in case the mirror is just being renewed; if it stays, set another mirror as"
                    + " sos.debian.mirror";

    private static final long BOMB = 100L << 30;

    @TempDir
    private static Path shared;

    private static ServiceProject service;
    private static Map<String, String> lastImage;

    @TempDir
    private Path temporary;

    /** What is wrong with the archive, and the text on the console. */
    record Wrong(String name, Change change, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Change {

        /** Spoils an archive that was good; returns the bytes that are wrong. */
        byte[] in(TinyDebian debian) throws Exception;
    }

    @BeforeAll
    static void buildOnce() throws Exception {
        service = JavaProject.create(shared.resolve("service"));
        try (TinyDebian debian = TinyDebian.open(shared.resolve("archive"), Instant.now())) {
            build(debian, shared.resolve("home")).succeeds("sos:build");
        }
        lastImage = service.results();
        assertThat(ServiceProject.contents(shared.resolve("home/.cache")).keySet())
                .anyMatch(file -> file.contains("/bases/"));
        service.write("target/classes/changed.properties", "so=that it must be built again\n");
    }

    static Stream<Wrong> lists() {
        return Stream.of(
                new Wrong("tampered list", debian -> replaced(debian, TinyDebian.inRelease(), "Debian", "Devian"), """
                        auth-service: the list of bookworm cannot be believed
                          why     the file has no good signature: key {key} signed something else: the file was changed after it was signed
                          from    -Dsos.debian.mirror on the command line
                          do      set another mirror as sos.debian.mirror; for an archive that is signed with other keys than Debian's, set sos.debian.keyring to the file that holds them
                          asked   {address}/dists/bookworm/InRelease
                        """),
                new Wrong(
                        "expired list",
                        debian -> {
                            debian.draft()
                                    .validUntil(Instant.parse("2001-02-03T04:05:00Z"))
                                    .signedBy(debian.signer());
                            return debian.server().get(TinyDebian.inRelease());
                        },
                        """
                        auth-service: the list of bookworm cannot be believed
                          why     the file was valid until 2001-02-03 04:05 UTC only; newer packages may be missing from it
                          from    -Dsos.debian.mirror on the command line
                          do      set another mirror as sos.debian.mirror, one that is kept up to date; a build with sos-lock.json needs no list
                          asked   {address}/dists/bookworm/InRelease
                        """),
                new Wrong("web page", debian -> webPage(debian, TinyDebian.inRelease()), """
                        auth-service: the list of bookworm cannot be believed
                          why     the file is not a signed list of packages but a web page
                          from    -Dsos.debian.mirror on the command line
                          do      set another mirror as sos.debian.mirror; for an archive that is signed with other keys than Debian's, set sos.debian.keyring to the file that holds them
                          asked   {address}/dists/bookworm/InRelease
                        """),
                new Wrong("no suite", debian -> missing(debian, TinyDebian.inRelease()), """
                        auth-service: there is no suite bookworm in the archive
                          why     127.0.0.1 answered 404
                          from    -Dsos.debian.mirror on the command line
                          do      check the name of the suite, and that the address of the mirror is that of the directory that holds dists and pool, as in https://mirror.example.com/debian
                          asked   {address}/dists/bookworm/InRelease
                        """),
                new Wrong("list of packages with a wrong hash", debian -> damaged(debian, debian.packages()), """
                        auth-service: cannot fetch the packages of bookworm
                          why     127.0.0.1:{port} answered with other bytes: wanted sha256:…, received sha256:…
                          from    -Dsos.debian.mirror on the command line
                          do      {later}
                          asked   {packages}
                        """));
    }

    static Stream<Wrong> packages() {
        String zlib = TinyDebian.pool("zlib1g", "1.2");
        return Stream.of(
                new Wrong("package with a wrong hash", debian -> damaged(debian, zlib), """
                        auth-service: cannot fetch zlib1g 1.2 (amd64)
                          why     127.0.0.1:{port} answered with other bytes: wanted sha256:…, received sha256:…
                          from    -Dsos.debian.mirror on the command line
                          do      {later}
                          asked   {host}/{zlib}
                        """),
                new Wrong("package that is a web page", debian -> webPage(debian, zlib), """
                        auth-service: cannot fetch zlib1g 1.2 (amd64)
                          why     a web page came instead: 127.0.0.1:{port} answered with other bytes: wanted {size} of them, announced 43
                          from    -Dsos.debian.mirror on the command line
                          do      {later}
                          asked   {host}/{zlib}
                        """),
                new Wrong("download that breaks", debian -> cut(debian, zlib), """
                        auth-service: cannot fetch zlib1g 1.2 (amd64)
                          why     the connection to 127.0.0.1:{port} broke before the answer was complete
                          from    -Dsos.debian.mirror on the command line
                          do      check the network between this machine and 127.0.0.1 and the proxy in settings.xml, or set another mirror as sos.debian.mirror
                          asked   {host}/{zlib}
                        """),
                new Wrong(
                        "dependency that cannot be met",
                        debian -> changed(
                                debian,
                                TinyDebian.deb("openjdk-17-jre-headless", "17.0.2")
                                        .with("Depends", "libc6 (>= 2.34), libfresh (>= 2)"),
                                TinyDebian.deb("libfresh", "2.1").with("Depends", "libcool"),
                                TinyDebian.deb("libcool", "3").with("Breaks", "libc6 (<< 2.40)")),
                        """
                        auth-service: the packages for amd64 do not fit together
                          why     openjdk-17-jre-headless 17.0.2 needs libfresh (>= 2)
                                    libfresh 2.1 needs libcool
                                      libcool 3: libcool 3 breaks libc6 (<< 2.40); libc6 is there because of the C library
                          do      want other packages (sos.packages) or another suite (sos.base), or ask a mirror that has the suite as a whole (sos.debian.mirror)
                          asked   bookworm/main, bookworm-security/main
                        """),
                hostile("absolute path", deb -> deb.file("/etc/passwd", "root"), "/etc/passwd", "its path is absolute"),
                hostile(
                        "path out of the image",
                        deb -> deb.file("./usr/../../etc/passwd", "root"),
                        "./usr/../../etc/passwd",
                        "its path leads out of the image"),
                hostile("device", deb -> deb.device("./dev/mem"), "./dev/mem", "it is a device"),
                hostile(
                        "link out of the image",
                        deb -> deb.symlink("./usr/lib/libz.so.1", "../../../../etc/shadow"),
                        "./usr/lib/libz.so.1",
                        "it is a link out of the image, to ../../../../etc/shadow"));
    }

    /** Packages of some megabytes that would fill any disk. */
    static Stream<Wrong> bombs() {
        return Stream.of(
                bomb("data in xz", "data.tar.xz", xzOfZeros(), "", 64),
                bomb("data in xz that is announced", "data.tar.xz", xzOfZeros(), Long.toString(BOMB >> 10), 10 << 10),
                bomb("data in zstd", "data.tar.zst", zstdOfZeros(), "", 64));
    }

    @ParameterizedTest
    @MethodSource({"lists", "packages", "bombs"})
    void whatCannotBeReliedOnIsToldOnceAndChangesNothing(Wrong wrong) throws Exception {
        try (TinyDebian debian = TinyDebian.open(temporary.resolve("archive"), Instant.now())) {
            String list = "http://" + debian.server().host() + "/" + debian.packages();
            int size = debian.server().get(TinyDebian.pool("zlib1g", "1.2")).length;
            byte[] bad = wrong.change().in(debian);

            MavenOutcome outcome = build(debian, temporary.resolve("home")).run("sos:build");

            outcome.failedWith(wrong.text()
                    .replace("{key}", debian.signer().keyId())
                    .replace("{later}", OTHER_MIRROR_LATER)
                    .replace("{packages}", list)
                    .replace("127.0.0.1:{port}", debian.server().host())
                    .replace("{size}", Integer.toString(size))
                    .replace("{zlib}", TinyDebian.pool("zlib1g", "1.2"))
                    .replace("{host}", "http://" + debian.server().host())
                    .replace("{address}", debian.server().address())
                    .replace("from    {refused}", "from    pool/main/z/zlib1g/zlib1g_6.66_amd64.deb"));
            assertThat(service.results()).isNotEmpty().isEqualTo(lastImage);
            Map<String, String> cache = ServiceProject.contents(temporary.resolve("home/.cache"));
            assertThat(cache.keySet()).noneMatch(file -> file.contains("/bases/"));
            if (bad.length > 0) {
                assertThat(cache.values()).doesNotContain(Digest.of(bad).toString());
            }
        }
    }

    // No file may grow beyond 128 MiB, in blocks of 512 bytes; a minute of the processor is ten times what is needed.
    private static MavenBuild build(TinyDebian debian, Path home) {
        return MavenBuild.of(service.directory(), home)
                .startedBy("sh", "-c", "ulimit -f 262144 && ulimit -t 60 && exec \"$@\"", "limited")
                .environment("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Duser.home=" + home)
                .with("-Dsos.debian.mirror=" + debian.server().address(), "-Dsos.debian.keyring=" + debian.keyring());
    }

    private static Wrong hostile(String name, Consumer<DebWriting> entry, String path, String why) {
        return new Wrong(
                "hostile " + name,
                debian -> {
                    DebWriting deb = TinyDebian.deb("zlib1g", "6.66");
                    entry.accept(deb);
                    debian.put(deb).publish();
                    return debian.server().get(TinyDebian.pool("zlib1g", "6.66"));
                },
                """
                auth-service: the package zlib1g 6.66 (amd64) is refused because of its entry %s
                  why     %s
                  from    {refused}
                  do      leave the package out; if it is your own, build it again with dpkg-deb
                """.formatted(path, why));
    }

    private static Wrong bomb(String name, String part, byte[] bytes, String installedKibibytes, int limit) {
        return new Wrong(
                "hostile " + name,
                debian -> {
                    DebWriting deb = TinyDebian.deb("zlib1g", "6.66").part(part, bytes);
                    if (!installedKibibytes.isEmpty()) {
                        deb.with("Installed-Size", installedKibibytes);
                    }
                    debian.put(deb).publish();
                    return debian.server().get(TinyDebian.pool("zlib1g", "6.66"));
                },
                """
                auth-service: the package zlib1g 6.66 (amd64) is refused because its files need more than %d MiB
                  why     that is far more than its own control file says, or than any package of Debian needs
                  from    {refused}
                  do      leave the package out; if it is your own, correct its Installed-Size
                """.formatted(limit));
    }

    // Streams of xz may follow each other; together they are what one of them would be (xz file format, 2).
    private static byte[] xzOfZeros() {
        int one = 64 << 20;
        return repeated(FakeDebianArchive.xz(new byte[one]), (int) (BOMB / one));
    }

    // A frame without sizes, with a window of 128 KiB, of blocks that say "this byte 131072 times" (RFC 8878, 3.1.1).
    private static byte[] zstdOfZeros() {
        byte[] header = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, 7 << 3};
        byte[] block = {2, 0, 0x10, 0};
        byte[] blocks = repeated(block, (int) (BOMB / (128 << 10)));
        blocks[blocks.length - block.length] |= 1;
        return ByteBuffer.allocate(header.length + blocks.length)
                .put(header)
                .put(blocks)
                .array();
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteBuffer all = ByteBuffer.allocate(bytes.length * times);
        for (int i = 0; i < times; i++) {
            all.put(bytes);
        }
        return all.array();
    }

    private static byte[] replaced(TinyDebian debian, String path, String from, String to) {
        String text = new String(debian.server().get(path), StandardCharsets.UTF_8).replaceFirst(from, to);
        return put(debian, path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As long as it should be, but with another last byte. */
    private static byte[] damaged(TinyDebian debian, String path) {
        byte[] bytes = debian.server().get(path).clone();
        bytes[bytes.length - 1] ^= 1;
        return put(debian, path, bytes);
    }

    private static byte[] put(TinyDebian debian, String path, byte[] bytes) {
        debian.server().put(path, bytes);
        return bytes;
    }

    private static byte[] webPage(TinyDebian debian, String path) {
        String page = "<!DOCTYPE html><title>Please log in</title>";
        debian.server().spoil(path, Fault.answer(200, page, "Content-Type: text/html"));
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] missing(TinyDebian debian, String path) {
        debian.server().remove(path);
        return new byte[0];
    }

    private static byte[] cut(TinyDebian debian, String path) {
        byte[] whole = debian.server().get(path);
        debian.server().spoil(path, Fault.cutAnswer(whole, 100));
        return Arrays.copyOf(whole, 100);
    }

    private static byte[] changed(TinyDebian debian, DebWriting... packages) {
        Stream.of(packages).forEach(debian::put);
        debian.publish();
        return new byte[0];
    }
}
