package io.github.sosapp.debian.archive.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * Verifies a text that carries its OpenPGP signatures (RFC 9580, 7). Strict: the whole file must be the one message, so
 * that nothing unsigned can be taken for signed. Of several signatures one good one suffices, because an archive signs
 * with its old and its new key for a while.
 */
public final class ReleaseSignature {

    /** What is signed is not believed; the message goes on after "the file …". */
    public static final class NotTrusted extends Exception {

        NotTrusted(String message) {
            super(message);
        }
    }

    static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
    private static final String END = "-----END PGP SIGNATURE-----";
    private static final Set<Integer> STRONG =
            Set.of(HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512);
    private static final Duration CLOCK_ERROR = Duration.ofDays(1);
    private static final int MOST_SIGNATURES = 16;

    private final ArchiveKeys keys;

    public ReleaseSignature(ArchiveKeys keys) {
        this.keys = keys;
    }

    /** The text that is signed, with line feeds; its signatures stand at {@code now}. */
    public String verify(byte[] message, Instant now) throws NotTrusted {
        // One character a byte: what is signed is bytes.
        List<String> lines =
                new String(message, StandardCharsets.ISO_8859_1).lines().toList();
        int body = lines.indexOf("") + 1;
        int signature = lines.indexOf(SIGNATURE);
        if (lines.isEmpty() || !lines.get(0).stripTrailing().equals(BEGIN)) {
            throw new NotTrusted("is not a signed list of packages" + seems(message));
        }
        int end = lines.lastIndexOf(END);
        if (body < 2 || signature < body || end < signature) {
            throw new NotTrusted("is not complete");
        }
        boolean headed = lines.subList(1, body - 1).stream().allMatch(line -> line.startsWith("Hash: "));
        boolean alone = lines.subList(end + 1, lines.size()).stream().allMatch(String::isBlank);
        if (!headed || !alone || lines.indexOf(END) != end) {
            throw new NotTrusted("has a part that is not signed");
        }
        List<String> text = unescaped(lines.subList(body, signature));
        byte[] signed = String.join("\r\n", text).getBytes(StandardCharsets.ISO_8859_1);
        judge(signatures(lines.subList(signature, end + 1)), signed, now);
        byte[] bytes = (String.join("\n", text) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String seems(byte[] message) {
        String start = new String(message, 0, Math.min(message.length, 1024), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        return start.contains("<html") || start.contains("<!doctype") ? " but a web page" : "";
    }

    // RFC 9580, 7.1 and 7.2: lines that begin with a dash are escaped, blanks at the end of a line are not signed.
    private static List<String> unescaped(List<String> lines) throws NotTrusted {
        List<String> text = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("-") && !line.startsWith("- ")) {
                throw new NotTrusted("has a part that is not signed");
            }
            text.add((line.startsWith("- ") ? line.substring(2) : line).replaceAll("[ \\t]+$", ""));
        }
        return text;
    }

    private static List<PGPSignature> signatures(List<String> armour) throws NotTrusted {
        byte[] text = (String.join("\n", armour) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        List<PGPSignature> signatures = new ArrayList<>();
        try {
            BcPGPObjectFactory packets = new BcPGPObjectFactory(new ArmoredInputStream(new ByteArrayInputStream(text)));
            for (Object packet = packets.nextObject(); packet != null; packet = packets.nextObject()) {
                if (!(packet instanceof PGPSignatureList list) || signatures.size() + list.size() > MOST_SIGNATURES) {
                    throw new NotTrusted("has something else where its signatures should be");
                }
                list.forEach(signatures::add);
            }
        } catch (IOException | RuntimeException e) {
            throw new NotTrusted("has a damaged signature");
        }
        return signatures;
    }

    private void judge(List<PGPSignature> signatures, byte[] signed, Instant now) throws NotTrusted {
        Set<String> objections = new LinkedHashSet<>();
        for (PGPSignature signature : signatures) {
            Optional<String> objection = objection(signature, signed, now);
            if (objection.isEmpty()) {
                return;
            }
            objections.add(objection.get());
        }
        throw new NotTrusted(
                objections.isEmpty() ? "has no signature" : "has no good signature: " + String.join("; ", objections));
    }

    private Optional<String> objection(PGPSignature signature, byte[] signed, Instant now) {
        String name = "key " + String.format(Locale.ROOT, "%016X", signature.getKeyID());
        List<ArchiveKey> known = keys.find(signature.getKeyID());
        if (known.isEmpty()) {
            return Optional.of(name + " is not known");
        }
        Optional<String> kind = objection(signature, now);
        Optional<String> last = Optional.empty();
        for (ArchiveKey key : known) {
            last = key.objection(now).map(why -> name + " " + why).or(() -> kind.map(why -> name + why));
            if (last.isEmpty()) {
                last = holds(signature, key, signed)
                        ? Optional.empty()
                        : Optional.of(name + " signed something else: the file was changed after it was signed");
            }
            if (last.isEmpty()) {
                return last;
            }
        }
        return last;
    }

    private static Optional<String> objection(PGPSignature signature, Instant now) {
        if (!STRONG.contains(signature.getHashAlgorithm())) {
            return Optional.of(" signed by way of a digest that is too weak");
        }
        int type = signature.getSignatureType();
        if (type != PGPSignature.CANONICAL_TEXT_DOCUMENT && type != PGPSignature.BINARY_DOCUMENT) {
            return Optional.of(" signed, but not a document");
        }
        Instant made = signature.getHashedSubPackets() == null
                        || signature.getHashedSubPackets().getSignatureCreationTime() == null
                ? Instant.MAX
                : signature.getHashedSubPackets().getSignatureCreationTime().toInstant();
        if (made.isAfter(now.plus(CLOCK_ERROR))) {
            return Optional.of(" signed in the future; is the clock of this machine right?");
        }
        long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
        return seconds > 0 && now.isAfter(made.plusSeconds(seconds))
                ? Optional.of(" signed for a time that is over")
                : Optional.empty();
    }

    private static boolean holds(PGPSignature signature, ArchiveKey key, byte[] signed) {
        try {
            if (signature.getCreationTime().before(key.key().getCreationTime())) {
                return false;
            }
            signature.init(new BcPGPContentVerifierBuilderProvider(), key.key());
            signature.update(signed);
            return signature.verify();
        } catch (PGPException | RuntimeException e) {
            return false;
        }
    }
}
