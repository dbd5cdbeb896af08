package io.github.sosapp.debian.archive.signature;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;

/**
 * A key that may have signed, and the one that it belongs to.
 *
 * @param primary is {@code key} itself unless that is a subkey
 */
record ArchiveKey(PGPPublicKey key, PGPPublicKey primary) {

    private static final Set<Integer> RSA = Set.of(PublicKeyAlgorithmTags.RSA_GENERAL, PublicKeyAlgorithmTags.RSA_SIGN);
    private static final Set<Integer> CURVES = Set.of(
            PublicKeyAlgorithmTags.EDDSA_LEGACY,
            PublicKeyAlgorithmTags.Ed25519,
            PublicKeyAlgorithmTags.Ed448,
            PublicKeyAlgorithmTags.ECDSA);
    private static final int FEWEST_RSA_BITS = 2048;

    /** Why a signature of the key means nothing now, as what "key X" does; empty when nothing speaks against it. */
    Optional<String> objection(Instant now) {
        if (key.hasRevocation() || primary.hasRevocation()) {
            return Optional.of("is revoked");
        }
        for (PGPPublicKey each : List.of(key, primary)) {
            Optional<Instant> end = end(each);
            if (end.isPresent() && now.isAfter(end.get())) {
                return Optional.of(
                        "expired on " + end.get().atZone(ZoneOffset.UTC).toLocalDate());
            }
        }
        if (!CURVES.contains(key.getAlgorithm())
                && !(RSA.contains(key.getAlgorithm()) && key.getBitStrength() >= FEWEST_RSA_BITS)) {
            return Optional.of("is of a kind that is too weak");
        }
        return maySign() ? Optional.empty() : Optional.of("is not meant for signatures");
    }

    static Optional<Instant> end(PGPPublicKey key) {
        return key.getValidSeconds() == 0
                ? Optional.empty()
                : Optional.of(key.getCreationTime().toInstant().plusSeconds(key.getValidSeconds()));
    }

    // RFC 9580, 5.2.3.29: flags in what binds the key say what it is for; without flags it is for everything.
    private boolean maySign() {
        boolean limited = false;
        for (Iterator<PGPSignature> bindings = key.getSignatures(); bindings.hasNext(); ) {
            PGPSignature binding = bindings.next();
            boolean own = binding.getKeyID() == primary.getKeyID() && binding.getHashedSubPackets() != null;
            int flags = own ? binding.getHashedSubPackets().getKeyFlags() : 0;
            if ((flags & KeyFlags.SIGN_DATA) != 0) {
                return true;
            }
            limited |= flags != 0;
        }
        return !limited;
    }
}
