package io.github.sosapp.service.java.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a service on this machine whether it is well: {@code HealthProbe <port> <path>}. Ends with 0 when the answer is a
 * 2xx, else with 1 and a line that says what came instead.
 */
public final class HealthProbe {

    private static final int MILLISECONDS_TO_ANSWER = 5000;
    // "HTTP/1.1 200": more is never needed, and less is no answer (RFC 9112, section 4).
    private static final int STATUS_END = 12;

    private HealthProbe() {}

    public static void main(String[] arguments) {
        String complaint = complaint(Integer.parseInt(arguments[0]), arguments[1]);
        if (!complaint.isEmpty()) {
            System.out.println(complaint);
            System.exit(1);
        }
    }

    // By a socket, because the classes of an HTTP client take longer to load than all the rest.
    private static String complaint(int port, String path) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLISECONDS_TO_ANSWER);
            socket.setSoTimeout(MILLISECONDS_TO_ANSWER);
            OutputStream request = socket.getOutputStream();
            request.write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port
                            + "\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            request.flush();
            String status = status(socket.getInputStream());
            return status.matches("HTTP/1\\.[01] 2\\d\\d") ? "" : path + " answered: " + status;
        } catch (IOException e) {
            return path + " did not answer: " + e.getMessage();
        }
    }

    private static String status(InputStream answer) throws IOException {
        return new String(answer.readNBytes(STATUS_END), StandardCharsets.US_ASCII);
    }
}
