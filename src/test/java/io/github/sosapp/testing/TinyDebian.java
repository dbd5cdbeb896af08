package io.github.sosapp.testing;

import io.github.sosapp.debian.rootfs.deb.DebWriting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release {@code bookworm} with every package that a base of Java 17 wants, each with hardly anything in it, and with
 * security updates; signed with a key of its own. {@link #publish} makes changes seen.
 */
public final class TinyDebian implements AutoCloseable {

    private static final String SUITE = "bookworm";

    private final Path directory;
    private final Instant now;
    private final ArchiveSigner signer;
    private final FakeDebianArchive archive;
    private final Map<String, DebWriting> main = new TreeMap<>();
    private final Map<String, DebWriting> security = new TreeMap<>();

    private final Map<DebWriting, byte[]> written = new IdentityHashMap<>();

    private TinyDebian(FakeDebianArchive archive, Path directory, Instant now) {
        this.archive = archive;
        this.directory = directory;
        this.now = now;
        this.signer = ArchiveSigner.since(now.minus(Duration.ofDays(300)));
    }

    /** @param now when the archive is looked at; its lists are of the day before */
    public static TinyDebian open(Path directory, Instant now) {
        return open(FakeDebianArchive.open(), directory, now);
    }

    /** The same on a server of the caller's making, which it closes. */
    public static TinyDebian open(FakeDebianArchive archive, Path directory, Instant now) {
        try {
            TinyDebian debian = new TinyDebian(archive, Files.createDirectories(directory), now);
            debian.signer.exportTo(debian.keyring());
            return debian.put(deb("base-files", "1")
                            .directory("./tmp", 0777)
                            .file("./usr/lib/os-release", "PRETTY_NAME=\"Tiny\"\n"))
                    .put(deb("netbase", "1").file("./etc/services", "https 443/tcp\n"))
                    .put(deb("media-types", "1").file("./etc/mime.types", "text/html html\n"))
                    .put(deb("ca-certificates", "1").file("./etc/ca-certificates.conf", "\n"))
                    .put(deb("tzdata", "1").file("./usr/share/zoneinfo/UTC", "TZif2"))
                    .put(deb("libc6", "2.36").file("./lib/libc.so.6", "the C library"))
                    .put(deb("libc-bin", "2.36").file("./usr/lib/locale/C.utf8/LC_CTYPE", "UTF-8"))
                    .put(deb("libgcc-s1", "12").file("./lib/libgcc_s.so.1", "gcc"))
                    .put(deb("libstdc++6", "12").file("./usr/lib/libstdc++.so.6", "C++"))
                    .put(deb("zlib1g", "1.2").file("./lib/libz.so.1", "zlib"))
                    .put(deb("openjdk-17-jre-headless", "17.0.1")
                            .with("Depends", "libc6 (>= 2.34)")
                            .file("./usr/lib/jvm/java-17-openjdk-amd64/bin/java", 0755, "java"))
                    .publish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A package for amd64; more can be put into it. */
    public static DebWriting deb(String name, String version) {
        return new DebWriting(name).with("Version", version);
    }

    public TinyDebian put(DebWriting deb) {
        main.put(deb.control().get("Package"), deb);
        return this;
    }

    public TinyDebian putSecurityUpdate(DebWriting deb) {
        security.put(deb.control().get("Package"), deb);
        return this;
    }

    public TinyDebian remove(String name) {
        main.remove(name);
        return this;
    }

    /** The server; its files are below {@code debian} and {@code debian-security}. */
    public FakeDebianArchive server() {
        return archive;
    }

    public Path keyring() {
        return directory.resolve("keyring.gpg");
    }

    /** Where the file of a package of the release is on the server. */
    public static String pool(String name, String version) {
        return "debian/" + FakeDebianArchive.pool(name, version, "amd64");
    }

    /** Where the signed list of the release is on the server. */
    public static String inRelease() {
        return "debian/dists/" + SUITE + "/InRelease";
    }

    /** Where the packed list of the release's packages is on the server. */
    public String packages() {
        String list = new String(archive.get(inRelease()), StandardCharsets.UTF_8);
        Matcher line = Pattern.compile(" ([0-9a-f]{64}) +\\d+ (main/binary-amd64)/Packages\\.xz")
                .matcher(list);
        if (!line.find()) {
            throw new IllegalStateException(list);
        }
        return "debian/dists/" + SUITE + "/" + line.group(2) + "/by-hash/SHA256/" + line.group(1);
    }

    /** Signs the lists of all packages that there are now. */
    public TinyDebian publish() {
        draft().signedBy(signer);
        archive.suite("debian-security", SUITE + "-security")
                .dated(now.minus(Duration.ofDays(1)))
                .packages("amd64", stanzas("debian-security", security))
                .signedBy(signer);
        return this;
    }

    /** The list of the release before it is signed, to make it another one. */
    public FakeDebianArchive.SuiteDraft draft() {
        return archive.suite("debian", SUITE)
                .dated(now.minus(Duration.ofDays(1)))
                .packages("amd64", stanzas("debian", main));
    }

    public ArchiveSigner signer() {
        return signer;
    }

    private String stanzas(String place, Map<String, DebWriting> packages) {
        StringBuilder text = new StringBuilder();
        packages.values().forEach(deb -> text.append(stanza(place, deb)));
        return text.toString();
    }

    private String stanza(String place, DebWriting deb) {
        byte[] content = bytes(deb);
        Map<String, String> control = deb.control();
        String path = FakeDebianArchive.pool(control.get("Package"), control.get("Version"), "amd64");
        String listed = place.equals("debian") ? path : path.replaceFirst("^pool/", "pool/updates/");
        archive.put(place + "/" + listed, content);
        StringBuilder text = new StringBuilder();
        control.forEach(
                (field, value) -> text.append(field).append(": ").append(value).append('\n'));
        return text + "Filename: " + listed + "\nSize: " + content.length + "\nSHA256: "
                + FakeDebianArchive.sha256(content) + "\n\n";
    }

    // Written once: a package holds the time at which it was made.
    private byte[] bytes(DebWriting deb) {
        return written.computeIfAbsent(deb, this::write);
    }

    private byte[] write(DebWriting deb) {
        try {
            return Files.readAllBytes(deb.write(directory).path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        archive.close();
    }
}
