package io.github.sosapp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** Passes connections on to a server, all of them together no faster than so many bytes a second; a line with a limit. */
public final class ThrottledProxy {

    private static final int PIECE = 16 * 1024;

    private final long bytesPerSecond;
    private long freeAt = System.nanoTime();

    private ThrottledProxy(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Arguments: the port to listen on, the port of the server, bytes a second. Runs until it is killed. */
    public static void main(String[] arguments) throws IOException {
        ThrottledProxy line = new ThrottledProxy(Long.parseLong(arguments[2]));
        int server = Integer.parseInt(arguments[1]);
        try (ServerSocket socket =
                new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                Socket client = socket.accept();
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                onward.setTcpNoDelay(true);
                // A small buffer, or the kernel would hide the limit from the client.
                client.setReceiveBufferSize(PIECE);
                line.start(client, onward);
                line.start(onward, client);
            }
        }
    }

    private void start(Socket from, Socket to) {
        Thread thread = new Thread(() -> pass(from, to), "throttled-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[PIECE];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                LockSupport.parkNanos(waitFor(read));
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side went away; closing both ends the other direction too.
        }
    }

    private synchronized long waitFor(int bytes) {
        long now = System.nanoTime();
        freeAt = Math.max(now, freeAt) + bytes * 1_000_000_000L / bytesPerSecond;
        return freeAt - now;
    }
}
