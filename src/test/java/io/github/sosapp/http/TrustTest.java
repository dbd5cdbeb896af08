package io.github.sosapp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.sosapp.failure.BuildFailure;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS servers whose certificates nobody vouches for. */
class TrustTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path shared;

    private static Path keys;
    private static Path certificate;

    @TempDir
    Path temporary;

    private final List<Duration> pauses = new ArrayList<>();
    private HttpsServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        keys = shared.resolve("keys.p12");
        certificate = shared.resolve("authority.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry",
                "-validity",
                "3650",
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc:c",
                "-keystore",
                keys.toString());
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-file",
                certificate.toString(),
                "-keystore",
                keys.toString());
    }

    @BeforeEach
    void open() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(keys)) {
            store.load(content, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    private Reply get(HttpSettings settings, String host) throws HttpFailure {
        URI address = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
        return new HttpTransport(settings, new RetryPolicy(() -> 0.5, pauses::add)).exchange(Request.get(address));
    }

    @Test
    void aCertificateOfNobodyIsRefusedAtOnce() {
        HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> get(HttpSettings.of("sos"), "127.0.0.1"));
        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.UNTRUSTED);
        assertThat(failure).hasMessageContaining("no known authority issued it");
        assertThat(pauses).isEmpty();
    }

    @Test
    void anAuthorityOfOursIsTrustedBesidesTheUsualOnes() throws Exception {
        assertThat(get(HttpSettings.of("sos").withCaCertificates(certificate), "127.0.0.1")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        HttpFailure failure = catchThrowableOfType(
                HttpFailure.class, () -> get(HttpSettings.of("sos").withCaCertificates(certificate), "localhost"));
        assertThat(failure).hasMessageContaining("it was issued for another name");
    }

    @Test
    void aListedHostNeedsNoGoodCertificateAndOthersStillDo() throws Exception {
        HttpSettings listed = HttpSettings.of("sos").withInsecureHosts(Set.of("127.0.0.1"));
        assertThat(get(listed, "127.0.0.1").status()).isEqualTo(200);
        assertThatThrownBy(() -> get(listed, "localhost")).isInstanceOf(HttpFailure.class);
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws Exception {
        Path empty = Files.writeString(temporary.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> get(HttpSettings.of("sos").withCaCertificates(empty), "127.0.0.1"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.caCertificates = " + empty + " holds no certificates")
                .hasMessageContaining("-----BEGIN CERTIFICATE-----");
        assertThatThrownBy(() ->
                        get(HttpSettings.of("sos").withCaCertificates(temporary.resolve("none.pem")), "127.0.0.1"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no such file");
    }
}
