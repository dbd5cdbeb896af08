package io.github.sosapp.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy as companies have them: only it knows the names of some servers. It opens tunnels for TLS to these (RFC 9110,
 * 9.3.6), refuses all else, and keeps what was asked of it.
 */
public final class NamingProxy implements AutoCloseable {

    private final ServerSocket socket;
    private final Map<String, Integer> servers;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private NamingProxy(ServerSocket socket, Map<String, Integer> servers) {
        this.socket = socket;
        this.servers = Map.copyOf(servers);
    }

    /** @param servers the loopback port of each name that it knows, with port: {@code registry.example.com:443} */
    public static NamingProxy knowing(Map<String, Integer> servers) throws IOException {
        NamingProxy proxy = new NamingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), servers);
        start(proxy::accept);
        return proxy;
    }

    /** What settings.xml says of it. */
    public String inSettings() {
        return """
                <proxies>
                  <proxy>
                    <id>of-the-company</id>
                    <active>true</active>
                    <protocol>https</protocol>
                    <host>127.0.0.1</host>
                    <port>%d</port>
                  </proxy>
                </proxies>
                """.formatted(socket.getLocalPort());
    }

    /** First lines of all requests, without the version of HTTP. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void serve(Socket client) {
        try {
            String[] words = head(client.getInputStream()).split(" ", 3);
            requests.add(words[0] + " " + words[1]);
            Integer port = words[0].equals("CONNECT") ? servers.get(words[1]) : null;
            if (port == null) {
                say(client, "403 Forbidden");
                client.close();
                return;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            say(client, "200 Connection established");
            start(() -> pass(server, client));
            pass(client, server);
        } catch (IOException e) {
            // The client went away, or its server did: it sees the connection end.
        }
    }

    // Byte by byte: what follows the empty line belongs to the tunnel.
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            String text = head.toString(StandardCharsets.US_ASCII);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        throw new IOException("no whole request");
    }

    private static void say(Socket client, String status) throws IOException {
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // One side went away; closing both ends the other direction too.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "naming-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
