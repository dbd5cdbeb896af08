package io.github.sosapp.http;

import io.github.sosapp.http.HttpFailure.Kind;
import io.github.sosapp.http.Movement.Phase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Sends one request once and watches that it gets on. The thread of a client that was not closed waits in the operating
 * system, and the end of a JVM waits 0.3 seconds for such threads.
 */
final class Wire implements AutoCloseable {

    private static final long LEAST_MOVEMENT = 1024;

    private final HttpSettings settings;
    private final SettingsProxySelector proxies;
    private final ThreadGroup threads = new ThreadGroup("sos-http");
    private HttpClient verified;
    private HttpClient unverified;

    Wire(HttpSettings settings) {
        this.settings = settings;
        this.proxies = new SettingsProxySelector(settings.proxy());
    }

    // Made when first needed: reading this Java's authorities takes a while, and a push often needs only one of the
    // two.
    private synchronized HttpClient client(boolean insecure) {
        if (insecure && unverified == null) {
            unverified = client(Trust.inEverybody());
        }
        if (!insecure && verified == null) {
            verified = client(Trust.in(settings.caCertificates()));
        }
        return insecure ? unverified : verified;
    }

    private HttpClient client(SSLContext trust) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .proxy(proxies)
                .sslContext(trust);
        // Whatever threads it starts belong to the group of the thread that makes it.
        return CompletableFuture.supplyAsync(client::build, work -> new Thread(threads, work, "sos-http-start").start())
                .join();
    }

    /** Ends the clients' threads; nothing may be on its way. Java 17 has no other way than to interrupt them. */
    @Override
    public void close() {
        threads.interrupt();
    }

    Reply send(Request request, ReplyTarget target) throws HttpFailure {
        Movement movement = new Movement(request.body().length() > 0 ? Phase.SENDING : Phase.WAITING);
        HttpClient client = client(settings.isInsecure(request.address()));
        HttpRequest sent = sent(request, movement);
        var future = client.sendAsync(sent, info -> reader(request, info, target, movement));
        HttpResponse<byte[]> response = await(future, request, movement);
        Reply reply = new Reply(request.address(), response.statusCode(), response.headers(), response.body());
        if (reply.status() == 407) {
            throw proxyWantsLogin(request);
        }
        return reply;
    }

    private HttpRequest sent(Request request, Movement movement) throws HttpFailure {
        try {
            HttpRequest.Builder builder =
                    HttpRequest.newBuilder(request.address()).header("User-Agent", settings.userAgent());
            request.headers().forEach(builder::header);
            proxies.proxyFor(request.address())
                    .flatMap(Wire::proxyLogin)
                    .ifPresent(login -> builder.header("Proxy-Authorization", login));
            HttpRequest.BodyPublisher body = request.body().length() > 0
                    ? new BodySender(request.body(), movement)
                    : HttpRequest.BodyPublishers.noBody();
            return builder.method(request.method(), body).build();
        } catch (IllegalArgumentException e) {
            throw new HttpFailure(Kind.REDIRECT, "the address or a header is not valid", null);
        }
    }

    private static Optional<String> proxyLogin(ProxySettings proxy) {
        return proxy.user().map(user -> {
            String password = proxy.password().map(secret -> secret.reveal()).orElse("");
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        });
    }

    private static HttpResponse.BodySubscriber<byte[]> reader(
            Request request, HttpResponse.ResponseInfo info, ReplyTarget target, Movement movement) {
        if (info.statusCode() < 200 || info.statusCode() >= 300) {
            return BodyReader.error(movement);
        }
        if (target == null) {
            return BodyReader.document(movement);
        }
        try {
            OutputStream stream =
                    target.open(new Reply(request.address(), info.statusCode(), info.headers(), new byte[0]));
            return BodyReader.into(stream, movement);
        } catch (HttpFailure useless) {
            throw new IllegalStateException(useless);
        } catch (IOException e) {
            movement.failedLocally(e);
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<byte[]> await(
            CompletableFuture<HttpResponse<byte[]>> future, Request request, Movement movement) throws HttpFailure {
        Origin origin = Origin.of(request.address());
        Phase phase = movement.phase();
        long mark = movement.bytes();
        long since = System.nanoTime();
        while (true) {
            try {
                return future.get(Math.max(5, settings.idleTimeout().toMillis() / 20), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (movement.phase() != phase || movement.bytes() - mark >= LEAST_MOVEMENT) {
                    phase = movement.phase();
                    mark = movement.bytes();
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > limit(phase, request).toNanos()) {
                    future.cancel(true);
                    throw new HttpFailure(Kind.STALLED, stalled(origin, phase, limit(phase, request)), e);
                }
            } catch (InterruptedException e) {
                future.cancel(true);
                Thread.currentThread().interrupt();
                throw new HttpFailure(Kind.INTERRUPTED, "the build was interrupted", e);
            } catch (ExecutionException | CancellationException e) {
                throw failure(e, origin, movement);
            }
        }
    }

    private Duration limit(Phase phase, Request request) {
        return phase == Phase.WAITING
                ? settings.idleTimeout().multipliedBy(request.patience())
                : settings.idleTimeout();
    }

    private static String stalled(Origin origin, Phase phase, Duration limit) {
        String what =
                phase == Phase.SENDING ? "took no data" : phase == Phase.WAITING ? "gave no answer" : "sent no data";
        return origin.host() + ":" + origin.port() + " " + what + " for " + Math.max(1, limit.toSeconds()) + " s";
    }

    private static HttpFailure failure(Exception failure, Origin origin, Movement movement) {
        if (movement.localFailure() != null) {
            String message = String.valueOf(movement.localFailure().getMessage());
            return new HttpFailure(Kind.LOCAL_FILE, message, movement.localFailure());
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return FailureKinds.of(cause, origin);
    }

    private HttpFailure proxyWantsLogin(Request request) {
        ProxySettings proxy = proxies.proxyFor(request.address()).orElse(null);
        String name = proxy == null ? "a proxy" : "the proxy " + proxy.host() + ":" + proxy.port();
        boolean refused = proxy != null && proxy.user().isPresent();
        // Java itself drops a Basic login for https through a proxy unless jdk.http.auth.tunneling.disabledSchemes is
        // emptied when it starts; that belongs to the whole process, so only its owner may do it.
        boolean dropped = refused && Origin.of(request.address()).isSecure() && tunnelsWithoutBasic();
        String why = !refused
                ? name + " asks for a login and settings.xml has none for it"
                : dropped
                        ? name + " asks for a login, which Java does not send for https by default"
                        : name + " does not accept its login of settings.xml";
        return new HttpFailure(Kind.PROXY_LOGIN, why, null);
    }

    private static boolean tunnelsWithoutBasic() {
        String disabled = System.getProperty("jdk.http.auth.tunneling.disabledSchemes", "Basic");
        return disabled.toLowerCase(Locale.ROOT).contains("basic");
    }
}
