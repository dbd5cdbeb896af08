package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The authorities that the package ca-certificates brings, in the forms that programs look for: one PEM file for most,
 * a key store for Java. Each is parsed first: OpenSSL trusts nobody, and says nothing, when one of them is damaged.
 */
public final class TrustAnchors {

    // Only here: the package's examples below usr/share/doc hold a certificate that nobody should trust.
    private static final String SOURCE = "/usr/share/ca-certificates";
    private static final String BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
    private static final String JAVA_STORE = "/etc/ssl/certs/java/cacerts";
    private static final String END = "-----END CERTIFICATE-----";

    private TrustAnchors() {}

    /**
     * Empty when the tree has no certificates.
     *
     * @throws BuildFailure when a certificate cannot be parsed
     */
    public static List<LayerEntry> entries(RootTree tree) throws IOException {
        List<LayerEntry> sources = tree.below(SOURCE).stream()
                .filter(entry ->
                        entry.type() == LayerEntry.Type.FILE && entry.path().endsWith(".crt"))
                .toList();
        if (sources.isEmpty()) {
            return List.of();
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        SortedMap<String, byte[]> anchors = new TreeMap<>();
        for (LayerEntry source : sources) {
            byte[] text = bytes(source);
            for (Certificate certificate : parse(source.path(), text)) {
                anchors.put(alias(source.path(), anchors), encoded(source.path(), certificate));
            }
            bundle.write(text);
            if (text[text.length - 1] != '\n') {
                bundle.write('\n');
            }
        }
        List<LayerEntry> entries = new ArrayList<>(openSslLinks(tree));
        entries.add(file(BUNDLE, bundle.toByteArray()));
        entries.add(file(JAVA_STORE, JavaKeyStore.bytes(anchors)));
        return entries;
    }

    // Where OpenSSL looks; the package openssl would bring the links, but with them a program that a service never
    // runs.
    private static List<LayerEntry> openSslLinks(RootTree tree) {
        List<LayerEntry> links = new ArrayList<>();
        links.add(LayerEntry.symlink("/usr/lib/ssl/cert.pem", BUNDLE));
        links.add(LayerEntry.symlink("/usr/lib/ssl/certs", "/etc/ssl/certs"));
        links.add(LayerEntry.symlink("/usr/lib/ssl/private", "/etc/ssl/private"));
        links.add(LayerEntry.directory("/etc/ssl/private", 0700, Owner.ROOT));
        if (tree.find("/etc/ssl/openssl.cnf").isPresent()) {
            links.add(LayerEntry.symlink("/usr/lib/ssl/openssl.cnf", "/etc/ssl/openssl.cnf"));
        }
        return links;
    }

    private static byte[] bytes(LayerEntry source) throws IOException {
        try (InputStream content = source.content().open()) {
            return content.readAllBytes();
        }
    }

    private static Collection<? extends Certificate> parse(String path, byte[] text) {
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(text));
            int ends = new String(text, StandardCharsets.ISO_8859_1).split(END, -1).length - 1;
            if (certificates.isEmpty() || certificates.size() != ends) {
                throw damaged(path, null);
            }
            return certificates;
        } catch (CertificateException e) {
            throw damaged(path, e);
        }
    }

    private static byte[] encoded(String path, Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw damaged(path, e);
        }
    }

    private static BuildFailure damaged(String path, Exception cause) {
        return BuildFailure.ofWorld("the certificate " + path + " of the base's packages cannot be read")
                .because("with a damaged certificate in their bundle, programs trust nobody")
                .causedBy(cause)
                .remedy("use another version of the package that brings it, normally ca-certificates");
    }

    // As the package ca-certificates-java names them; key stores do not tell capital letters from small ones.
    private static String alias(String path, SortedMap<String, byte[]> taken) {
        String file = path.substring(path.lastIndexOf('/') + 1, path.length() - ".crt".length());
        String alias = "debian:" + file.toLowerCase(Locale.ROOT) + ".pem";
        for (int number = 2; taken.containsKey(alias); number++) {
            alias = "debian:" + file.toLowerCase(Locale.ROOT) + "-" + number + ".pem";
        }
        return alias;
    }

    private static LayerEntry file(String path, byte[] bytes) {
        return LayerEntry.file(path, 0644, Owner.ROOT, FileContent.of(bytes));
    }
}
