package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A registry on a free loopback port that follows distribution-spec to the letter and forgives nothing: what a client does
 * against the rules is refused and kept in {@link #violations()}.
 */
public final class FakeRegistry implements AutoCloseable {

    /**
     * A request as it came in.
     *
     * @param range of the bytes that were asked for; empty for all
     */
    public record Seen(String method, String path, String authorization, String range) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fake-registry");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final FakeRegistryContent content = new FakeRegistryContent();
    private final FakeRegistryLogin login = new FakeRegistryLogin();
    private volatile FaultPlan faults = FaultPlan.none();

    private FakeRegistry(HttpServer server) {
        this.server = server;
    }

    public static FakeRegistry open() {
        try {
            return open(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a server of the caller's making, for example one that speaks TLS. */
    public static FakeRegistry open(HttpServer server) {
        FakeRegistry registry = new FakeRegistry(server);
        server.createContext("/", registry::handle);
        server.setExecutor(registry.threads);
        server.start();
        return registry;
    }

    /** Wants that login by Basic authentication for everything. */
    public FakeRegistry withBasicLogin(String user, String password) {
        login.basic(user, password);
        return this;
    }

    /** Wants tokens, which its own token service gives for that login; anonymous tokens may pull if {@code isPublic}. */
    public FakeRegistry withTokens(String user, String password, boolean isPublic) {
        login.tokens("http://" + host() + "/token", user, password, isPublic);
        return this;
    }

    /** As {@link #withTokens(String, String, boolean)}, with another address of the token service in the challenge. */
    public FakeRegistry withRealm(String realm) {
        login.realm(realm);
        return this;
    }

    public FakeRegistry withFaults(FaultPlan plan) {
        faults = plan;
        return this;
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public FakeRegistryContent content() {
        return content;
    }

    /** No token given so far is accepted any more. */
    public void expireTokens() {
        login.expireTokens();
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public void forgetSeen() {
        seen.clear();
    }

    /** Requests with that method whose path with query contains the regular expression. */
    public long count(String method, String path) {
        var pattern = Pattern.compile(path);
        return seen.stream()
                .filter(request -> request.method().equals(method)
                        && pattern.matcher(request.path()).find())
                .count();
    }

    /** What clients did against the rules. */
    public List<String> violations() {
        return content.violations();
    }

    /** The digest that a tag leads to, or null. */
    public Digest tag(String repository, String tag) {
        return content.tag(repository, tag);
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().toString();
        var headers = exchange.getRequestHeaders();
        seen.add(new Seen(
                method,
                path,
                headers.getFirst("Authorization"),
                String.join("", headers.getOrDefault("Range", List.of()))));
        try {
            var fault = faults.next(method, path);
            if (fault.isEmpty()) {
                answer(exchange);
                return;
            }
            content.sessionMet(exchange);
            fault.get().happen(call(exchange));
        } catch (Fault.LostAnswer lost) {
            content.carryOutSilently(exchange);
            exchange.close();
        } catch (IOException brokenByClient) {
            exchange.close();
        } catch (RuntimeException e) {
            content.violation("the fake registry failed: " + e);
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/token")) {
            login.giveToken(exchange);
        } else if (login.admits(exchange)) {
            content.answer(exchange);
        }
    }

    private Fault.Call call(HttpExchange exchange) {
        return new Fault.Call() {
            @Override
            public HttpExchange exchange() {
                return exchange;
            }

            @Override
            public void proceed() throws IOException {
                answer(exchange);
            }

            @Override
            public CountDownLatch end() {
                return end;
            }
        };
    }
}
