package io.github.sosapp.debian.archive.signature;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRingCollection;

/**
 * The OpenPGP keys that may sign an archive: those of Debian, which the plugin carries, and those that the user adds. A
 * file of keys is trusted as a whole, as apt trusts it.
 */
public final class ArchiveKeys {

    private final List<PGPPublicKeyRing> rings;

    private ArchiveKeys(List<PGPPublicKeyRing> rings) {
        this.rings = List.copyOf(rings);
    }

    /** Debian's own keys; {@code .ci/refresh-carried-data} renews them. Their fingerprints are compared with the list. */
    public static ArchiveKeys carried() {
        Properties fingerprints = new Properties();
        try (InputStream list = ArchiveKeys.class.getResourceAsStream("archive-keys.properties");
                InputStream keys = ArchiveKeys.class.getResourceAsStream("archive-keys.gpg")) {
            fingerprints.load(list);
            ArchiveKeys carried = new ArchiveKeys(read(keys));
            if (!fingerprints.stringPropertyNames().containsAll(carried.fingerprints())) {
                throw new IllegalStateException("the plugin carries a key that is not in its list");
            }
            return carried;
        } catch (IOException | PGPException e) {
            throw new IllegalStateException("the plugin's own archive cannot be read", e);
        }
    }

    /** These keys and those of {@code sos.debian.keyring}, an OpenPGP file with or without ASCII armour. */
    public ArchiveKeys with(Path keyring, String origin) {
        try (InputStream content = Files.newInputStream(keyring)) {
            List<PGPPublicKeyRing> more = new ArrayList<>(rings);
            more.addAll(read(content));
            if (more.size() == rings.size()) {
                throw new IOException("empty");
            }
            return new ArchiveKeys(more);
        } catch (IOException | PGPException | RuntimeException e) {
            throw BuildFailure.ofUser("sos.debian.keyring = " + keyring + " holds no keys")
                    .because(Files.isReadable(keyring) ? "it is no file of OpenPGP public keys" : "it cannot be read")
                    .from(origin)
                    .causedBy(e)
                    .remedy("name the file that apt uses for this archive as Signed-By, or remove sos.debian.keyring");
        }
    }

    private static List<PGPPublicKeyRing> read(InputStream content) throws IOException, PGPException {
        List<PGPPublicKeyRing> rings = new ArrayList<>();
        new BcPGPPublicKeyRingCollection(PGPUtil.getDecoderStream(content)).forEach(rings::add);
        return rings;
    }

    /** Fingerprints of all keys and subkeys, in upper-case hexadecimal digits. */
    List<String> fingerprints() {
        List<String> all = new ArrayList<>();
        for (PGPPublicKeyRing ring : rings) {
            ring.forEach(key -> all.add(HexFormat.of().withUpperCase().formatHex(key.getFingerprint())));
        }
        return all;
    }

    /** The keys that a signature may mean: few, as a rule one, since an id is a part of the fingerprint. */
    List<ArchiveKey> find(long id) {
        List<ArchiveKey> found = new ArrayList<>();
        for (PGPPublicKeyRing ring : rings) {
            PGPPublicKey key = ring.getPublicKey(id);
            if (key != null) {
                found.add(new ArchiveKey(key, ring.getPublicKey()));
            }
        }
        return found;
    }
}
