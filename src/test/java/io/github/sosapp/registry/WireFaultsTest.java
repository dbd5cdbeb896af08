package io.github.sosapp.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.Layouts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong on the way to a registry, one fault at a time. */
class WireFaultsTest {

    @TempDir
    Path temporary;

    private FakeRegistry registry;
    private PushBench bench;

    @BeforeEach
    void open() {
        registry = FakeRegistry.open().withTokens("octo", PushBench.CANARY, false);
        bench = new PushBench(registry).withLogin("octo", PushBench.CANARY);
    }

    @AfterEach
    void close() {
        assertThat(registry.violations()).isEmpty();
        registry.close();
    }

    static Stream<Arguments> passingFaults() {
        String upload = "/blobs/uploads/session";
        return Stream.of(
                arguments("503 when an upload is opened", "POST", "uploads/$", Fault.status(503)),
                arguments("429 when an upload is opened", "POST", "uploads/$", Fault.status(429, "Retry-After: 3")),
                arguments("429 to the blob itself", "PUT", upload, Fault.status(429)),
                arguments("503 to the blob itself", "PUT", upload, Fault.status(503)),
                arguments("answer lost after the blob was stored", "PUT", upload, Fault.lostAnswer()),
                arguments("connection closed before the blob", "PUT", upload, Fault.reset()),
                arguments("connection cut in the blob", "PUT", upload, Fault.cutRequest(70_000)),
                arguments("no answer to the blob", "PUT", upload, Fault.stall()),
                arguments(
                        "session forgotten",
                        "PUT",
                        upload,
                        Fault.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")),
                arguments("session in conflict", "PUT", upload, Fault.status(409)),
                arguments("range refused", "PUT", upload, Fault.error(416, "BLOB_UPLOAD_INVALID", "range")),
                arguments("bytes damaged on the way", "PUT", upload, Fault.error(400, "DIGEST_INVALID", "digest")),
                arguments("500 to a manifest", "PUT", "/manifests/sha256", Fault.status(500)),
                arguments("502 to the tag", "PUT", "/manifests/1.0", Fault.status(502)),
                arguments("tag stored, answer lost", "PUT", "/manifests/1.0", Fault.lostAnswer()),
                arguments("503 when looking for a blob", "HEAD", "/blobs/", Fault.status(503)),
                arguments("connection closed when looking for a blob", "HEAD", "/blobs/", Fault.reset()),
                arguments("no answer when looking for a manifest", "HEAD", "/manifests/", Fault.stall()),
                arguments("408 when the tag is read back", "GET", "/manifests/1.0", Fault.status(408)),
                arguments("503 from the token service", "GET", "/token", Fault.status(503)),
                arguments("connection closed by the token service", "GET", "/token", Fault.reset()),
                arguments("503 to the first question", "GET", "/v2/$", Fault.status(503)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passingFaults")
    void aPassingFaultDoesNotStopAPush(String name, String method, String path, Fault fault) {
        ImageLayout layout = Layouts.single(temporary, 1, 2, 150_000);
        FaultPlan plan = FaultPlan.none().once(method, path, fault);
        registry.withFaults(plan);
        bench.withIdleTimeout(Duration.ofMillis(400));

        PushReceipt receipt = bench.push(layout, "1.0");

        assertThat(plan.happened()).isOne();
        assertThat(registry.tag("sos/service", "1.0")).isEqualTo(layout.root().digest());
        assertThat(receipt.digest()).isEqualTo(layout.root().digest());
    }

    @Test
    void aBlobThatArrivedAlthoughTheAnswerWasLostIsNotSentAgain() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 150_000);
        registry.withFaults(FaultPlan.none().once("PUT", "/blobs/uploads/session", Fault.lostAnswer()));

        bench.push(layout, "1.0");

        assertThat(registry.count("PUT", "/blobs/uploads/")).isEqualTo(2);
    }

    @Test
    void tokensThatExpireInTheMiddleAreRenewedOnce() {
        ImageLayout layout = Layouts.single(temporary, 1, 3, 1000);
        registry.withFaults(FaultPlan.none().once("PUT", "/blobs/uploads/session", call -> {
            registry.expireTokens();
            call.proceed();
        }));

        bench.push(layout, "1.0");

        assertThat(registry.tag("sos/service", "1.0")).isEqualTo(layout.root().digest());
        assertThat(registry.count("GET", "/token")).isEqualTo(2);
    }

    @Test
    void theServersWishToWaitIsRespected() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);
        registry.withFaults(FaultPlan.none()
                .once("HEAD", "/manifests/", Fault.status(429, "Retry-After: 5"))
                .once("PUT", "/manifests/1.0", Fault.status(429, "Retry-After: 7")));

        bench.push(layout, "1.0");

        assertThat(bench.pauses).hasSize(2);
        assertThat(bench.pauses.get(0)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
        assertThat(bench.pauses.get(1)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(9));
    }

    @Test
    void aManifestThatTheRegistryConfirmsWronglyIsReadBack() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);
        String other = Digest.of(new byte[] {1}).toString();
        registry.withFaults(FaultPlan.none()
                .once("PUT", "/manifests/sha256", Fault.status(201, "Docker-Content-Digest: " + other)));

        assertThatThrownBy(() -> bench.push(layout, "1.0"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("took the manifest but does not have it");
    }

    @Test
    void aTagThatSomebodyElseTookIsAFailure() throws Exception {
        ImageLayout layout = Layouts.single(temporary.resolve("ours"), 1, 1, 1000);
        ImageLayout theirs = Layouts.single(temporary.resolve("theirs"), 2, 1, 1000);
        bench.push(theirs, "other");
        byte[] manifest = Files.readAllBytes(theirs.blob(theirs.root().digest()));
        registry.withFaults(FaultPlan.none().once("PUT", "/manifests/1.0", call -> {
            call.proceed();
            registry.content().swapManifest("sos/service", "1.0", MediaType.MANIFEST, manifest);
        }));

        assertThatThrownBy(() -> bench.push(layout, "1.0"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(":1.0 is not the image that was pushed")
                .hasMessageContaining("somebody else pushes the same tag");
    }

    @Test
    void aSwappedManifestIsRefusedOnReading() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);
        bench.push(layout, "1.0");
        String digest = layout.root().digest().toString();
        byte[] other = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
        registry.content().swapManifest("sos/service", digest, MediaType.MANIFEST, other);

        assertThatThrownBy(() -> bench.client().manifest(digest))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("answered with other bytes: wanted " + digest);
    }

    @Test
    void aBlobDamagedOnTheWayIsFetchedOnceMore() throws Exception {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 100_000);
        bench.push(layout, "1.0");
        var blob = layout.manifest(layout.root()).layers().get(0);
        byte[] bytes = Files.readAllBytes(layout.blob(blob.digest()));
        byte[] flipped = bytes.clone();
        flipped[5000] ^= 1;
        registry.withFaults(FaultPlan.none().once("GET", "/blobs/", Fault.cutAnswer(flipped, flipped.length)));

        bench.client().download(blob, temporary.resolve("fetched"), received -> {});

        assertThat(temporary.resolve("fetched")).hasBinaryContent(bytes);
        assertThat(registry.count("GET", "/blobs/")).isEqualTo(2);
    }

    @Test
    void aBlobThatStaysDamagedIsRefusedAndLeavesNoFile() throws Exception {
        ImageLayout layout = Layouts.single(temporary.resolve("layout"), 1, 1, 1000);
        bench.push(layout, "1.0");
        var blob = layout.manifest(layout.root()).layers().get(0);
        registry.content().swapBlob("sos/service", blob.digest(), new byte[] {1, 2, 3});
        Path folder = Files.createDirectory(temporary.resolve("fetched"));

        assertThatThrownBy(() -> bench.client().download(blob, folder.resolve("blob"), received -> {}))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("answered with other bytes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aBlobCutShortOrRefusedForAMomentIsFetchedAgain() throws Exception {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 100_000);
        bench.push(layout, "1.0");
        var blob = layout.manifest(layout.root()).layers().get(0);
        byte[] bytes = Files.readAllBytes(layout.blob(blob.digest()));
        registry.withFaults(FaultPlan.none()
                .once("GET", "/blobs/", Fault.cutAnswer(bytes, 40_000))
                .once("GET", "/blobs/", Fault.status(503)));

        bench.client().download(blob, temporary.resolve("fetched"), received -> {});

        assertThat(temporary.resolve("fetched")).hasBinaryContent(bytes);
        assertThat(registry.seen().stream()
                        .filter(request ->
                                request.method().equals("GET") && request.path().contains("/blobs/")))
                .extracting(FakeRegistry.Seen::range)
                .containsExactly("", "bytes=40000-", "bytes=40000-");
    }

    @Test
    void aTokenThatExpiresBetweenTwoPartsOfABlobIsRenewed() throws Exception {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 100_000);
        bench.withLogin("octo", PushBench.CANARY).push(layout, "1.0");
        registry.withTokens("octo", PushBench.CANARY, false);
        var blob = layout.manifest(layout.root()).layers().get(0);
        byte[] bytes = Files.readAllBytes(layout.blob(blob.digest()));
        registry.forgetSeen();
        registry.withFaults(FaultPlan.none().once("GET", "/blobs/", call -> {
            registry.expireTokens();
            Fault.cutAnswer(bytes, 40_000).happen(call);
        }));

        bench.client().download(blob, temporary.resolve("fetched"), received -> {});

        assertThat(temporary.resolve("fetched")).hasBinaryContent(bytes);
        assertThat(registry.count("GET", "/token")).isEqualTo(2);
    }

    @Test
    void aHugeErrorDocumentIsReadOnlyInPart() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);
        registry.withFaults(FaultPlan.none().once("PUT", "/manifests/1.0", Fault.answer(400, "x".repeat(10 << 20))));

        assertThatThrownBy(() -> bench.push(layout, "1.0"))
                .isInstanceOf(BuildFailure.class)
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(600));
    }

    @Test
    void anErrorDocumentIsNeverUnpacked() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);
        registry.withFaults(FaultPlan.none()
                .once("PUT", "/manifests/1.0", Fault.answer(400, "not really gzip", "Content-Encoding: gzip")));

        assertThatThrownBy(() -> bench.push(layout, "1.0"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("the registry answered 400");
    }

    @Test
    void aServerThatDripsCountsAsDead() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);
        registry.withFaults(FaultPlan.none().always("GET", "/manifests/1.0", Fault.drip(200, 50)));
        bench.withIdleTimeout(Duration.ofMillis(400));

        assertThatThrownBy(() -> bench.push(layout, "1.0"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sent no data for 1 s")
                .hasMessageContaining("check the network");
    }

    @Test
    void aRedirectLoopEnds() {
        registry.withFaults(FaultPlan.none()
                .always("GET", "/manifests/1.0", Fault.status(307, "Location: /v2/sos/service/manifests/1.0")));

        assertThatThrownBy(() -> bench.client().manifest("1.0"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("redirected more than 5 times");
        assertThat(registry.count("GET", "/manifests/1.0")).isEqualTo(6);
    }

    @Test
    void aTagWhoseBytesAreNotWhatTheRegistryAnnouncesIsRefused() {
        ImageLayout layout = Layouts.single(temporary, 1, 1, 1000);
        bench.push(layout, "1.0");
        String announced = Digest.of(new byte[] {1}).toString();
        registry.withFaults(FaultPlan.none()
                .always(
                        "GET",
                        "/manifests/1.0",
                        Fault.answer(200, "{\"schemaVersion\":2}", "Docker-Content-Digest: " + announced)));

        assertThatThrownBy(() -> bench.client().manifest("1.0"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("answered with other bytes: wanted " + announced);
    }

    @Test
    void aRegistryThatTakesLongToStoreABlobGetsItOnce() {
        bench.withIdleTimeout(Duration.ofSeconds(1));
        ImageLayout layout = Layouts.single(temporary, 1, 1, 150_000);
        registry.withFaults(FaultPlan.none().once("PUT", "/blobs/uploads/session", call -> {
            try {
                // Twice the idle limit: an answer may take ten of them.
                call.end().await(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            registry.content().forgive(call.exchange());
            call.proceed();
        }));

        bench.push(layout, "1.0");

        assertThat(registry.count("POST", "/blobs/uploads/")).isEqualTo(2);
        assertThat(registry.count("PUT", "/blobs/uploads/")).isEqualTo(2);
    }

    @Test
    void anIdentityTokenIsExchangedAndNeverSentToTheRegistry() throws Exception {
        ImageLayout layout = Layouts.single(temporary.resolve("layout"), 1, 1, 1000);
        String nobody = Base64.getEncoder()
                .encodeToString("00000000-0000-0000-0000-000000000000:".getBytes(StandardCharsets.UTF_8));
        Path configuration =
                Files.createDirectories(temporary.resolve("home/.docker")).resolve("config.json");
        Files.writeString(
                configuration,
                "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + nobody + "\",\"identitytoken\":\""
                        + PushBench.CANARY + "\"}}}");
        var logins =
                CredentialChain.of(new LoginPlaces(Map.of(), temporary.resolve("home"), Optional.empty(), List.of()));
        RegistryClient client = RegistryClient.forPush(bench.http(), logins, bench.image());

        PushReceipt receipt = new ImagePush(client, KnownBlobs.none(), event -> {}).push(layout, List.of("1.0"));

        assertThat(receipt.login()).contains("docker login");
        assertThat(registry.count("POST", "/token")).isOne();
        assertThat(registry.seen()).noneMatch(request -> request.toString().contains(PushBench.CANARY));
    }
}
