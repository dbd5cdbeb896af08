package io.github.sosapp.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@link FakeRegistry} stores, and the routes to it. */
public final class FakeRegistryContent {

    private static final Pattern ROUTE = Pattern.compile("/v2/(.+)/(blobs|manifests)/(uploads/)?([^/]*)");

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    private record StoredManifest(String mediaType, byte[] bytes) {}

    private static final class Session {
        private final String repository;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private boolean broken;

        private Session(String repository) {
            this.repository = repository;
        }
    }

    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, StoredManifest> manifests = new ConcurrentHashMap<>();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, Boolean> uploading = new ConcurrentHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastSession = new AtomicInteger();
    private final AtomicLong bytesReceived = new AtomicLong();
    private volatile String locationPrefix = "";

    /** Uploads are sent to addresses that begin so, instead of relative ones. */
    public void sendUploadsTo(String prefix) {
        locationPrefix = prefix;
    }

    public void putBlob(String repository, byte[] content) {
        blobs.put(repository + "@" + Digest.of(content), content);
    }

    public boolean hasBlob(String repository, Digest digest) {
        return blobs.containsKey(repository + "@" + digest);
    }

    /** Stores what a client would be refused to store: other bytes under a reference. */
    public void swapManifest(String repository, String reference, String mediaType, byte[] bytes) {
        manifests.put(repository + ":" + reference, new StoredManifest(mediaType, bytes));
    }

    public void swapBlob(String repository, Digest digest, byte[] bytes) {
        blobs.put(repository + "@" + digest, bytes);
    }

    /** Bytes of all bodies of finished uploads. */
    public long bytesReceived() {
        return bytesReceived.get();
    }

    Digest tag(String repository, String tag) {
        StoredManifest manifest = manifests.get(repository + ":" + tag);
        return manifest == null ? null : Digest.of(manifest.bytes);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    void violation(String what) {
        violations.add(what);
    }

    /** A fault struck the request; the upload session it used must not be used again. */
    void sessionMet(HttpExchange exchange) {
        Session session = sessions.get(sessionId(exchange));
        if (session != null) {
            session.broken = true;
        }
    }

    /** The fault was only a delay: the session may be used after all. */
    public void forgive(HttpExchange exchange) {
        Session session = sessions.get(sessionId(exchange));
        if (session != null) {
            session.broken = false;
        }
    }

    private static String sessionId(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().replaceFirst(".*/", "");
    }

    /** Does what a PUT asks for without answering. */
    void carryOutSilently(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Matcher route = ROUTE.matcher(exchange.getRequestURI().getPath());
        if (!exchange.getRequestMethod().equals("PUT") || !route.matches()) {
            return;
        }
        if (route.group(2).equals("blobs")) {
            putBlob(route.group(1), body);
        } else {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            store(route.group(1), route.group(4), new StoredManifest(type, body));
        }
    }

    void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher route = ROUTE.matcher(path);
        if (path.equals("/v2/")) {
            reply(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        } else if (!route.matches()) {
            violation("no such route: " + exchange.getRequestMethod() + " " + path);
            error(exchange, 404, "UNSUPPORTED", "no such route");
        } else if (route.group(2).equals("manifests")) {
            manifest(exchange, route.group(1), route.group(4));
        } else if (route.group(3) != null) {
            upload(exchange, route.group(1), route.group(4));
        } else {
            blob(exchange, route.group(1), route.group(4));
        }
    }

    private void blob(HttpExchange exchange, String repository, String digest) throws IOException {
        byte[] content = blobs.get(repository + "@" + digest);
        if (content == null) {
            error(exchange, 404, "BLOB_UNKNOWN", "no such blob");
        } else {
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
            Matcher range =
                    RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
            if (!range.matches()) {
                reply(exchange, 200, "application/octet-stream", content);
                return;
            }
            int start = Integer.parseInt(range.group(1));
            if (start >= content.length) {
                violation("a range was asked for that begins behind the end: " + range.group());
                error(exchange, 416, "RANGE_INVALID", "no such range");
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
            reply(exchange, 206, "application/octet-stream", Arrays.copyOfRange(content, start, content.length));
        }
    }

    private void upload(HttpExchange exchange, String repository, String id) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> openSession(exchange, repository);
            case "PATCH" -> patch(exchange, repository, id);
            case "PUT" -> closeSession(exchange, repository, id);
            case "DELETE" -> dropSession(exchange, repository, id);
            default -> error(exchange, 405, "UNSUPPORTED", "no such method");
        }
    }

    private void openSession(HttpExchange exchange, String repository) throws IOException {
        Map<String, String> query = query(exchange);
        byte[] mounted = blobs.get(query.get("from") + "@" + query.get("mount"));
        if (mounted != null) {
            putBlob(repository, mounted);
            exchange.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/" + query.get("mount"));
            reply(exchange, 201, "text/plain", new byte[0]);
            return;
        }
        String id = "session-" + lastSession.incrementAndGet();
        sessions.put(id, new Session(repository));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        locationPrefix + "/v2/" + repository + "/blobs/uploads/" + id + "?_state=secret-state");
        reply(exchange, 202, "text/plain", new byte[0]);
    }

    // Giving up is right also after an error.
    private void dropSession(HttpExchange exchange, String repository, String id) throws IOException {
        Session session = sessions.remove(id);
        if (session == null || !session.repository.equals(repository)) {
            error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
        } else {
            reply(exchange, 204, "text/plain", new byte[0]);
        }
    }

    /** How many upload sessions nobody finished or gave up. */
    public int openSessions() {
        return sessions.size();
    }

    private Session usable(HttpExchange exchange, String repository, String id) throws IOException {
        Session session = sessions.get(id);
        if (session == null || session.broken || !session.repository.equals(repository)) {
            violation("an upload session was used again after an error: " + id);
            exchange.getRequestBody().readAllBytes();
            error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
            return null;
        }
        if (!"secret-state".equals(query(exchange).get("_state"))) {
            violation("the query of the upload's address was lost");
        }
        return session;
    }

    private void patch(HttpExchange exchange, String repository, String id) throws IOException {
        Session session = usable(exchange, repository, id);
        if (session == null) {
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Content-Range");
        byte[] body = exchange.getRequestBody().readAllBytes();
        int start = session.received.size();
        if (range != null && !range.equals(start + "-" + (start + body.length - 1))) {
            session.broken = true;
            error(exchange, 416, "BLOB_UPLOAD_INVALID", "range out of order");
            return;
        }
        session.received.write(body);
        exchange.getResponseHeaders().set("Location", exchange.getRequestURI().toString());
        reply(exchange, 202, "text/plain", new byte[0]);
    }

    private void closeSession(HttpExchange exchange, String repository, String id) throws IOException {
        Session session = usable(exchange, repository, id);
        if (session == null) {
            return;
        }
        String digest = query(exchange).get("digest");
        if (uploading.putIfAbsent(repository + digest, true) != null) {
            violation("two uploads of one digest at once: " + digest);
        }
        try {
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            if (length == null) {
                violation("an upload without Content-Length");
            }
            session.broken = true;
            session.received.write(exchange.getRequestBody().readAllBytes());
            bytesReceived.addAndGet(session.received.size());
            byte[] content = session.received.toByteArray();
            if (!Digest.of(content).toString().equals(digest)) {
                error(exchange, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
                return;
            }
            sessions.remove(id);
            putBlob(repository, content);
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
            reply(exchange, 201, "text/plain", new byte[0]);
        } finally {
            uploading.remove(repository + digest);
        }
    }

    private void manifest(HttpExchange exchange, String repository, String reference) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            putManifest(exchange, repository, reference);
            return;
        }
        StoredManifest manifest = manifests.get(repository + ":" + reference);
        if (manifest == null) {
            error(exchange, 404, "MANIFEST_UNKNOWN", "no such manifest");
            return;
        }
        String accepted = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
        if (!accepted.contains(manifest.mediaType)) {
            violation("a manifest was asked for without accepting its type");
        }
        String digest = reference.startsWith("sha256:")
                ? reference
                : Digest.of(manifest.bytes).toString();
        exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
        reply(exchange, 200, manifest.mediaType, manifest.bytes);
    }

    private void putManifest(HttpExchange exchange, String repository, String reference) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String digest = Digest.of(body).toString();
        JsonNode json = Json.parse(body);
        if (reference.startsWith("sha256:") && !reference.equals(digest)) {
            error(exchange, 400, "DIGEST_INVALID", "other digest");
        } else if (!json.path("mediaType").asText().equals(type)) {
            error(exchange, 400, "MANIFEST_INVALID", "the type in the header is not the type in the document");
        } else if (!isComplete(repository, json)) {
            violation("a manifest was pushed before its blobs or children");
            error(exchange, 400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
        } else {
            store(repository, reference, new StoredManifest(type, body));
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
            reply(exchange, 201, "text/plain", new byte[0]);
        }
    }

    private void store(String repository, String reference, StoredManifest manifest) {
        manifests.put(repository + ":" + reference, manifest);
        manifests.put(repository + ":" + Digest.of(manifest.bytes), manifest);
    }

    private boolean isComplete(String repository, JsonNode json) {
        for (JsonNode child : json.path("manifests")) {
            if (!manifests.containsKey(repository + ":" + child.path("digest").asText())) {
                return false;
            }
        }
        for (JsonNode layer : json.path("layers")) {
            if (!blobs.containsKey(repository + "@" + layer.path("digest").asText())) {
                return false;
            }
        }
        return json.has("manifests")
                || blobs.containsKey(
                        repository + "@" + json.path("config").path("digest").asText());
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new ConcurrentHashMap<>();
        for (String part :
                String.valueOf(exchange.getRequestURI().getRawQuery()).split("&")) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        return query;
    }

    static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        String json = "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
        reply(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
