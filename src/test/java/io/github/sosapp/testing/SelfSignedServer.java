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

/** A server on a free port with a certificate that nobody trusts unless told to. */
public final class SelfSignedServer implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final Path certificate;

    private SelfSignedServer(HttpsServer server, Path certificate) {
        this.server = server;
        this.certificate = certificate;
    }

    /** Bound to the address but not started; {@link FakeRegistry#open(com.sun.net.httpserver.HttpServer)} does that. */
    public static SelfSignedServer at(String address, Path directory) throws IOException, GeneralSecurityException {
        return at(address, directory, "ip:" + address);
    }

    /** The same on the loopback address, with a certificate for these names alone. */
    public static SelfSignedServer named(Path directory, String... hosts) throws IOException, GeneralSecurityException {
        return at("127.0.0.1", directory, "dns:" + String.join(",dns:", hosts));
    }

    private static SelfSignedServer at(String address, Path directory, String subject)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        Path keys = Files.createTempDirectory(directory, "keys").resolve("keys.p12");
        Path certificate = keys.resolveSibling("certificate.pem");
        keytool(
                keys,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=An authority of this test",
                "-validity",
                "2",
                "-ext",
                "san=" + subject,
                "-ext",
                "bc=ca:true");
        keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        return new SelfSignedServer(server, certificate);
    }

    /** Answers 200 to everything from now on. */
    public SelfSignedServer answering() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return this;
    }

    private static void keytool(Path keys, String command, String... more) {
        String[] words = new String[more.length + 8];
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String[] first = {keytool, command, "-keystore", keys.toString(), "-storepass", PASSWORD, "-alias", "server"};
        System.arraycopy(first, 0, words, 0, first.length);
        System.arraycopy(more, 0, words, first.length, more.length);
        Programs.output(keys.getParent(), words);
    }

    private static SSLContext context(Path keyFile) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyFile)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    public HttpsServer server() {
        return server;
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
