package io.github.sosapp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sosapp.testing.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @TempDir
    private Path directory;

    private final ConcurrentLinkedDeque<Answer> answers = new ConcurrentLinkedDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Long> received = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final byte[] content = new byte[300_000];
    private HttpServer server;
    private HttpSettings settings = HttpSettings.of("sos-test");

    @BeforeEach
    void open() throws IOException {
        new Random(7).nextBytes(content);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            requests.add(headers.getFirst("Range") + " " + headers.getFirst("If-Range"));
            answers.pop().to(exchange);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        end.countDown();
        server.stop(0);
    }

    private Path file() {
        return directory.resolve("file");
    }

    private Reply fetch(Expected expected) throws IOException {
        var http = new HttpTransport(settings, new RetryPolicy(() -> 0.5, pauses::add));
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/file");
        return Download.over(http, received::add).to(file(), Request.get(address), expected);
    }

    private Expected whole() {
        return Expected.of(content.length, sha256(content));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Announces {@code whole}, or no length when negative, sends a part of the content, and closes the connection. */
    private void answer(int status, int from, int until, long whole, String... headers) {
        answers.add(exchange -> send(exchange, status, from, until, whole, headers));
    }

    private void send(HttpExchange exchange, int status, int from, int until, long whole, String... headers)
            throws IOException {
        for (String header : headers) {
            exchange.getResponseHeaders().add(header.split(": ", 2)[0], header.split(": ", 2)[1]);
        }
        exchange.sendResponseHeaders(status, whole < 0 ? 0 : whole);
        exchange.getResponseBody().write(content, from, until - from);
        exchange.getResponseBody().flush();
    }

    /** The rest of the content, as a server sends it that was asked for it. */
    private void rest(int from) {
        int last = content.length - 1;
        answer(
                206,
                from,
                content.length,
                content.length - from,
                "Content-Range: bytes " + from + "-" + last + "/" + content.length);
    }

    private void assertOnlyTheFileIsThere() throws IOException {
        assertThat(file()).hasBinaryContent(content);
        assertThat(directory).isDirectoryContaining(path -> path.equals(file()));
        assertThat(Files.list(directory)).hasSize(1);
    }

    @Test
    void aBrokenConnectionGoesOnWhereItEnded() throws Exception {
        answer(200, 0, 100_000, content.length);
        rest(100_000);

        assertThat(fetch(whole()).status()).isEqualTo(206);

        assertOnlyTheFileIsThere();
        assertThat(requests).containsExactly("null null", "bytes=100000- null");
        assertThat(received).isSorted().last().isEqualTo((long) content.length);
    }

    @Test
    void itGoesOnAsOftenAsItMustWhenThereIsEnoughNews() throws Exception {
        byte[] large = new byte[12 << 20];
        new Random(8).nextBytes(large);
        for (int i = 0; i < 12; i++) {
            int from = i << 20;
            answers.add(exchange -> {
                exchange.getResponseHeaders()
                        .add("Content-Range", "bytes " + from + "-" + (large.length - 1) + "/" + large.length);
                exchange.sendResponseHeaders(from == 0 ? 200 : 206, large.length - from);
                exchange.getResponseBody().write(large, from, 1 << 20);
                exchange.getResponseBody().flush();
            });
        }

        fetch(Expected.of(large.length, sha256(large)));

        assertThat(file()).hasBinaryContent(large);
        assertThat(requests).hasSize(12);
    }

    @Test
    void withoutNewsItIsGivenUpAfterSixAttempts() {
        answer(200, 0, 1000, content.length);
        for (int i = 0; i < 5; i++) {
            answer(206, 0, 0, content.length - 1000, "Content-Range: bytes 1000-299999/300000");
        }

        assertThatThrownBy(() -> fetch(whole()))
                .isInstanceOf(HttpFailure.class)
                .hasMessageContaining("broke before the answer was complete");
        assertThat(requests).hasSize(6);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aServerThatIgnoresTheRangeBeginsAnew() throws Exception {
        answer(200, 0, 100_000, content.length);
        answer(200, 0, content.length, content.length);

        assertThat(fetch(whole()).status()).isEqualTo(200);

        assertOnlyTheFileIsThere();
        assertThat(requests).containsExactly("null null", "bytes=100000- null");
    }

    @Test
    void aServerThatKnowsNoRestIsAskedForTheWhole() throws Exception {
        answer(200, 0, 100_000, content.length);
        answers.add(exchange -> exchange.sendResponseHeaders(416, -1));
        answer(200, 0, content.length, content.length);

        fetch(whole());

        assertOnlyTheFileIsThere();
        assertThat(requests).last().isEqualTo("null null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 0-299999/300000",
                "bytes 99999-299999/300000",
                "bytes 100001-299999/300000",
                "bytes 100000-299999/300001",
                "bytes 100000-299999/99999999999999999999",
                "bytes */300000",
                "lines 100000-299999/300000",
                ""
            })
    void anotherPartThanAskedForIsRefusedAndTheWholeAskedForOnce(String range) throws Exception {
        answer(200, 0, 100_000, content.length);
        answer(206, 0, 200_000, 200_000, "Content-Range: " + range);
        answer(206, 0, 200_000, 200_000, "Content-Range: " + range);

        HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> fetch(whole()));

        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.WRONG_CONTENT);
        assertThat(failure).hasMessageContaining("127.0.0.1:").hasMessageContaining(" answered with ");
        assertThat(requests).containsExactly("null null", "bytes=100000- null", "null null");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void wrongBytesAreFetchedOnceMoreAndThenRefused() throws Exception {
        Files.writeString(file(), "what was there before");
        String wanted = sha256("other".getBytes(StandardCharsets.UTF_8));
        answer(200, 0, content.length, content.length);
        answer(200, 0, content.length, content.length);

        assertThatThrownBy(() -> fetch(Expected.of(content.length, wanted)))
                .isInstanceOf(HttpFailure.class)
                .hasMessageEndingWith(
                        "answered with other bytes: wanted sha256:" + wanted + ", received sha256:" + sha256(content));
        assertThat(requests).hasSize(2);
        assertThat(file()).hasContent("what was there before");
    }

    @Test
    void aPartThatDoesNotFitIsNoticedAndTheWholeFetched() throws Exception {
        answer(200, 0, 100_000, content.length);
        answer(206, 0, 200_000, 200_000, "Content-Range: bytes 100000-299999/300000");
        answer(200, 0, content.length, content.length);

        fetch(whole());

        assertOnlyTheFileIsThere();
    }

    @Test
    void aLengthOtherThanExpectedIsRefusedBeforeAnythingIsWritten() {
        answer(200, 0, 1000, content.length + 1L);
        answer(200, 0, 1000, content.length + 1L);

        assertThatThrownBy(() -> fetch(whole()))
                .hasMessageEndingWith("other bytes: wanted 300000 of them, announced 300001");
        assertThat(received).isEmpty();
    }

    @Test
    void anAnswerWithoutLengthMayBeNoLongerThanExpected() {
        Expected shorter = Expected.of(1000, sha256(content));
        answer(200, 0, content.length, -1);
        answer(200, 0, content.length, -1);

        assertThatThrownBy(() -> fetch(shorter)).hasMessageEndingWith("other bytes: wanted 1000 of them, more came");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anAnswerOfUnknownLengthEndsAtTheLimit() {
        answer(200, 0, content.length, -1);

        HttpFailure failure = catchThrowableOfType(HttpFailure.class, () -> fetch(unknown(200_000)));

        assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TOO_LARGE);
        assertThat(failure).hasMessageEndingWith("sends more than 200000 bytes");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anAnswerThatEndsWellButTooEarlyGoesOnToo() throws Exception {
        answer(200, 0, 100_000, -1);
        rest(100_000);

        fetch(whole());

        assertOnlyTheFileIsThere();
    }

    @Test
    void whatNothingVouchesForBeginsAnew() throws Exception {
        answer(200, 0, 100_000, content.length, "ETag: W/\"weak\"");
        answer(200, 0, content.length, content.length);

        fetch(unknown(1 << 20));

        assertOnlyTheFileIsThere();
        assertThat(requests).containsExactly("null null", "null null");
    }

    @Test
    void whatTheServerVouchesForGoesOnIfItIsStillTheSame() throws Exception {
        answer(200, 0, 100_000, content.length, "ETag: \"one\"");
        rest(100_000);

        fetch(unknown(1 << 20));

        assertOnlyTheFileIsThere();
        assertThat(requests).containsExactly("null null", "bytes=100000- \"one\"");
    }

    @Test
    void aConnectionThatStallsIsGivenUpAndWhatItStillBringsIsDropped() throws Exception {
        settings = Patience.of(settings, Duration.ofMillis(300));
        answers.add(exchange -> {
            send(exchange, 200, 0, 100_000, content.length);
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        rest(100_000);

        fetch(whole());

        assertOnlyTheFileIsThere();
        assertThat(requests).containsExactly("null null", "bytes=100000- null");
    }

    @Test
    void aServerThatAsksForPatienceGetsIt() throws Exception {
        answer(200, 0, 100_000, content.length);
        answers.add(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7");
            exchange.sendResponseHeaders(503, -1);
        });
        rest(100_000);

        fetch(whole());

        assertOnlyTheFileIsThere();
        assertThat(pauses).last().isEqualTo(Duration.ofMillis(7500));
    }

    @ParameterizedTest
    @ValueSource(ints = {304, 401, 404})
    void anAnswerWithoutTheFileIsGivenBackAndLeavesWhatWasThere(int status) throws Exception {
        Files.writeString(file(), "what was there before");
        answers.add(exchange -> exchange.sendResponseHeaders(status, -1));

        assertThat(fetch(whole()).status()).isEqualTo(status);

        assertThat(file()).hasContent("what was there before");
        assertThat(Files.list(directory)).hasSize(1);
    }

    @Test
    void anEmptyFileIsAFileToo() throws Exception {
        answers.add(exchange -> exchange.sendResponseHeaders(200, -1));

        fetch(Expected.of(0, sha256(new byte[0])));

        assertThat(file()).isEmptyFile();
    }

    @Test
    void aFileThatCannotBeWrittenIsNotTheServersFault() throws Exception {
        Files.writeString(directory.resolve("notADirectory"), "");
        Path target = directory.resolve("notADirectory").resolve("file");
        var http = new HttpTransport(settings, new RetryPolicy(() -> 0.5, pauses::add));

        assertThatThrownBy(() -> Download.over(http, received::add)
                        .to(target, Request.get(URI.create("http://127.0.0.1:1/")), whole()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpFailure.class);
    }

    @Test
    void everyPlaceWhereAConnectionCanBreakGivesTheSameFile() throws Exception {
        Random random = new Random(20);
        for (int round = 0; round < 20; round++) {
            int first = random.nextInt(content.length);
            int second = first + random.nextInt(content.length - first);
            answer(200, 0, first, content.length);
            if (first > 0) {
                int last = content.length - 1;
                answer(206, first, second, content.length - first, "Content-Range: bytes " + first + "-" + last + "/*");
            }
            rest(second);
            fetch(whole());
            assertOnlyTheFileIsThere();
            Files.delete(file());
            answers.clear();
        }
    }

    @Test
    void anExpectationMustMakeSense() {
        assertThatThrownBy(() -> Expected.of(10, "ABC")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Expected.of(10, sha256(content).toUpperCase(Locale.ROOT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Expected.of(-1, sha256(content))).isInstanceOf(IllegalArgumentException.class);
    }

    private static Expected unknown(long most) {
        return new Expected(OptionalLong.empty(), Optional.empty(), most);
    }
}
