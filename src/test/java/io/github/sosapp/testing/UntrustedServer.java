package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that nobody trusts unless told to, and a server that shows it. */
public final class UntrustedServer implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final Path certificate;

    private UntrustedServer(HttpsServer server, Path certificate) {
        this.server = server;
        this.certificate = certificate;
    }

    /** Listens on a free port of that address and answers 200 to everything. */
    public static UntrustedServer listenOn(String address, Path directory)
            throws IOException, GeneralSecurityException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Files.createDirectories(directory);
        Programs.output(
                directory,
                keytool,
                "-genkeypair",
                "-keystore",
                "keys.p12",
                "-storepass",
                "changeit",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=An authority of this test",
                "-validity",
                "2",
                "-ext",
                "san=ip:" + address,
                "-ext",
                "bc=ca:true");
        Programs.output(
                directory,
                keytool,
                "-exportcert",
                "-rfc",
                "-keystore",
                "keys.p12",
                "-storepass",
                "changeit",
                "-alias",
                "server",
                "-file",
                "certificate.pem");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(directory.resolve("keys.p12"))));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return new UntrustedServer(server, directory.resolve("certificate.pem"));
    }

    private static SSLContext context(Path keyFile) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyFile)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** The certificate as a PEM file. */
    public Path certificate() {
        return certificate;
    }

    public String url() {
        return "https://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
