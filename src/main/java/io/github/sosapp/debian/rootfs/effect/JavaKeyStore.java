package io.github.sosapp.debian.rootfs.effect;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes trusted certificates as a key store of the type JKS, version 2. The JDK's own writer puts the time of writing
 * into it, and of a PKCS12 store that it writes Java takes no certificate as trusted without a further attribute.
 */
final class JavaKeyStore {

    private static final int MAGIC = 0xFEEDFEED;
    private static final int VERSION = 2;
    private static final int TRUSTED_CERTIFICATE = 2;
    private static final long DATE = 0;

    // Known to everybody; it only lets a reader find out that the file is whole.
    private static final String PASSWORD = "changeit";
    private static final String WHITENER = "Mighty Aphrodite";

    private JavaKeyStore() {}

    /** @param certificates in DER form by alias, which must be in small letters */
    static byte[] bytes(SortedMap<String, byte[]> certificates) {
        ByteArrayOutputStream store = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(store)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(certificates.size());
            for (Map.Entry<String, byte[]> certificate : certificates.entrySet()) {
                out.writeInt(TRUSTED_CERTIFICATE);
                out.writeUTF(certificate.getKey());
                out.writeLong(DATE);
                out.writeUTF("X.509");
                out.writeInt(certificate.getValue().length);
                out.write(certificate.getValue());
            }
            out.write(checksum(store.toByteArray()));
            return store.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
    }

    private static byte[] checksum(byte[] store) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            sha.update(PASSWORD.getBytes(StandardCharsets.UTF_16BE));
            sha.update(WHITENER.getBytes(StandardCharsets.UTF_8));
            return sha.digest(store);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
