package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for Docker Hub and gcr.io with the images that {@code src/it/machine/stand-ins} made for both processors: under
 * their own names to who asks a proxy, and without TLS as a mirror to builders.
 */
public final class StandInHub implements AutoCloseable {

    private static final List<String> NAMES = List.of("registry-1.docker.io", "gcr.io");
    private static final List<String> PASSED_ON =
            List.of("content-type", "docker-content-digest", "docker-distribution-api-version", "etag");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RegistryServer registry;
    private final SelfSignedServer front;
    private final NamingProxy proxy;

    private StandInHub(RegistryServer registry, SelfSignedServer front, NamingProxy proxy) {
        this.registry = registry;
        this.front = front;
        this.proxy = proxy;
    }

    /** @param directory for what the servers write */
    public static StandInHub open(Path directory) throws IOException, GeneralSecurityException {
        RegistryServer registry = registry(directory.resolve("registry"));
        SelfSignedServer front = SelfSignedServer.named(directory.resolve("front"), NAMES.toArray(String[]::new));
        int port = front.server().getAddress().getPort();
        NamingProxy proxy = NamingProxy.knowing(Map.of(NAMES.get(0) + ":443", port, NAMES.get(1) + ":443", port));
        StandInHub hub = new StandInHub(registry, front, proxy);
        front.server().createContext("/", hub::passOn);
        front.server().setExecutor(hub.threads);
        front.server().start();
        return hub;
    }

    /** The mirror alone. */
    public static RegistryServer registry(Path directory) {
        Path storage = Required.TEST_HOME.resolve("stand-ins/storage");
        Required.that(Files.isDirectory(storage), "there is no " + storage, "bash src/it/machine/stand-ins");
        return RegistryServer.of(storage, directory);
    }

    private void passOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://" + registry.host() + exchange.getRequestURI()))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
            exchange.getRequestHeaders()
                    .getOrDefault("Accept", List.of())
                    .forEach(value -> request.header("Accept", value));
            HttpResponse<InputStream> reply = client.send(request.build(), BodyHandlers.ofInputStream());
            PASSED_ON.forEach(name -> reply.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().add(name, value)));
            boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.statusCode(), hasBody ? 0 : -1);
            if (hasBody) {
                reply.body().transferTo(exchange.getResponseBody());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a {@code buildkitd.toml} says of the mirror. */
    public String inBuildKit() {
        return """
                [registry."docker.io"]
                  mirrors = ["%1$s"]
                [registry."gcr.io"]
                  mirrors = ["%1$s"]
                [registry."%1$s"]
                  http = true
                """.formatted(registry.host());
    }

    /** What a settings.xml says of the proxy, which other registries of a test are not behind. */
    public String inSettings() {
        return proxy.inSettings().replace("</proxy>", "<nonProxyHosts>127.0.0.1</nonProxyHosts></proxy>");
    }

    /** A PEM file of who vouches for the names. */
    public Path authority() {
        return front.certificate();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        front.close();
        threads.shutdownNow();
        registry.close();
    }
}
