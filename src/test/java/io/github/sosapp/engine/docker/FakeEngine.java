package io.github.sosapp.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An engine that behaves as Docker Engine 20.10 does where loading is concerned: it unpacks what it gets, checks every
 * diffID, and knows a layer without its file only on top of layers that one of its images has.
 */
final class FakeEngine implements AutoCloseable {

    record Held(String id, List<String> layers, List<String> tags) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    final List<Held> images = new ArrayList<>();
    final List<Integer> layersReceived = new ArrayList<>();
    final List<String> paths = new ArrayList<>();
    final List<String> queries = new ArrayList<>();
    String apiVersion = "1.41";
    String minimumVersion = "1.12";
    boolean containerd;
    boolean podman;
    boolean losesItsImagesBeforeTheFirstLoad;
    boolean forgetsWhatItTook;
    boolean neverAnswersLoads;
    boolean leavesWhileItIsSentAContext;
    String refusal = "";

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);

    FakeEngine() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "fake-engine");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    List<DockerEndpoint> endpoint() {
        URI host = URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
        return List.of(new DockerEndpoint(host, Optional.empty(), "test"));
    }

    private void answer(HttpExchange call) throws IOException {
        String path = URLDecoder.decode(call.getRequestURI().getRawPath(), StandardCharsets.UTF_8);
        paths.add(path);
        queries.add(String.valueOf(call.getRequestURI().getRawQuery()));
        if (path.equals("/_ping")) {
            call.getResponseHeaders().add("Api-Version", apiVersion);
            if (podman) {
                call.getResponseHeaders().add("Libpod-Api-Version", "4.3.1");
            }
            reply(call, 200, "OK");
        } else if (path.equals("/version")) {
            reply(call, 200, "{\"MinAPIVersion\":\"" + minimumVersion + "\"}");
        } else if (path.endsWith("/info")) {
            reply(
                    call,
                    200,
                    containerd ? "{\"DriverStatus\":[[\"driver-type\",\"io.containerd.snapshotter.v1\"]]}" : "{}");
        } else if (path.endsWith("/images/json")) {
            reply(
                    call,
                    200,
                    JSON.writeValueAsString(
                            images.stream().map(FakeEngine::listed).toList()));
        } else if (path.endsWith("/build") && leavesWhileItIsSentAContext) {
            call.getRequestBody().readNBytes(1);
            call.close();
        } else if (path.endsWith("/images/load")) {
            load(call);
        } else if (path.endsWith("/tag")) {
            tag(call, path.replaceFirst(".*?/images/", "").replaceFirst("/tag$", ""));
        } else if (path.contains("/images/") && path.endsWith("/json")) {
            inspect(call, path.replaceFirst(".*?/images/", "").replaceFirst("/json$", ""));
        } else {
            reply(call, 404, "{\"message\":\"page not found\"}");
        }
    }

    private static Map<String, Object> listed(Held image) {
        return Map.of("Id", image.id(), "RepoTags", image.tags());
    }

    private void inspect(HttpExchange call, String name) throws IOException {
        Optional<Held> image = images.stream()
                .filter(held -> held.id().equals(name) || held.tags().contains(name))
                .findFirst();
        if (image.isEmpty()) {
            reply(call, 404, "{\"message\":\"No such image: " + name + "\"}");
            return;
        }
        ObjectNode json = JSON.createObjectNode().put("Id", image.get().id());
        json.putObject("RootFS")
                .put("Type", "layers")
                .set("Layers", JSON.valueToTree(image.get().layers()));
        reply(call, 200, json.toString());
    }

    private void tag(HttpExchange call, String id) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : call.getRequestURI().getRawQuery().split("&")) {
            query.put(
                    pair.substring(0, pair.indexOf('=')),
                    URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        String name = query.get("repo") + ":" + query.get("tag");
        Held tagged =
                images.stream().filter(held -> held.id().equals(id)).findFirst().orElseThrow();
        images.remove(tagged);
        images.add(new Held(id, tagged.layers(), List.of(name)));
        reply(call, 201, "");
    }

    private void load(HttpExchange call) throws IOException {
        if (neverAnswersLoads) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        byte[] archive = call.getRequestBody().readAllBytes();
        if (losesItsImagesBeforeTheFirstLoad) {
            images.clear();
            losesItsImagesBeforeTheFirstLoad = false;
        }
        String error = refusal.isEmpty() ? take(unpack(archive)) : refusal;
        reply(
                call,
                200,
                error.isEmpty()
                        ? "{\"stream\":\"Loaded image\"}\r\n"
                        : "{\"errorDetail\":{\"message\":\"" + error + "\"},\"error\":\"" + error + "\"}\r\n");
    }

    private String take(Map<String, byte[]> files) throws IOException {
        JsonNode image = JSON.readTree(files.get("manifest.json")).get(0);
        byte[] config = files.get(image.get("Config").asText());
        List<String> diffIds = new ArrayList<>();
        JSON.readTree(config).path("rootfs").path("diff_ids").forEach(diffId -> diffIds.add(diffId.asText()));
        int received = 0;
        for (int i = 0; i < diffIds.size(); i++) {
            byte[] layer = files.get(image.get("Layers").get(i).asText());
            List<String> below = diffIds.subList(0, i + 1);
            if (layer == null) {
                if (images.stream().noneMatch(held -> starts(held.layers(), below))) {
                    layersReceived.add(received);
                    return "open " + image.get("Layers").get(i).asText() + ": no such file or directory";
                }
            } else {
                received++;
                boolean gzip = layer[0] == 0x1f && (layer[1] & 0xff) == 0x8b;
                InputStream bytes = new ByteArrayInputStream(layer);
                try (InputStream plain = gzip ? new GZIPInputStream(bytes) : bytes) {
                    if (!Digest.of(plain).toString().equals(diffIds.get(i))) {
                        return "invalid diffID";
                    }
                }
            }
        }
        layersReceived.add(received);
        List<String> tags = new ArrayList<>();
        image.get("RepoTags").forEach(tag -> tags.add(tag.asText()));
        if (!forgetsWhatItTook) {
            images.removeIf(held -> held.tags().stream().anyMatch(tags::contains));
            images.add(new Held(Digest.of(config).toString(), diffIds, tags));
        }
        return "";
    }

    private static boolean starts(List<String> whole, List<String> start) {
        return whole.size() >= start.size() && whole.subList(0, start.size()).equals(start);
    }

    private static Map<String, byte[]> unpack(byte[] archive) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        return files;
    }

    private static void reply(HttpExchange call, int status, String body) throws IOException {
        call.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
