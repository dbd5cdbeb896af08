package io.github.sosapp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Passes connections on to a server and cuts one of them, once, when so many bytes have gone to the server. */
public final class CuttingProxy implements AutoCloseable {

    private final ServerSocket socket;
    private final int serverPort;
    private final AtomicLong sent = new AtomicLong();
    private final long cutAt;
    private final boolean ofAnswers;
    private boolean cut;

    /** Cuts the connection once when so many bytes have gone to the server. */
    public CuttingProxy(int serverPort, long cutAt) throws IOException {
        this(serverPort, cutAt, false);
    }

    /** Cuts the connection once when so many bytes have come from the server. */
    public static CuttingProxy ofAnswers(int serverPort, long cutAt) throws IOException {
        return new CuttingProxy(serverPort, cutAt, true);
    }

    private CuttingProxy(int serverPort, long cutAt, boolean ofAnswers) throws IOException {
        this.ofAnswers = ofAnswers;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        this.cutAt = cutAt;
        start(this::accept);
    }

    public String host() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Bytes that went the way that is cut so far. */
    public long sent() {
        return sent.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                start(() -> pass(client, server, !ofAnswers));
                start(() -> pass(server, client, ofAnswers));
            } catch (IOException e) {
                // Closed, or the server is gone: the client notices.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counts) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (counts && sent.addAndGet(read) >= cutAt && cutOnce()) {
                    return;
                }
            }
        } catch (IOException e) {
            // One side went away; closing both ends the other direction too.
        }
    }

    private synchronized boolean cutOnce() {
        boolean first = !cut;
        cut = true;
        return first;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
