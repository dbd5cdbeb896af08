package io.github.sosapp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sosapp.secret.Secret;
import io.github.sosapp.testing.Trap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private HttpServer server;
    private URI address;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange);
            answers.pop().to(exchange);
            exchange.close();
        });
        server.start();
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private HttpTransport transport() {
        return transport(HttpSettings.of("sos-test/1"));
    }

    private HttpTransport transport(HttpSettings settings) {
        return new HttpTransport(settings, new RetryPolicy(() -> 0.5, pauses::add));
    }

    private void answer(int status, String... headers) {
        answers.add(exchange -> {
            for (String header : headers) {
                exchange.getResponseHeaders().add(header.split(": ", 2)[0], header.split(": ", 2)[1]);
            }
            exchange.sendResponseHeaders(status, -1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void aPassingErrorIsTriedAgain(int status) throws Exception {
        answer(status);
        answer(200);
        assertThat(transport().exchange(Request.get(address)).status()).isEqualTo(200);
        assertThat(pauses).containsExactly(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 416, 501})
    void aFinalErrorIsNot(int status) throws Exception {
        answer(status);
        assertThat(transport().exchange(Request.get(address)).status()).isEqualTo(status);
        assertThat(pauses).isEmpty();
    }

    @Test
    void anErrorThatStaysIsGivenBackAfterSixAttempts() throws Exception {
        for (int i = 0; i < 6; i++) {
            answer(503);
        }
        assertThat(transport().exchange(Request.get(address)).status()).isEqualTo(503);
        assertThat(requests).hasSize(6);
    }

    @Test
    void aDateToComeBackCountsFromTheServersOwnClock() throws Exception {
        // The server's clock is years away from ours.
        String reply = "HTTP/1.1 429 Slow\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\n"
                + "Retry-After: Sat, 01 Jan 2000 00:00:05 GMT\r\nContent-Length: 0\r\n\r\n";
        try (ServerSocket slow = answering(reply, new ArrayList<>())) {
            URI there = URI.create("http://127.0.0.1:" + slow.getLocalPort() + "/");
            assertThat(transport().exchange(Request.get(there)).status()).isEqualTo(429);
        }
        assertThat(pauses).hasSize(5).allMatch(Duration.ofMillis(5500)::equals);
    }

    @Test
    void theBodyAndTheLengthArriveAsGiven() throws Exception {
        byte[] content = "x".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        List<String> seen = new ArrayList<>();
        answers.add(exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Content-Length"));
            seen.add(exchange.getRequestHeaders().getFirst("User-Agent"));
            seen.add(Integer.toString(exchange.getRequestBody().readAllBytes().length));
            exchange.sendResponseHeaders(201, -1);
        });

        transport().exchange(Request.of("PUT", address).carrying(RequestBody.of(content)));

        assertThat(seen).containsExactly("200000", "sos-test/1", "200000");
    }

    @Test
    void aRedirectWithinTheServerKeepsTheLoginAndOneAwayDropsIt() throws Exception {
        try (Trap trap = Trap.open()) {
            answer(302, "Location: /second");
            answer(307, "Location: " + trap.address() + "/third");

            Reply reply = transport()
                    .exchange(Request.get(address)
                            .with("Authorization", "Bearer secret")
                            .with("Accept", "text/plain")
                            .with("X-Private", "secret"));

            assertThat(reply.status()).isEqualTo(201);
            assertThat(requests.get(1).getRequestHeaders().getFirst("Authorization"))
                    .isEqualTo("Bearer secret");
            assertThat(trap.requests())
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request).contains("text/plain").doesNotContain("secret"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://elsewhere/", "http://user:pw@127.0.0.1/", "http://[broken/", "file:///etc/passwd"})
    void aRedirectToNoWebAddressIsRefused(String location) {
        answer(302, "Location: " + location);
        HttpFailure failure =
                catchThrowableOfType(HttpFailure.class, () -> transport().exchange(Request.get(address)));
        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.REDIRECT);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aDocumentThatIsTooLongIsRefused() {
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[9 << 20]);
        });
        HttpFailure failure =
                catchThrowableOfType(HttpFailure.class, () -> transport().exchange(Request.get(address)));
        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TOO_LARGE);
    }

    @Test
    void aHostNameThatDoesNotExistIsNotTriedAgain() {
        HttpFailure failure = catchThrowableOfType(
                HttpFailure.class,
                () -> transport().exchange(Request.get(URI.create("https://no-such-host.invalid/"))));
        assertThat(failure).hasMessage("there is no host named no-such-host.invalid");
        assertThat(pauses).isEmpty();
    }

    @Test
    void aPlainServerIsRecognisedBehindAnHttpsAddress() throws Exception {
        try (ServerSocket plain = answering("HTTP/1.1 400 Bad Request\r\n\r\n", new ArrayList<>())) {
            URI secure = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");
            HttpFailure failure =
                    catchThrowableOfType(HttpFailure.class, () -> transport().exchange(Request.get(secure)));
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.NOT_TLS);
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void aConnectionThatBreaksInTheTlsGreetingIsTriedAgain() throws Exception {
        try (ServerSocket closing = answering("", new ArrayList<>())) {
            URI secure = URI.create("https://127.0.0.1:" + closing.getLocalPort() + "/");
            HttpFailure failure =
                    catchThrowableOfType(HttpFailure.class, () -> transport().exchange(Request.get(secure)));
            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.BROKEN);
            assertThat(pauses).hasSize(5);
        }
    }

    @Test
    void plainRequestsGoThroughTheProxyWithItsLogin() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (ServerSocket proxy = answering("HTTP/1.1 204 No Content\r\n\r\n", seen)) {
            Reply reply = transport(HttpSettings.of("sos").withProxy(proxy(proxy, "octo", "other.example")))
                    .exchange(Request.get(URI.create("http://registry.example/v2/")));

            assertThat(reply.status()).isEqualTo(204);
            String login = Base64.getEncoder().encodeToString("octo:pw".getBytes(StandardCharsets.UTF_8));
            assertThat(seen)
                    .contains("GET http://registry.example/v2/ HTTP/1.1", "Proxy-Authorization: Basic " + login);
        }
    }

    @Test
    void aHostOutsideTheProxyIsReachedDirectlyAndSeesNoProxyLogin() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (ServerSocket proxy = answering("HTTP/1.1 500 No\r\n\r\n", seen)) {
            answer(200);
            transport(HttpSettings.of("sos").withProxy(proxy(proxy, "octo", "127.*")))
                    .exchange(Request.get(address));

            assertThat(seen).isEmpty();
            assertThat(requests.get(0).getRequestHeaders().getFirst("Proxy-Authorization"))
                    .isNull();
        }
    }

    @Test
    void aProxyThatWantsALoginForHttpsIsExplained() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        String refusal = "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n";
        try (ServerSocket proxy = answering(refusal, seen)) {
            HttpFailure failure = catchThrowableOfType(
                    HttpFailure.class,
                    () -> transport(HttpSettings.of("sos").withProxy(proxy(proxy, "octo", "")))
                            .exchange(Request.get(URI.create("https://registry.example/v2/"))));

            assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.PROXY_LOGIN);
            assertThat(failure).hasMessageContaining("which Java does not send for https by default");
            assertThat(seen).first().asString().startsWith("CONNECT registry.example:443");
            assertThat(seen).noneMatch(line -> line.startsWith("Proxy-Authorization"));
        }
    }

    private static ProxySettings proxy(ServerSocket proxy, String user, String nonProxyHosts) {
        return new ProxySettings(
                "127.0.0.1", proxy.getLocalPort(), Optional.of(user), Optional.of(new Secret("pw")), nonProxyHosts);
    }

    /** Answers every connection with the same bytes and keeps the lines it was sent. */
    private static ServerSocket answering(String reply, List<String> seen) throws IOException {
        ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept()) {
                    var lines = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
                    if (connection.getInputStream().available() >= 0 && isText(lines)) {
                        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                            seen.add(line);
                        }
                    }
                    connection.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
                    connection.getOutputStream().flush();
                    connection.shutdownOutput();
                } catch (IOException e) {
                    // The client went away, or the test is over.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    private static boolean isText(BufferedReader lines) throws IOException {
        lines.mark(1);
        int first = lines.read();
        lines.reset();
        return Character.isLetter(first);
    }

    @Test
    void insecureHostsAreMatchedWithTheirPortOrForAllPorts() {
        HttpSettings settings = HttpSettings.of("sos").withInsecureHosts(Set.of("a:5000", "B"));
        assertThat(settings.isInsecure(URI.create("http://a:5000/"))).isTrue();
        assertThat(settings.isInsecure(URI.create("http://a:5001/"))).isFalse();
        assertThat(settings.isInsecure(URI.create("https://b:1/"))).isTrue();
        assertThat(settings.isInsecure(URI.create("https://a.b/"))).isFalse();
    }

    // A thread that waits in the operating system holds up the end of a JVM.
    @Test
    void closedItLeavesNoThreadWaitingAndStillServes() throws Exception {
        Set<Thread> before = selectors();
        HttpTransport transport = transport();
        answer(200);
        transport.exchange(Request.get(address));
        Set<Thread> started = selectors();
        started.removeAll(before);
        assertThat(started).hasSize(1);

        transport.close();

        for (Thread thread : started) {
            thread.join(60_000);
        }
        assertThat(started).noneMatch(Thread::isAlive);
        answer(200);
        assertThat(transport.exchange(Request.get(address)).status()).isEqualTo(200);
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager"))
                .collect(Collectors.toSet());
    }
}
