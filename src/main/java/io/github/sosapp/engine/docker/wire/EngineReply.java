package io.github.sosapp.engine.docker.wire;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer of an engine (RFC 9112), whose body is read from the connection while it comes. */
final class EngineReply implements DockerHttpClient.Response {

    private static final int BUFFER = 1 << 16;
    private static final int MOST_HEADERS = 1000;

    private final int status;
    private final Map<String, List<String>> headers;
    private final InputStream body;
    private final Runnable end;

    private EngineReply(int status, Map<String, List<String>> headers, InputStream body, Runnable end) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.end = end;
    }

    /**
     * Reads the head of an answer.
     *
     * @param method of the call, on which it depends whether there is a body
     * @param end closes the connection
     * @throws IOException in plain words when it is none
     */
    static EngineReply read(InputStream socket, String method, Runnable end) throws IOException {
        InputStream in = new BufferedInputStream(socket, BUFFER);
        int status = status(in);
        Map<String, List<String>> headers = headers(in);
        while (status < 200) {
            status = status(in);
            headers = headers(in);
        }
        boolean isEmpty = method.equals("HEAD") || status == 204 || status == 304;
        return new EngineReply(status, headers, isEmpty ? InputStream.nullInputStream() : body(in, headers), end);
    }

    private static int status(InputStream in) throws IOException {
        String[] words = ChunkedInput.line(in).split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-9]\\d\\d")) {
            throw new IOException("its answer is no HTTP");
        }
        return Integer.parseInt(words[1]);
    }

    private static Map<String, List<String>> headers(InputStream in) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int count = 0;
        for (String line = ChunkedInput.line(in); !line.isEmpty(); line = ChunkedInput.line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || ++count > MOST_HEADERS) {
                throw new IOException("its answer is no HTTP");
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    // Without a length or chunks the body lasts until the engine closes the connection.
    private static InputStream body(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.getOrDefault("Transfer-Encoding", List.of()).stream().anyMatch("chunked"::equalsIgnoreCase)) {
            return new ChunkedInput(in);
        }
        List<String> length = headers.getOrDefault("Content-Length", List.of());
        try {
            return length.isEmpty() ? in : new Limited(in, Long.parseLong(length.get(0)));
        } catch (NumberFormatException e) {
            throw new IOException("its answer is no HTTP", e);
        }
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return body;
    }

    @Override
    public void close() {
        end.run();
    }

    /** A body of known length. */
    private static final class Limited extends BlockInput {

        private final InputStream in;
        private long left;

        Limited(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("its answer ended in the middle");
            }
            left -= count;
            return count;
        }
    }
}
