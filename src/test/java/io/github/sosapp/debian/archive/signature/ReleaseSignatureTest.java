package io.github.sosapp.debian.archive.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.debian.archive.signature.ReleaseSignature.NotTrusted;
import io.github.sosapp.testing.ArchiveSigner;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sample is also shown to gpgv, which must say the same unless the test tells why not. */
class ReleaseSignatureTest {

    private static final String TEXT = "Origin: Debian\nSuite: stable\nSHA256:\n 00 1 main/Packages\n";
    private static final Instant MADE = Instant.parse("2020-02-02T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    private final ArchiveSigner signer = ArchiveSigner.since(MADE);

    @TempDir
    private Path directory;

    @Test
    void aSignedTextIsGivenBackAsItWasSigned() throws Exception {
        byte[] message = ArchiveSigner.sign(TEXT, signer);

        assertThat(verify(message, signer)).isEqualTo(TEXT);
        assertThat(gpgvBelieves(message, signer)).isTrue();
    }

    @Test
    void linesWithDashesBlanksAndOtherAlphabetsKeepTheirMeaning() throws Exception {
        String text = "Description: Grüße 東京\n - - dashes\n-dash: 1\nblank:\n";
        byte[] message = ArchiveSigner.sign(text, signer);
        byte[] withBlanks = replaced(message, "blank:\n", "blank: \t\n");

        assertThat(verify(message, signer)).isEqualTo(text);
        assertThat(verify(withBlanks, signer)).isEqualTo(text);
        assertThat(verify(replaced(message, "\n", "\r\n"), signer)).isEqualTo(text);
        assertThat(gpgvBelieves(message, signer)).isTrue();
        assertThat(gpgvBelieves(withBlanks, signer)).isTrue();
    }

    @Test
    void aChangedTextIsRefused() {
        byte[] message = replaced(ArchiveSigner.sign(TEXT, signer), "Suite: stable", "Suite: stabl3");

        refuses(message, signer)
                .hasMessage("has no good signature: key " + signer.keyId()
                        + " signed something else: the file was changed after it was signed");
        assertThat(gpgvBelieves(message, signer)).isFalse();
    }

    @Test
    void aKeyThatNobodyTrustsIsRefused() {
        ArchiveSigner stranger = ArchiveSigner.since(MADE);
        byte[] message = ArchiveSigner.sign(TEXT, stranger);

        refuses(message, signer).hasMessage("has no good signature: key " + stranger.keyId() + " is not known");
        assertThat(gpgvBelieves(message, signer)).isFalse();
    }

    @Test
    void oneGoodSignatureOfSeveralSuffices() throws Exception {
        ArchiveSigner older = ArchiveSigner.between(MADE, Duration.ofDays(365));
        ArchiveSigner stranger = ArchiveSigner.since(MADE);
        byte[] message = ArchiveSigner.sign(TEXT, stranger, older, signer);

        assertThat(verify(message, older, signer)).isEqualTo(TEXT);
        assertThat(gpgvBelieves(message, older, signer)).isTrue();
    }

    @Test
    void severalSignaturesOfWhichNoneIsGoodAreRefusedWithEveryReason() {
        ArchiveSigner older = ArchiveSigner.between(MADE, Duration.ofDays(365));
        ArchiveSigner stranger = ArchiveSigner.since(MADE);
        byte[] message = ArchiveSigner.sign(TEXT, stranger, older);

        refuses(message, older, signer)
                .hasMessage("has no good signature: key " + stranger.keyId() + " is not known; key " + older.keyId()
                        + " expired on 2021-02-01");
    }

    @Test
    void aKeyThatHasExpiredIsRefused() {
        ArchiveSigner expired = ArchiveSigner.between(MADE, Duration.ofDays(365));
        byte[] message = ArchiveSigner.sign(TEXT, expired);

        refuses(message, expired).hasMessageEndingWith("key " + expired.keyId() + " expired on 2021-02-01");
        assertThat(gpgvBelieves(message, expired)).isFalse();
    }

    @Test
    void aSignatureForATimeThatIsOverIsRefused() {
        byte[] message = ArchiveSigner.sign(TEXT, signer.signingAt(MADE, Duration.ofDays(30)));

        refuses(message, signer).hasMessageEndingWith("signed for a time that is over");
        assertThat(gpgvBelieves(message, signer)).isFalse();
    }

    @Test
    void aSignatureFromTheFutureIsRefused() {
        byte[] message = ArchiveSigner.sign(TEXT, signer.signingAt(NOW.plus(Duration.ofDays(2)), Duration.ZERO));

        refuses(message, signer).hasMessageEndingWith("signed in the future; is the clock of this machine right?");
    }

    @Test
    void aSignatureByWayOfSha1IsRefused() {
        byte[] message = ArchiveSigner.sign(TEXT, signer.withSha1());

        refuses(message, signer).hasMessageEndingWith("signed by way of a digest that is too weak");
        assertThat(gpgvBelieves(message, signer)).isFalse();
    }

    @Test
    void aRevokedKeyIsRefused() {
        byte[] message = ArchiveSigner.sign(TEXT, signer);

        refuses(message, signer.revoked()).hasMessageEndingWith("key " + signer.keyId() + " is revoked");
        assertThat(gpgvBelieves(message, signer.revoked())).isFalse();
    }

    // gpgv has no such limit.
    @Test
    void aKeyThatIsTooShortIsRefused() {
        ArchiveSigner weak = ArchiveSigner.withShortKey(MADE);

        refuses(ArchiveSigner.sign(TEXT, weak), weak).hasMessageEndingWith("is of a kind that is too weak");
    }

    @Test
    void aKeyForOtherPurposesIsRefused() {
        ArchiveSigner certifier = ArchiveSigner.notForData(MADE);
        byte[] message = ArchiveSigner.sign(TEXT, certifier);

        refuses(message, certifier).hasMessageEndingWith("is not meant for signatures");
        assertThat(gpgvBelieves(message, certifier)).isFalse();
    }

    // gpgv passes over text around the message; a reader that took it for signed would be deceived, so none is allowed.
    @Test
    void textAroundTheSignedOneIsRefused() {
        byte[] message = ArchiveSigner.sign(TEXT, signer);

        refuses(concatenated("Suite: sid\n\n", message), signer).hasMessage("is not a signed list of packages");
        refuses(concatenated(message, "Suite: sid\n"), signer).hasMessage("has a part that is not signed");
        refuses(concatenated(message, new String(message, StandardCharsets.UTF_8)), signer)
                .hasMessage("has a part that is not signed");
        refuses(replaced(message, "Hash: SHA256\n", "Hash: SHA256\nSuite: sid\n"), signer)
                .hasMessage("has a part that is not signed");
        refuses(replaced(message, "SHA256:\n", "-----BEGIN PGP MESSAGE-----\nSHA256:\n"), signer)
                .hasMessage("has a part that is not signed");
    }

    @Test
    void aMessageCutAnywhereIsRefused() {
        byte[] message = ArchiveSigner.sign(TEXT, signer);
        int last = new String(message, StandardCharsets.ISO_8859_1).lastIndexOf("-----END PGP SIGNATURE-----") + 26;

        for (int length = 0; length <= last; length++) {
            refuses(Arrays.copyOf(message, length), signer).isInstanceOf(NotTrusted.class);
        }
    }

    @Test
    void aMessageWithAnySingleByteOfItsTextChangedIsRefused() {
        byte[] message = ArchiveSigner.sign(TEXT, signer);
        int start = new String(message, StandardCharsets.ISO_8859_1).indexOf("Origin");

        for (int i = start; i < start + TEXT.length() - 1; i++) {
            byte[] changed = message.clone();
            changed[i] ^= 0x01;
            refuses(changed, signer).isInstanceOf(NotTrusted.class);
        }
    }

    @Test
    void somethingElseThanASignedTextIsNamed() {
        refuses("<!DOCTYPE html><html>Welcome</html>".getBytes(StandardCharsets.UTF_8), signer)
                .hasMessage("is not a signed list of packages but a web page");
        refuses(TEXT.getBytes(StandardCharsets.UTF_8), signer).hasMessage("is not a signed list of packages");
        byte[] signed = ArchiveSigner.sign(TEXT, signer);
        String damaged = new String(signed, StandardCharsets.UTF_8)
                .replaceFirst("(?s)(SIGNATURE-----.*?\n\n).{9}", "$1AAAAAAAAA");
        refuses(damaged.getBytes(StandardCharsets.UTF_8), signer).isInstanceOf(NotTrusted.class);
    }

    private AbstractThrowableAssert<?, ?> refuses(byte[] message, ArchiveSigner... known) {
        return assertThatThrownBy(() -> verify(message, known)).isInstanceOf(NotTrusted.class);
    }

    private String verify(byte[] message, ArchiveSigner... known) throws NotTrusted {
        return new ReleaseSignature(ArchiveKeys.carried().with(keyring(known), "test")).verify(message, NOW);
    }

    private Path keyring(ArchiveSigner... known) {
        try {
            Path keyring = directory.resolve("keyring.gpg");
            Files.write(keyring, new byte[0]);
            for (ArchiveSigner each : known) {
                Files.write(keyring, each.publicKey(), StandardOpenOption.APPEND);
            }
            return keyring;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean gpgvBelieves(byte[] message, ArchiveSigner... known) {
        try {
            String gpgv = Required.program("gpgv", "apt-get install gpgv").toString();
            Path file = Files.write(directory.resolve("InRelease"), message);
            String status = Programs.run(
                            directory,
                            Map.of("GNUPGHOME", directory.toString()),
                            gpgv,
                            "--weak-digest",
                            "SHA1",
                            "--status-fd",
                            "1",
                            "--keyring",
                            keyring(known).toString(),
                            file.toString())
                    .output();
            assertThat(status).contains("NEWSIG");
            return status.contains("] GOODSIG ") && !status.contains("] BADSIG ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] replaced(byte[] message, String part, String by) {
        String text = new String(message, StandardCharsets.UTF_8);
        assertThat(text).contains(part);
        return text.replace(part, by).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concatenated(String before, byte[] message) {
        return (before + new String(message, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concatenated(byte[] message, String after) {
        return (new String(message, StandardCharsets.UTF_8) + after).getBytes(StandardCharsets.UTF_8);
    }
}
