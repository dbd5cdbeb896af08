package io.github.sosapp.engine.docker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the JDK's own server, and against one that answers what a test says. */
class EngineTransportTest {

    private final byte[] content = new byte[3_000_001];
    private final CountDownLatch asked = new CountDownLatch(1);
    private Path directory;
    private ServerSocketChannel server;
    private EngineTransport engine;

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(content);
        // A path of a socket has at most about a hundred bytes.
        directory = Files.createTempDirectory(Path.of("/tmp"), "engine");
        var address = UnixDomainSocketAddress.of(directory.resolve("engine.sock"));
        server = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX).bind(address);
        engine = new EngineTransport(URI.create("unix://" + address.getPath()), Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        engine.close();
        server.close();
        Files.deleteIfExists(directory.resolve("engine.sock"));
        Files.delete(directory);
    }

    private interface Conversation {
        void with(SocketChannel call) throws IOException;
    }

    private void answering(Conversation conversation) {
        Thread thread = new Thread(() -> {
            try (SocketChannel call = server.accept()) {
                asked.countDown();
                conversation.with(call);
            } catch (IOException ended) {
                // The test says what it expected instead.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void answering(String... pieces) {
        answering(call -> {
            readHead(call);
            for (String piece : pieces) {
                call.write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1)));
            }
        });
    }

    private static String readHead(SocketChannel call) throws IOException {
        InputStream in = Channels.newInputStream(call);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private static Request get() {
        return Request.builder().method(Request.Method.GET).path("/v1.41/info").build();
    }

    private static Request post(InputStream body) {
        return Request.builder()
                .method(Request.Method.POST)
                .path("/build")
                .body(body)
                .build();
    }

    private String body(Request request) throws IOException {
        try (DockerHttpClient.Response reply = engine.execute(request)) {
            return new String(reply.getBody().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Bytes that say how many they are. */
    private static SizedInput sized(byte[] bytes) {
        InputStream in = new ByteArrayInputStream(bytes);
        return new SizedInput() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public int read() throws IOException {
                return in.read();
            }
        };
    }

    @Test
    void bodiesComeBackFromAServerAsTheyWere() throws Exception {
        HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/", call -> {
            byte[] body = call.getRequestBody().readAllBytes();
            call.getResponseHeaders()
                    .add("Asked-As", String.valueOf(call.getRequestHeaders().getFirst("Transfer-Encoding")));
            call.sendResponseHeaders(200, call.getRequestURI().getPath().equals("/build") ? 0 : body.length);
            call.getResponseBody().write(body);
            call.close();
        });
        echo.start();
        URI host = URI.create("tcp://127.0.0.1:" + echo.getAddress().getPort());
        try (EngineTransport overTcp = new EngineTransport(host, Optional.empty())) {
            try (var reply = overTcp.execute(post(new ByteArrayInputStream(content)))) {
                assertThat(reply.getHeader("asked-as")).isEqualTo("chunked");
                assertThat(reply.getHeader("Transfer-Encoding")).isEqualTo("chunked");
                assertThat(reply.getBody().readAllBytes()).isEqualTo(content);
            }
            try (var reply = overTcp.execute(post(sized(content)))) {
                assertThat(reply.getHeader("asked-as")).isEqualTo("null");
                assertThat(reply.getBody().readAllBytes()).isEqualTo(content);
            }
            try (var reply = overTcp.execute(get())) {
                assertThat(reply.getBody().readAllBytes()).isEmpty();
            }
        } finally {
            echo.stop(0);
        }
    }

    @Test
    void aCallSaysWhatItIs() throws Exception {
        FutureTask<String> head = new FutureTask<>(() -> {
            try (SocketChannel call = server.accept()) {
                String text = readHead(call);
                call.write(ByteBuffer.wrap("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                return text;
            }
        });
        new Thread(head).start();

        try (var reply = engine.execute(get())) {
            assertThat(reply.getStatusCode()).isEqualTo(204);
            assertThat(reply.getBody().readAllBytes()).isEmpty();
        }
        assertThat(head.get())
                .isEqualTo("GET /v1.41/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Length: 0\r\n\r\n");
    }

    // An engine that has left something unread breaks the connection off when it ends it, as Podman did after an exec.
    @Test
    void aShortBodyComesWithItsHeadAndNothingAfterIt() throws Exception {
        FutureTask<String> sent = new FutureTask<>(() -> {
            try (SocketChannel call = server.accept()) {
                ByteBuffer everything = ByteBuffer.allocate(4096);
                call.read(everything);
                call.write(ByteBuffer.wrap("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                return new String(everything.array(), 0, everything.position(), StandardCharsets.US_ASCII);
            }
        });
        new Thread(sent).start();

        engine.execute(post(new ByteArrayInputStream("{}".getBytes(StandardCharsets.US_ASCII))))
                .close();

        assertThat(sent.get())
                .isEqualTo("POST /build HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Length: 2\r\n\r\n{}");
    }

    @Test
    void answersInChunksOfAnySizeArePutTogether() throws Exception {
        answering(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
                "5;name=value\r\nhel",
                "lo\r\n0006\r\n world\r",
                "\n0\r\n\r\n");

        assertThat(body(get())).isEqualTo("hello world");
    }

    @Test
    void anAnswerWithoutLengthLastsUntilTheEngineIsDone() throws Exception {
        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nline 1\n", "line 2\n");

        assertThat(body(get())).isEqualTo("line 1\nline 2\n");
    }

    @Test
    void aRefusalIsHeardWhileTheBodyIsStillBeingSent() throws Exception {
        answering(call -> {
            readHead(call);
            call.write(ByteBuffer.wrap(
                    "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno".getBytes(StandardCharsets.US_ASCII)));
        });

        try (var reply = engine.execute(post(sized(content)))) {
            assertThat(reply.getStatusCode()).isEqualTo(400);
            assertThat(reply.getBody().readAllBytes()).asString().isEqualTo("no");
        }
    }

    @Test
    void anEngineThatGoesAwaySilentlyBreaksTheCall() {
        answering(EngineTransportTest::readHead);

        assertThatThrownBy(() -> engine.execute(post(new ByteArrayInputStream(content))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Broken pipe");
    }

    @Test
    void anAnswerThatEndsInTheMiddleIsNone() {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
        assertThatThrownBy(() -> body(get()))
                .isInstanceOf(IOException.class)
                .hasMessage("its answer ended in the middle");

        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhello");
        assertThatThrownBy(() -> body(get()))
                .isInstanceOf(IOException.class)
                .hasMessage("its answer ended in the middle");

        answering("HTTP/1.1 200 OK\r\nContent-Le");
        assertThatThrownBy(() -> body(get())).hasMessageContaining("its answer ended in the middle");
    }

    @Test
    void whatIsNoHttpIsToldAsSuch() {
        for (String answer : new String[] {
            "SSH-2.0-OpenSSH_9.2\r\n\r\n",
            "HTTP/1.1 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: much\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmuch\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello",
            "x".repeat(10_000)
        }) {
            answering(answer);
            assertThatThrownBy(() -> body(get())).hasMessageContaining("its answer is no HTTP");
        }
    }

    @Test
    void closingEndsACallThatNobodyAnswers() throws Exception {
        answering(call -> {
            readHead(call);
            call.read(ByteBuffer.allocate(1));
        });
        FutureTask<Integer> call = new FutureTask<>(() -> engine.execute(get()).getStatusCode());
        new Thread(call).start();
        asked.await();

        engine.close();

        assertThatThrownBy(call::get).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void closingEndsACallWhoseBodyNobodyReads() throws Exception {
        CountDownLatch tested = new CountDownLatch(1);
        answering(call -> {
            try {
                tested.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        FutureTask<Integer> call =
                new FutureTask<>(() -> engine.execute(post(sized(content))).getStatusCode());
        new Thread(call).start();
        asked.await();

        engine.close();

        assertThatThrownBy(call::get).hasRootCauseInstanceOf(IOException.class);
        tested.countDown();
    }

    @Test
    void aHeaderCannotBringAnotherOne() {
        answering("HTTP/1.1 200 OK\r\n\r\n");
        Request request = Request.builder()
                .method(Request.Method.GET)
                .path("/info")
                .putHeader("X-Registry-Auth", "a\r\nHost: elsewhere")
                .build();

        assertThatThrownBy(() -> engine.execute(request)).isInstanceOf(IllegalArgumentException.class);
    }
}
