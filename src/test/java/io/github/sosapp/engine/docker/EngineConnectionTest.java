package io.github.sosapp.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.github.sosapp.testing.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines behind TLS, with certificates that openssl makes. */
class EngineConnectionTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        run("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem");
        sign("server", "subjectAltName=DNS:localhost");
        sign("client", "extendedKeyUsage=clientAuth");
        Files.copy(directory.resolve("client.pem"), directory.resolve("cert.pem"));
        Files.copy(directory.resolve("client.key"), directory.resolve("key.pem"));
        run("pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout pass:changeit");
        Programs.succeeded(
                directory,
                Map.of(),
                "keytool -importcert -noprompt -alias ca -file ca.pem -keystore trust.p12 -storepass changeit"
                        .split(" "));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/", call -> {
            call.getResponseHeaders().add("Api-Version", "1.41");
            byte[] answer = "{\"Version\":\"behind TLS\"}".getBytes(StandardCharsets.UTF_8);
            call.sendResponseHeaders(200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void run(String arguments) throws Exception {
        Programs.succeeded(directory, Map.of(), ("openssl " + arguments).split(" "));
    }

    private void sign(String name, String extension) throws Exception {
        Files.writeString(directory.resolve(name + ".ext"), extension + "\n");
        run("req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout " + name + ".key -out " + name + ".csr");
        run("x509 -req -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial -in " + name + ".csr -extfile " + name
                + ".ext -out " + name + ".pem");
    }

    private KeyStore store(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private SSLContext context() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store("server.p12"), PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store("trust.p12"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private EngineConnection open(String name, Path certificates) throws IOException {
        URI host = URI.create("tcp://" + name + ":" + server.getAddress().getPort());
        return EngineConnection.open(new DockerEndpoint(host, Optional.of(certificates), "test"));
    }

    @Test
    void bothSidesShowTheirCertificates() throws Exception {
        try (EngineConnection engine = open("localhost", directory)) {
            assertThat(engine.release()).isEqualTo("Docker Engine behind TLS");
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        assertThatThrownBy(() -> open("127.0.0.1", directory))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("No subject alternative names");
    }

    @Test
    void withoutCertificatesNothingIsSent() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThatThrownBy(() -> open("localhost", empty))
                .isInstanceOf(IOException.class)
                .hasMessage("ca.pem, cert.pem and key.pem are not in " + empty);
    }
}
