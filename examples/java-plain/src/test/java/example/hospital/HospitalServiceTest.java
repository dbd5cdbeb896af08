package example.hospital;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HospitalServiceTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HospitalService.start(0, "1.2.3");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @Test
    void healthTellsTheVersion() throws Exception {
        HttpResponse<String> health = get("/health");

        assertEquals(200, health.statusCode());
        assertTrue(health.body().startsWith("{\"status\":\"healthy\""), health.body());
        assertTrue(health.body().contains("\"version\":\"1.2.3\""), health.body());
    }

    @Test
    void hospitalsComeWithTheirBeds() throws Exception {
        assertEquals("[{\"name\":\"Central Clinic\",\"beds\":12}]", get("/hospitals").body());
    }
}
