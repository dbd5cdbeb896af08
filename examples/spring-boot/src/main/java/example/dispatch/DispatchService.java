package example.dispatch;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Sends help to where it is needed. */
@SpringBootApplication
public class DispatchService {

    public static void main(String[] arguments) {
        SpringApplication.run(DispatchService.class, arguments);
    }
}
