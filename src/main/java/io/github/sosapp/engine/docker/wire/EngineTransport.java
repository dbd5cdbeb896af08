package io.github.sosapp.engine.docker.wire;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
        Content content = Content.of(request.body());
        BodyOutput out = new BodyOutput(socket.output(), content.isChunked());
        try {
            byte[] head = head(request, content).getBytes(StandardCharsets.ISO_8859_1);
            socket.output().write(concatenated(head, content.whole()));
            if (content.rest() != null) {
                send(content.rest(), out);
            }
        } catch (IOException e) {
            if (out.isBroken()) {
                return answerBefore(e, request, socket);
            }
            throw e;
        }
        return EngineReply.read(socket.input(), request.method(), () -> close(socket));
    }

    /**
     * What is sent after the head: a short body together with it, because some engines read no further than they must and
     * break a connection off in which something is left.
     *
     * @param whole a short body
     * @param rest a long one, or null
     * @param length in bytes; negative when it is not known
     */
    private record Content(byte[] whole, InputStream rest, long length) {

        static Content of(InputStream body) throws IOException {
            if (body instanceof SizedInput sized) {
                return new Content(new byte[0], body, sized.length());
            }
            byte[] start = body == null ? new byte[0] : body.readNBytes(PIECE);
            return start.length < PIECE
                    ? new Content(start, null, start.length)
                    : new Content(new byte[0], new SequenceInputStream(new ByteArrayInputStream(start), body), -1);
        }

        boolean isChunked() {
            return length < 0;
        }
    }

    private static byte[] concatenated(byte[] head, byte[] body) {
        byte[] both = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, both, head.length, body.length);
        return both;
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

    private String head(Request request, Content content) {
        StringBuilder head = new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\n");
        header(head, "Host", host.getHost() == null ? "localhost" : host.getHost() + ":" + host.getPort());
        header(head, "Connection", "close");
        request.headers().forEach((name, value) -> header(head, name, value));
        if (content.isChunked()) {
            header(head, "Transfer-Encoding", "chunked");
        } else {
            header(head, "Content-Length", Long.toString(content.length()));
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
