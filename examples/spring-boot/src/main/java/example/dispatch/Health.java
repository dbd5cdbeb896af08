package example.dispatch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The answer that every service of the SOS App gives; /actuator/health knows more. */
@RestController
public class Health {

    private final String version;

    public Health(@Value("${service.version}") String version) {
        this.version = version;
    }

    @GetMapping("/health")
    public Map<String, String> health() {
        return Map.of(
                "status", "healthy",
                "timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "version", version);
    }
}
