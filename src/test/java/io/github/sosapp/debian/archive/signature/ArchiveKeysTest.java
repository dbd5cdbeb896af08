package io.github.sosapp.debian.archive.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.testing.ArchiveSigner;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveKeysTest {

    private static final Path RESOURCES = Path.of("src/main/resources/io/github/sosapp/debian/archive/signature");

    @TempDir
    private Path directory;

    @Test
    void theKeysOfTheSupportedReleasesAreCarried() throws IOException {
        List<String> listed = Files.readAllLines(RESOURCES.resolve("archive-keys.properties")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(ArchiveKeys.carried().fingerprints())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        listed.stream().map(line -> line.split("=")[0]).toList());
        for (String release : List.of("11/bullseye", "12/bookworm", "13/trixie")) {
            assertThat(listed)
                    .anyMatch(line -> line.endsWith("=Debian Archive Automatic Signing Key (" + release + ")"))
                    .anyMatch(line -> line.endsWith("=Debian Security Archive Automatic Signing Key (" + release + ")"))
                    .anyMatch(line -> line.endsWith("=Debian Stable Release Key (" + release + ")"));
        }
    }

    @Test
    void fingerprintsAndExpiryAreThoseThatGpgReads() {
        String gpg = Required.program("gpg", "apt-get install gpg").toString();
        List<String> expected = new ArrayList<>();
        String expiry = "";
        for (String line : Programs.output(
                        directory,
                        gpg,
                        "--homedir",
                        directory.toString(),
                        "--batch",
                        "--with-colons",
                        "--fingerprint",
                        "--fingerprint",
                        "--show-keys",
                        RESOURCES.resolve("archive-keys.gpg").toAbsolutePath().toString())
                .lines()
                .toList()) {
            String[] fields = line.split(":", -1);
            if (fields[0].equals("pub") || fields[0].equals("sub")) {
                expiry = fields[6];
            } else if (fields[0].equals("fpr")) {
                expected.add(fields[9] + " " + Instant.ofEpochSecond(Long.parseLong(expiry)));
            }
        }

        List<String> actual = new ArrayList<>();
        ArchiveKeys keys = ArchiveKeys.carried();
        for (String fingerprint : keys.fingerprints()) {
            keys.find(Long.parseUnsignedLong(fingerprint.substring(24), 16))
                    .forEach(key -> actual.add(
                            fingerprint + " " + ArchiveKey.end(key.key()).orElseThrow()));
        }
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void moreKeysComeFromAFileWithOrWithoutArmour() throws IOException {
        ArchiveSigner signer = ArchiveSigner.since(Instant.parse("2020-02-02T00:00:00Z"));
        Path binary = signer.exportTo(directory.resolve("own.gpg"));
        String gpg = Required.program("gpg", "apt-get install gpg").toString();
        Programs.succeeded(
                directory,
                Map.of("GNUPGHOME", directory.toString()),
                gpg,
                "--batch",
                "--output",
                "own.asc",
                "--enarmor",
                binary.toString());
        Path armoured = directory.resolve("own.asc");
        Files.writeString(armoured, Files.readString(armoured).replace("PGP ARMORED FILE", "PGP PUBLIC KEY BLOCK"));

        for (Path file : List.of(binary, armoured)) {
            assertThat(ArchiveKeys.carried().with(file, "pom.xml").find(Long.parseUnsignedLong(signer.keyId(), 16)))
                    .hasSize(1);
        }
        assertThat(ArchiveKeys.carried().find(Long.parseUnsignedLong(signer.keyId(), 16)))
                .isEmpty();
    }

    @Test
    void aFileWithoutKeysIsRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("note.txt"), "Dear archive\n");
        Path missing = directory.resolve("missing.gpg");

        assertThatThrownBy(() -> ArchiveKeys.carried().with(text, "pom.xml"))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.debian.keyring = %s holds no keys
                          why     it is no file of OpenPGP public keys
                          from    pom.xml
                          do      name the file that apt uses for this archive as Signed-By, or remove sos.debian.keyring""".formatted(text));
        assertThatThrownBy(() -> ArchiveKeys.carried().with(missing, "pom.xml"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(
                        "sos.debian.keyring = " + missing + " holds no keys\n  why     it cannot be read");
    }
}
