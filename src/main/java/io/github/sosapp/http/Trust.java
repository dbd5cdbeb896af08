package io.github.sosapp.http;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Decides which servers' certificates are believed. */
final class Trust {

    private Trust() {}

    /** Trusts the authorities of this Java, and those of the PEM file besides. */
    static SSLContext in(Optional<Path> pemFile) {
        try {
            TrustManagerFactory usual = factory(null);
            if (pemFile.isEmpty()) {
                return context(usual.getTrustManagers());
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : authorities(usual)) {
                store.setCertificateEntry("usual-" + number++, certificate);
            }
            for (Certificate certificate : read(pemFile.get())) {
                store.setCertificateEntry("added-" + number++, certificate);
            }
            return context(factory(store).getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no usable TLS", e);
        }
    }

    /** Trusts every server, for the hosts that the user listed as insecure. */
    static SSLContext inEverybody() {
        try {
            return context(new TrustManager[] {new Believer()});
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no usable TLS", e);
        }
    }

    private static List<Certificate> read(Path pemFile) {
        try (InputStream content = Files.newInputStream(pemFile)) {
            List<Certificate> certificates =
                    new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(content));
            if (certificates.isEmpty()) {
                throw new GeneralSecurityException("empty");
            }
            return certificates;
        } catch (IOException | GeneralSecurityException e) {
            throw BuildFailure.ofUser("sos.caCertificates = " + pemFile + " holds no certificates")
                    .because(Files.exists(pemFile) ? "the file is not in PEM form" : "there is no such file")
                    .causedBy(e)
                    .remedy(
                            "name a file with the lines -----BEGIN CERTIFICATE----- in it, or remove sos.caCertificates");
        }
    }

    private static TrustManagerFactory factory(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static List<Certificate> authorities(TrustManagerFactory factory) {
        List<Certificate> certificates = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                certificates.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return certificates;
    }

    private static SSLContext context(TrustManager[] managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context;
    }

    // Java checks host names inside its own trust manager, so an extended one of ours switches off both checks, for
    // listed hosts only, without the system property that would switch them off for the whole process.
    private static final class Believer extends X509ExtendedTrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
