package io.github.sosapp.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPairGenerator;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** Someone with an OpenPGP key of his own who signs lists of packages, rightly or in some wrong way. */
public final class ArchiveSigner {

    private final PGPKeyPair pair;
    private final PGPPublicKeyRing ring;
    private final int digest;
    private final Instant signedAt;
    private final Duration validFor;

    private ArchiveSigner(PGPKeyPair pair, PGPPublicKeyRing ring, int digest, Instant signedAt, Duration validFor) {
        this.pair = pair;
        this.ring = ring;
        this.digest = digest;
        this.signedAt = signedAt;
        this.validFor = validFor;
    }

    /** A new key, made at that time, for ever. */
    public static ArchiveSigner since(Instant made) {
        return between(made, Duration.ZERO, KeyFlags.SIGN_DATA);
    }

    /** A new key that expires. */
    public static ArchiveSigner between(Instant made, Duration lifetime) {
        return between(made, lifetime, KeyFlags.SIGN_DATA);
    }

    /** A new key that is for other things than signing data. */
    public static ArchiveSigner notForData(Instant made) {
        return between(made, Duration.ZERO, KeyFlags.CERTIFY_OTHER);
    }

    /** A new RSA key of so few bits that others can find its secret half. */
    public static ArchiveSigner withShortKey(Instant made) {
        RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
        generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(0x10001), new SecureRandom(), 1024, 100));
        return of(PublicKeyAlgorithmTags.RSA_GENERAL, generator, made, Duration.ZERO, KeyFlags.SIGN_DATA);
    }

    private static ArchiveSigner between(Instant made, Duration lifetime, int flags) {
        Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
        generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
        return of(PublicKeyAlgorithmTags.EDDSA_LEGACY, generator, made, lifetime, flags);
    }

    private static ArchiveSigner of(
            int algorithm, AsymmetricCipherKeyPairGenerator generator, Instant made, Duration lifetime, int flags) {
        try {
            PGPKeyPair pair = new BcPGPKeyPair(algorithm, generator.generateKeyPair(), Date.from(made));
            PGPSignatureSubpacketGenerator about = new PGPSignatureSubpacketGenerator();
            about.setKeyFlags(true, flags);
            about.setSignatureCreationTime(false, Date.from(made));
            if (!lifetime.isZero()) {
                about.setKeyExpirationTime(true, lifetime.toSeconds());
            }
            PGPSecretKeyRing ring = new PGPKeyRingGenerator(
                            PGPSignature.POSITIVE_CERTIFICATION,
                            pair,
                            "Test Archive <archive@example.com>",
                            new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
                            about.generate(),
                            null,
                            new BcPGPContentSignerBuilder(algorithm, HashAlgorithmTags.SHA256),
                            null)
                    .generateSecretKeyRing();
            return new ArchiveSigner(
                    pair,
                    new PGPPublicKeyRing(List.of(ring.getPublicKey())),
                    HashAlgorithmTags.SHA256,
                    made,
                    Duration.ZERO);
        } catch (PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key after its owner has revoked it. */
    public ArchiveSigner revoked() {
        try {
            PGPPublicKey key = ring.getPublicKey();
            PGPSignatureGenerator generator =
                    new PGPSignatureGenerator(new BcPGPContentSignerBuilder(key.getAlgorithm(), digest), key);
            generator.init(PGPSignature.KEY_REVOCATION, pair.getPrivateKey());
            PGPSignatureSubpacketGenerator about = new PGPSignatureSubpacketGenerator();
            about.setSignatureCreationTime(false, Date.from(signedAt));
            about.setIssuerKeyID(false, key.getKeyID());
            generator.setHashedSubpackets(about.generate());
            PGPPublicKey revoked = PGPPublicKey.addCertification(key, generator.generateCertification(key));
            return new ArchiveSigner(pair, new PGPPublicKeyRing(List.of(revoked)), digest, signedAt, validFor);
        } catch (PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key, signing by way of SHA-1. */
    public ArchiveSigner withSha1() {
        return new ArchiveSigner(pair, ring, HashAlgorithmTags.SHA1, signedAt, validFor);
    }

    /** The same key, signing at that time; for ever when {@code lifetime} is zero. */
    public ArchiveSigner signingAt(Instant time, Duration lifetime) {
        return new ArchiveSigner(pair, ring, digest, time, lifetime);
    }

    /** As the failures and {@code gpg} name the key: 16 hexadecimal digits. */
    public String keyId() {
        return String.format("%016X", pair.getKeyID());
    }

    /** Writes the public key, as {@code gpg --export} does. */
    public Path exportTo(Path file) {
        try {
            Files.write(file, publicKey());
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] publicKey() {
        try {
            return ring.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A clear-signed message (RFC 9580, 7) with the signatures of all of them, one after the other. */
    public static byte[] sign(String text, ArchiveSigner... signers) {
        try {
            ByteArrayOutputStream armour = new ByteArrayOutputStream();
            try (ArmoredOutputStream signatures = new ArmoredOutputStream(armour)) {
                for (ArchiveSigner signer : signers) {
                    signer.signature(text).encode(signatures);
                }
            }
            StringBuilder message = new StringBuilder("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n");
            text.lines()
                    .forEach(line -> message.append(line.startsWith("-") ? "- " : "")
                            .append(line)
                            .append('\n'));
            return (message + armour.toString(StandardCharsets.US_ASCII)).getBytes(StandardCharsets.UTF_8);
        } catch (IOException | PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    private PGPSignature signature(String text) throws PGPException {
        PGPPublicKey key = pair.getPublicKey();
        PGPSignatureGenerator generator =
                new PGPSignatureGenerator(new BcPGPContentSignerBuilder(key.getAlgorithm(), digest), key);
        generator.init(PGPSignature.CANONICAL_TEXT_DOCUMENT, pair.getPrivateKey());
        PGPSignatureSubpacketGenerator about = new PGPSignatureSubpacketGenerator();
        about.setSignatureCreationTime(false, Date.from(signedAt));
        about.setIssuerFingerprint(false, key);
        about.setIssuerKeyID(false, key.getKeyID());
        if (!validFor.isZero()) {
            about.setSignatureExpirationTime(true, validFor.toSeconds());
        }
        generator.setHashedSubpackets(about.generate());
        String canonical = String.join(
                "\r\n",
                Arrays.stream(text.split("\n"))
                        .map(line -> line.replaceAll("[ \\t]+$", ""))
                        .toList());
        generator.update(canonical.getBytes(StandardCharsets.UTF_8));
        return generator.generate();
    }
}
