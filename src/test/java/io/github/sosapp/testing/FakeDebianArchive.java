package io.github.sosapp.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * A Debian archive over HTTP, in this process: whole files and parts of them, conditional requests, nothing else. Keeps
 * what was asked for, and can do any single thing wrong.
 */
public final class FakeDebianArchive implements AutoCloseable {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    private FakeDebianArchive(HttpServer server) {
        this.server = server;
    }

    public static FakeDebianArchive open() {
        try {
            return open(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a server of the caller's making, for example one that speaks TLS. */
    public static FakeDebianArchive open(HttpServer server) {
        FakeDebianArchive archive = new FakeDebianArchive(server);
        server.setExecutor(archive.threads);
        server.createContext("/", archive::answer);
        server.start();
        return archive;
    }

    /** {@code http://127.0.0.1:port/debian}. */
    public String address() {
        return "http://" + host() + "/debian";
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Method and path of everything that was asked for, with the condition if there was one. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Offers a file; the path begins after the host, as in {@code debian/pool/…}. */
    public void put(String path, byte[] content) {
        files.put("/" + path, content);
    }

    public void remove(String path) {
        files.remove("/" + path);
    }

    public byte[] get(String path) {
        return files.get("/" + path);
    }

    /** From now on that file is answered so. */
    public void spoil(String path, Fault fault) {
        faults.put("/" + path, fault);
    }

    public void heal() {
        faults.clear();
    }

    /** Starts a suite; {@code directory} is {@code debian} or {@code debian-security}. */
    public SuiteDraft suite(String directory, String name) {
        return new SuiteDraft(directory, name);
    }

    /** A suite while it is made up; {@link #signedBy} puts it into the archive. */
    public final class SuiteDraft {

        private final String directory;
        private final String name;
        private final Map<String, String> fields = new TreeMap<>();
        private final Map<String, byte[]> listed = new TreeMap<>();
        private boolean byHash = true;

        private SuiteDraft(String directory, String name) {
            this.directory = directory;
            this.name = name;
            fields.put("Suite", "test-of-" + name);
            fields.put("Codename", name);
            fields.put("Components", "main");
        }

        public SuiteDraft dated(Instant date) {
            fields.put("Date", DATE.format(date));
            return this;
        }

        public SuiteDraft validUntil(Instant date) {
            fields.put("Valid-Until", DATE.format(date));
            return this;
        }

        public SuiteDraft field(String field, String value) {
            fields.put(field, value);
            return this;
        }

        public SuiteDraft withoutByHash() {
            byHash = false;
            return this;
        }

        /** Adds the list of an architecture's packages, plain and packed with xz. */
        public SuiteDraft packages(String architecture, String stanzas) {
            byte[] plain = stanzas.getBytes(StandardCharsets.UTF_8);
            listed.put(path(architecture), plain);
            return packed(architecture, ".xz", xz(plain));
        }

        /** The same, packed with gzip only. */
        public SuiteDraft packagesInGzip(String architecture, String stanzas) {
            byte[] plain = stanzas.getBytes(StandardCharsets.UTF_8);
            listed.put(path(architecture), plain);
            return packed(architecture, ".gz", gzip(plain));
        }

        /** Lists other bytes as what an architecture's packages are packed in. */
        public SuiteDraft packed(String architecture, String ending, byte[] content) {
            listed.put(path(architecture) + ending, content);
            return this;
        }

        private String path(String architecture) {
            return "main/binary-" + architecture + "/Packages";
        }

        /** The text that is to be signed. */
        public String release() {
            StringBuilder text = new StringBuilder("Origin: Debian\nLabel: Debian\n");
            fields.forEach((field, value) ->
                    text.append(field).append(": ").append(value).append('\n'));
            if (byHash) {
                text.append("Acquire-By-Hash: yes\n");
            }
            text.append("SHA256:\n");
            listed.forEach((path, content) -> text.append(' ')
                    .append(sha256(content))
                    .append(String.format(Locale.ROOT, " %8d ", content.length))
                    .append(path)
                    .append('\n'));
            return text.toString();
        }

        public FakeDebianArchive signedBy(ArchiveSigner... signers) {
            return as(ArchiveSigner.sign(release(), signers));
        }

        /** Puts the suite into the archive with that InRelease. */
        public FakeDebianArchive as(byte[] message) {
            String suite = directory + "/dists/" + name + "/";
            put(suite + "InRelease", message);
            listed.forEach((path, content) -> {
                if (!path.endsWith("/Packages")) {
                    String folder = path.substring(0, path.lastIndexOf('/'));
                    put(byHash ? suite + folder + "/by-hash/SHA256/" + sha256(content) : suite + path, content);
                }
            });
            return FakeDebianArchive.this;
        }
    }

    /** A stanza of an index for a package of those bytes, which it also puts into the pool of {@code debian}. */
    public String stanza(String name, String version, String architecture, byte[] content) {
        String path = pool(name, version, architecture);
        put("debian/" + path, content);
        return "Package: " + name + "\nVersion: " + version + "\nArchitecture: " + architecture + "\nFilename: " + path
                + "\nSize: " + content.length + "\nSHA256: " + sha256(content) + "\n\n";
    }

    public static String pool(String name, String version, String architecture) {
        return "pool/main/" + name.charAt(0) + "/" + name + "/" + name + "_" + version + "_" + architecture + ".deb";
    }

    public static byte[] xz(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(packed, new LZMA2Options(1))) {
            xz.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String condition = exchange.getRequestHeaders().getFirst("If-None-Match");
        requests.add(exchange.getRequestMethod() + " " + path + (condition == null ? "" : " unless " + condition));
        Fault fault = faults.get(path);
        if (fault == null) {
            serve(exchange, path, condition);
            return;
        }
        fault.happen(new Fault.Call() {
            @Override
            public HttpExchange exchange() {
                return exchange;
            }

            @Override
            public void proceed() throws IOException {
                serve(exchange, path, condition);
            }

            @Override
            public CountDownLatch end() {
                return end;
            }
        });
    }

    private void serve(HttpExchange exchange, String path, String condition) throws IOException {
        try (exchange) {
            byte[] content = files.get(path);
            if (!exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestHeaders().getFirst("User-Agent") == null
                    || exchange.getRequestHeaders().containsKey("Authorization")) {
                exchange.sendResponseHeaders(400, -1);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                String tag = "\"" + sha256(content).substring(0, 8) + "\"";
                exchange.getResponseHeaders().add("ETag", tag);
                if (tag.equals(condition)) {
                    exchange.sendResponseHeaders(304, -1);
                } else {
                    send(exchange, content);
                }
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (range != null) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        byte[] part = Arrays.copyOfRange(content, from, content.length);
        exchange.sendResponseHeaders(range == null ? 200 : 206, part.length == 0 ? -1 : part.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(part);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
