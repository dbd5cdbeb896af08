package io.github.sosapp.engine.docker.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One connection to an engine. Closing it ends what other threads do with it.
 *
 * @param connection what has to be closed; below TLS, whose own end would wait for a thread that is writing
 */
record EngineSocket(InputStream input, OutputStream output, Closeable connection) implements Closeable {

    private static final int CONNECT_LIMIT = 10_000;
    private static final int BUFFER = 1 << 18;

    /**
     * Connects.
     *
     * @param host {@code unix:///path} or {@code tcp://host:port}
     */
    static EngineSocket connect(URI host, Optional<SSLContext> tls) throws IOException {
        return host.getScheme().equals("unix") ? local(host) : remote(host, tls);
    }

    private static EngineSocket local(URI host) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(host.getPath()));
        return new EngineSocket(new ChannelInput(channel), new ChannelOutput(channel), channel);
    }

    private static EngineSocket remote(URI host, Optional<SSLContext> tls) throws IOException {
        Socket plain = connected(host.getHost(), host.getPort());
        try {
            plain.setTcpNoDelay(true);
            Socket socket = tls.isEmpty() ? plain : secured(plain, host, tls.get());
            return new EngineSocket(socket.getInputStream(), socket.getOutputStream(), plain);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    // A name may have addresses at which nobody listens, as localhost often has.
    private static Socket connected(String name, int port) throws IOException {
        IOException refusal = null;
        for (InetAddress address : InetAddress.getAllByName(name)) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, port), CONNECT_LIMIT);
                return socket;
            } catch (IOException e) {
                socket.close();
                refusal = e;
            }
        }
        throw refusal;
    }

    private static Socket secured(Socket plain, URI host, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host.getHost(), host.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    /** Not the JDK's own stream of a channel, which lets nobody read while somebody writes. */
    private static final class ChannelInput extends BlockInput {

        private final SocketChannel channel;

        ChannelInput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(buffer, offset, length));
        }
    }

    /** Hands over what it gets at once, in pieces as large as a socket takes. */
    private static final class ChannelOutput extends OutputStream {

        private final SocketChannel channel;
        private final ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);

        ChannelOutput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int count = Math.min(length - done, BUFFER);
                direct.clear().put(bytes, offset + done, count).flip();
                while (direct.hasRemaining()) {
                    channel.write(direct);
                }
                done += count;
            }
        }
    }
}
