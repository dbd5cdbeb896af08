package io.github.sosapp.engine.docker.wire;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * Calls an engine over its socket or TCP. Its own because the transports of docker-java send bodies in pieces of four
 * kilobytes and load hundreds of classes, which costs a young JVM more than all other calls of a build.
 */
public final class EngineTransport implements DockerHttpClient {

    private static final int PIECE = 1 << 16;

    private final URI host;
    private final Optional<SSLContext> tls;
    private final Set<EngineSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param host {@code unix:///path} or {@code tcp://host:port}
     * @param tls how the engine proves who it is and this side does; empty for a connection without TLS
     */
    public EngineTransport(URI host, Optional<SSLContext> tls) {
        this.host = host;
        this.tls = tls;
    }

    /** @throws UncheckedIOException when nobody answers, or what answers speaks no HTTP */
    @Override
    public Response execute(Request request) {
        if (request.hijackedInput() != null) {
            throw new UnsupportedOperationException("nothing is sent to containers while they run");
        }
        try {
            EngineSocket socket = EngineSocket.connect(host, tls);
            open.add(socket);
            try {
                if (closed) {
                    throw new IOException("the connection is closed");
                }
                return answer(request, socket);
            } catch (IOException | RuntimeException e) {
                close(socket);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EngineReply answer(Request request, EngineSocket socket) throws IOException {
        InputStream body = request.body();
        boolean chunked = body != null && !(body instanceof SizedInput);
        BodyOutput out = new BodyOutput(socket.output(), chunked);
        try {
            socket.output().write(head(request, chunked).getBytes(StandardCharsets.ISO_8859_1));
            if (body != null) {
                send(body, out);
            }
        } catch (IOException e) {
            if (out.isBroken()) {
                return answerBefore(e, request, socket);
            }
            throw e;
        }
        return EngineReply.read(socket.input(), request.method(), () -> close(socket));
    }

    private static void send(InputStream body, BodyOutput out) throws IOException {
        OutputStream pieces = new BufferedOutputStream(out, PIECE);
        body.transferTo(pieces);
        pieces.flush();
        out.end();
    }

    // An engine that refuses need not read everything before it says so; what it said is still there to be read.
    private EngineReply answerBefore(IOException broken, Request request, EngineSocket socket) throws IOException {
        try {
            return EngineReply.read(socket.input(), request.method(), () -> close(socket));
        } catch (IOException saidNothing) {
            throw broken;
        }
    }

    private String head(Request request, boolean chunked) {
        StringBuilder head = new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\n");
        header(head, "Host", host.getHost() == null ? "localhost" : host.getHost() + ":" + host.getPort());
        header(head, "Connection", "close");
        request.headers().forEach((name, value) -> header(head, name, value));
        if (chunked) {
            header(head, "Transfer-Encoding", "chunked");
        } else {
            long length = request.body() instanceof SizedInput sized ? sized.length() : 0;
            header(head, "Content-Length", Long.toString(length));
        }
        return head.append("\r\n").toString();
    }

    private static void header(StringBuilder head, String name, String value) {
        if ((name + value).matches("(?s).*[\\r\\n].*")) {
            throw new IllegalArgumentException("a header of several lines: " + name);
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private void close(EngineSocket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException nothingToLose) {
            // The answer has been read, or nobody wants it any more.
        }
    }

    /** Ends all calls, also those that other threads wait for, and those that they make later. */
    @Override
    public void close() {
        closed = true;
        open.forEach(this::close);
    }
}
