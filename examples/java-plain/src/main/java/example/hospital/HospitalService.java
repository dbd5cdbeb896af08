package example.hospital;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Tells which hospital takes patients. It needs nothing but the JDK. */
public final class HospitalService {

    private static final int SECONDS_TO_FINISH = 30;

    private HospitalService() {}

    public static void main(String[] arguments) throws IOException {
        String version = version();
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            System.out.println("java-plain " + version);
            return;
        }
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        start(port, version);
    }

    /** Starts to listen; requests under way may finish when the process is asked to end. */
    static HttpServer start(int port, String version) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/health", exchange -> reply(exchange, health(version)));
        server.createContext("/hospitals", exchange -> reply(exchange, "[{\"name\":\"Central Clinic\",\"beds\":12}]"));
        ExecutorService requests = Executors.newFixedThreadPool(16);
        server.setExecutor(requests);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, requests)));
        server.start();
        return server;
    }

    private static void stop(HttpServer server, ExecutorService requests) {
        requests.shutdown();
        try {
            requests.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
    }

    private static String health(String version) {
        return "{\"status\":\"healthy\",\"timestamp\":\"" + Instant.now().truncatedTo(ChronoUnit.SECONDS)
                + "\",\"version\":\"" + version + "\"}";
    }

    private static void reply(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = HospitalService.class.getResourceAsStream("/application.properties")) {
            properties.load(stream);
        }
        return properties.getProperty("version");
    }
}
