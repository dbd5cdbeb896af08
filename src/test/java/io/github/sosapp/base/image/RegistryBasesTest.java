package io.github.sosapp.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.PlatformBase;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import io.github.sosapp.image.MediaType;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.StandardLabels;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryBasesTest {

    private static final Path NOWHERE = Path.of("/nonexistent");

    @TempDir
    Path temporary;

    private FakeRegistry registry;
    private BaseBench bench;
    private final HandmadeImage image = new HandmadeImage();

    @BeforeEach
    void open() {
        registry = FakeRegistry.open();
        bench = new BaseBench(registry, temporary.resolve("cache"));
    }

    @AfterEach
    void close() {
        assertThat(registry.violations()).isEmpty();
        registry.close();
    }

    private HandmadeImage twoPlatforms() {
        ObjectNode attestation = image.manifest(
                MediaType.MANIFEST, MediaType.CONFIG, Json.object(), "application/vnd.in-toto+json provenance");
        ObjectNode attested = image.child(attestation, "unknown/unknown");
        attested.putObject("annotations").put("vnd.docker.reference.type", "attestation-manifest");
        ObjectNode unmarked = image.child(attestation, "linux/amd64");
        unmarked.putObject("annotations").put("vnd.docker.reference.type", "attestation-manifest");
        ObjectNode artifact = image.child(attestation, "linux/amd64").put("artifactType", "application/spdx+json");
        return image.index(
                        MediaType.INDEX,
                        attested,
                        unmarked,
                        artifact,
                        image.child(
                                        image.manifest(
                                                HandmadeImage.config("linux/amd64", "libc", "java amd64"),
                                                "libc",
                                                "java amd64"),
                                        "linux/amd64")
                                // crane says this of images.
                                .put("artifactType", MediaType.CONFIG),
                        image.child(
                                image.manifest(
                                        HandmadeImage.config("linux/arm64", "libc", "java arm64"),
                                        "libc",
                                        "java arm64"),
                                "linux/arm64/v8"))
                .into(registry, BaseBench.REPOSITORY, "17");
    }

    private HandmadeImage single(ObjectNode config, String... layers) {
        return image.root(image.manifest(config, layers)).into(registry, BaseBench.REPOSITORY, "17");
    }

    private String message(Platform... platforms) {
        try {
            bench.find(
                    bench.image() + ":17", platforms.length == 0 ? new Platform[] {Platform.LINUX_AMD64} : platforms);
        } catch (BuildFailure failure) {
            assertThat(failure.origin()).contains(BaseBench.ORIGIN);
            return failure.getMessage();
        }
        return "found";
    }

    @Test
    void eachPlatformOfAnIndexIsReadAndItsAttestationsAreNot() {
        twoPlatforms();

        BaseImage base = bench.find(bench.image() + ":17");

        for (Platform platform : new Platform[] {Platform.LINUX_AMD64, Platform.LINUX_ARM64}) {
            PlatformBase found = base.on(platform, NOWHERE);
            assertThat(found.config().orElseThrow().platform()).isEqualTo(platform);
            assertThat(found.layers())
                    .extracting(layer -> layer.descriptor().digest())
                    .containsExactly(
                            HandmadeImage.digest("libc"), HandmadeImage.digest("java " + platform.architecture()));
            assertThat(found.layers())
                    .extracting(Layer::repository)
                    .allMatch(repository -> repository.orElseThrow().equals(bench.image()));
        }
    }

    @Test
    void noLayerIsFetched() {
        twoPlatforms();

        bench.find(bench.image() + ":17").on(Platform.LINUX_AMD64, NOWHERE);

        assertThat(registry.count("GET", "/blobs/"))
                .as("the two configurations")
                .isEqualTo(2);
        assertThat(registry.count("GET", HandmadeImage.digest("libc").hex())).isZero();
    }

    @Test
    void theLabelAndTheConsoleNameTagAndDigest() {
        Digest digest = twoPlatforms().digest();

        BaseImage base = bench.find(bench.image() + ":17");

        assertThat(base.label()).contains(new StandardLabels.Base(bench.image() + ":17", digest));
        assertThat(base.description()).isEqualTo(bench.image() + ":17 (" + digest.abbreviated() + "…)");
        assertThat(base.toJson().path("digest").asText()).isEqualTo(digest.toString());
        assertThat(base.warnings()).isEmpty();
    }

    @Test
    void theSecondBuildOnlyAsksWhatTheTagMeans() {
        twoPlatforms();
        bench.find(bench.image() + ":17");

        var same = bench.again().find(bench.image() + ":17").toJson();

        assertThat(registry.seen())
                .extracting(FakeRegistry.Seen::path)
                .containsExactly("/v2/", "/v2/sos/java/manifests/17");
        assertThat(same).isEqualTo(bench.find(bench.image() + ":17").toJson());
    }

    @Test
    void aTagIsAskedForOncePerRunOfMavenEvenWhenItMoves() {
        Digest before = twoPlatforms().digest();
        bench.find(bench.image() + ":17");
        single(HandmadeImage.config("linux/amd64", "other"), "other");

        assertThat(digestOf(bench.inProject("second module").find(bench.image() + ":17", Platform.LINUX_AMD64)))
                .isEqualTo(before);
        assertThat(digestOf(bench.again().find(bench.image() + ":17", Platform.LINUX_AMD64)))
                .isEqualTo(image.digest());
    }

    private static Digest digestOf(BaseImage base) {
        return base.label().orElseThrow().digest();
    }

    @Test
    void aPinnedBaseThatIsKnownAsksNobody() {
        String pinned = bench.image() + "@" + twoPlatforms().digest();
        bench.find(pinned);

        bench.again().find(pinned);

        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void theLockSaysWhatATagMeans() throws Exception {
        Digest locked = twoPlatforms().digest();
        single(HandmadeImage.config("linux/amd64", "other"), "other");

        ObjectNode lock = Json.object().put("lockVersion", 1);
        lock.putObject("images").put(bench.image() + ":17", locked.toString());
        bench.withLock(BaseLock.read(Files.write(temporary.resolve("sos-lock.json"), Json.bytes(lock))));

        assertThat(digestOf(bench.find(bench.image() + ":17"))).isEqualTo(locked);
        assertThat(registry.count("GET", "/manifests/17")).isZero();
    }

    @Test
    void lockingAsksWhatTheTagMeansNowAndLeavesAPinnedBaseAlone() {
        Digest digest = twoPlatforms().digest();
        BaseLock before = BaseLock.empty("sos-lock.json").with("registry.example.com/other:1", digest);
        List<Platform> platforms = List.of(Platform.LINUX_AMD64);

        BaseLock after = bench.bases().lock(BaseRequest.of(bench.image() + ":17", BaseBench.ORIGIN), platforms, before);

        assertThat(after.image(bench.image() + ":17")).contains(digest);
        assertThat(after.image("registry.example.com/other:1")).contains(digest);
        assertThat(bench.bases()
                        .lock(BaseRequest.of(bench.image() + "@" + digest, BaseBench.ORIGIN), platforms, before))
                .isSameAs(before);
        assertThatThrownBy(() -> bench.offline()
                        .bases()
                        .lock(BaseRequest.of(bench.image() + ":17", BaseBench.ORIGIN), platforms, before))
                .hasMessageContaining("only the registry knows what the tag means now, and Maven is offline (-o)");
    }

    @Test
    void offlineWhatThisProjectOnceHadIsEnough() {
        twoPlatforms();
        var online = bench.find(bench.image() + ":17").toJson();

        assertThat(bench.again().offline().find(bench.image() + ":17").toJson()).isEqualTo(online);
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void offlineAProjectDoesNotBelieveWhatAnotherProjectHeardOfATag() {
        twoPlatforms();
        bench.find(bench.image() + ":17");
        bench.again().offline().inProject("stranger");

        assertThat(message())
                .contains("the base " + bench.image() + ":17 cannot be had offline")
                .contains("this module never asked what the tag means, and Maven is offline (-o)")
                .contains("run mvn once without -o");
    }

    @Test
    void offlineADocumentThatIsNotThereIsNamed() throws Exception {
        Digest digest = twoPlatforms().digest();
        bench.find(bench.image() + ":17");
        Files.delete(bench.store.path(digest));
        bench.again().offline();

        assertThat(message()).contains("its manifest " + digest + " is not in the cache");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.docker.image.rootfs.diff.tar.gzip, application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.diff.tar.zstd, application/vnd.oci.image.layer.v1.tar+zstd",
        "application/vnd.docker.image.rootfs.diff.tar, application/vnd.oci.image.layer.v1.tar",
        "application/vnd.oci.image.layer.v1.tar+zstd, application/vnd.oci.image.layer.v1.tar+zstd",
        "application/vnd.oci.image.layer.v1.tar, application/vnd.oci.image.layer.v1.tar"
    })
    void layersKeepTheirBytesAndGetTheNameThatOciHasForTheirType(String type, String ours) {
        image.index(
                        MediaType.DOCKER_LIST,
                        image.child(
                                image.manifest(
                                        MediaType.DOCKER_MANIFEST,
                                        MediaType.DOCKER_CONFIG,
                                        HandmadeImage.config("linux/amd64", "libc"),
                                        type + " libc"),
                                "linux/amd64"))
                .into(registry, BaseBench.REPOSITORY, "17");

        Layer layer = bench.find(bench.image() + ":17", Platform.LINUX_AMD64)
                .on(Platform.LINUX_AMD64, NOWHERE)
                .layers()
                .get(0);

        assertThat(layer.descriptor().mediaType()).isEqualTo(ours);
        assertThat(layer.descriptor().digest()).isEqualTo(HandmadeImage.digest("libc"));
        assertThat(layer.diffId()).isEqualTo(HandmadeImage.digest("tar of libc"));
    }

    @Test
    void aBaseWithoutAnIndexServesItsOwnPlatformAlone() {
        single(HandmadeImage.config("linux/arm64/v8", "libc"), "libc");

        assertThat(bench.find(bench.image() + ":17", Platform.LINUX_ARM64)
                        .on(Platform.LINUX_ARM64, NOWHERE)
                        .layers())
                .hasSize(1);
        assertThat(message(Platform.LINUX_ARM64, Platform.LINUX_AMD64))
                .contains("cannot use " + bench.image() + ":17 as the base")
                .contains("it has nothing for linux/amd64: it is for linux/arm64")
                .contains("take linux/amd64 out of sos.platforms");
    }

    @ParameterizedTest
    @CsvSource({
        "linux/arm/v7, linux/arm/v6, linux/arm/v6",
        "linux/arm/v7, linux/arm, linux/arm",
        "linux/amd64/v3, linux/amd64, linux/amd64",
        "linux/amd64, linux/amd64/v1, linux/amd64/v1",
        "linux/arm/v7, linux/arm/v7, linux/arm"
    })
    void anOlderVariantServesANewerOneAndTheImageIsForTheNewer(String wanted, String listed, String configured) {
        image.index(
                        MediaType.INDEX,
                        image.child(image.manifest(HandmadeImage.config(configured, "libc"), "libc"), listed))
                .into(registry, BaseBench.REPOSITORY, "17");
        Platform platform = Platform.parse(wanted);

        PlatformBase base = bench.find(bench.image() + ":17", platform).on(platform, NOWHERE);

        assertThat(base.config().orElseThrow().platform()).isEqualTo(platform);
    }

    @Test
    void theBestVariantIsTaken() {
        image.index(
                        MediaType.INDEX,
                        image.child(image.manifest(HandmadeImage.config("linux/arm/v5", "v5"), "v5"), "linux/arm/v5"),
                        image.child(image.manifest(HandmadeImage.config("linux/arm/v7", "v7"), "v7"), "linux/arm/v7"),
                        image.child(image.manifest(HandmadeImage.config("linux/arm/v8", "v8"), "v8"), "linux/arm/v8"))
                .into(registry, BaseBench.REPOSITORY, "17");
        Platform platform = Platform.parse("linux/arm/v7");

        PlatformBase base = bench.find(bench.image() + ":17", platform).on(platform, NOWHERE);

        assertThat(base.layers().get(0).descriptor().digest()).isEqualTo(HandmadeImage.digest("v7"));
    }

    @Test
    void whatTheBaseSaysOfItselfIsNotInheritedAndEverythingElseIs() {
        ObjectNode config = HandmadeImage.config("linux/amd64", "libc");
        config.put("author", "Base team")
                .put("moby.buildkit.buildinfo.v1", "eyJ9")
                .put("os.version", "10.0");
        ObjectNode execution = (ObjectNode) config.path("config");
        execution.put("ArgsEscaped", true).put("SomethingNew", 7);
        execution.putArray("Shell").add("/bin/sh");
        execution.putArray("OnBuild").add("COPY . /app").add("RUN make");
        execution
                .putObject("Labels")
                .put("maintainer", "base@example.com")
                .put("org.opencontainers.image.title", "Base");
        single(config, "libc");

        BaseImage base = bench.find(bench.image() + ":17", Platform.LINUX_AMD64);

        ObjectNode inherited = parsed(
                base.on(Platform.LINUX_AMD64, NOWHERE).config().orElseThrow().bytes());
        ObjectNode expected = config.deepCopy();
        ((ObjectNode) expected.path("config")).remove("OnBuild");
        ((ObjectNode) expected.path("config").path("Labels")).remove("org.opencontainers.image.title");
        assertThat(inherited).isEqualTo(expected);
        assertThat(base.warnings())
                .containsExactly(
                        "the base " + bench.image() + ":17 has ONBUILD instructions, which only a Dockerfile carries"
                                + " out; they are left out: COPY . /app; RUN make");
    }

    private static ObjectNode parsed(byte[] json) {
        try {
            return Json.parse(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<Arguments> rootsThatAreNoBase() {
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaType.INDEX);
        index.putArray("manifests");
        ObjectNode both = index.deepCopy();
        both.putArray("layers");
        both.putObject("config");
        return Stream.of(
                Arguments.of(index, "it has nothing for linux/amd64: it holds no image at all"),
                Arguments.of(both, "its root is neither an image manifest nor an image index"),
                Arguments.of(
                        Json.object().put("hello", "world"),
                        "its root is neither an image manifest nor an image index"),
                Arguments.of(
                        index.deepCopy().put("mediaType", MediaType.MANIFEST),
                        "its root has the unknown media type " + MediaType.MANIFEST),
                Arguments.of(
                        Json.object().put("schemaVersion", 1).put("name", "old"),
                        "it is in the first form of Docker images (schema 1)"));
    }

    @ParameterizedTest
    @MethodSource("rootsThatAreNoBase")
    void anythingElseThanAnImageIsRefusedInPlainWords(ObjectNode root, String words) {
        registry.content().swapManifest(BaseBench.REPOSITORY, "17", MediaType.INDEX, Json.bytes(root));

        assertThat(message())
                .contains("cannot use " + bench.image() + ":17 as the base")
                .contains(words);
    }

    @Test
    void aChartIsNoBase() {
        image.root(image.manifest(
                        MediaType.MANIFEST,
                        "application/vnd.cncf.helm.config.v1+json",
                        Json.object(),
                        "application/vnd.cncf.helm.chart.content.v1.tar+gzip chart"))
                .into(registry, BaseBench.REPOSITORY, "17");

        assertThat(message()).contains("is not a container image, but has application/vnd.cncf.helm.config.v1+json");
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, may not be passed on",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd, may not be passed on",
        "application/vnd.oci.image.layer.v1.tar+gzip+encrypted, has the unknown media type"
    })
    void layersThatMayNotBePassedOnOrCannotBeReadAreRefused(String type, String words) {
        image.root(image.manifest(
                        MediaType.MANIFEST,
                        MediaType.CONFIG,
                        HandmadeImage.config("linux/amd64", "libc"),
                        type + " libc"))
                .into(registry, BaseBench.REPOSITORY, "17");

        assertThat(message())
                .contains("layer " + HandmadeImage.digest("libc") + " " + words)
                .contains(type);
    }

    @Test
    void aConfigurationForAnotherMachineThanTheIndexSaysIsRefused() {
        image.index(
                        MediaType.INDEX,
                        image.child(image.manifest(HandmadeImage.config("linux/amd64", "libc"), "libc"), "linux/arm64"))
                .into(registry, BaseBench.REPOSITORY, "17");

        assertThat(message(Platform.LINUX_ARM64))
                .contains("is said to be for linux/arm64, its configuration is for linux/amd64");
    }

    @Test
    void aConfigurationThatNamesOtherLayersIsRefused() {
        single(HandmadeImage.config("linux/amd64", "libc", "java"), "libc");

        assertThat(message()).contains("has 1 layers, its configuration names 2");
    }

    @Test
    void otherBytesThanTheDigestSaysAreRefusedAndNotKept() {
        twoPlatforms();
        byte[] other = Json.bytes(image.manifest(HandmadeImage.config("linux/amd64", "evil"), "evil"));
        Digest child = Digest.parse(bench.find(bench.image() + ":17")
                .toJson()
                .path("platforms")
                .path("linux/amd64")
                .asText());
        registry.content().swapManifest(BaseBench.REPOSITORY, child.toString(), MediaType.MANIFEST, other);
        BaseBench fresh = new BaseBench(registry, temporary.resolve("fresh"));

        assertThatThrownBy(() -> fresh.find(bench.image() + ":17"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("answered with other bytes: wanted " + child);
        assertThat(fresh.store.path(Digest.of(other))).doesNotExist();
    }

    @Test
    void aTagThatIsNotThereSaysWhoAsked() {
        assertThat(message())
                .contains("the base " + bench.image() + ":17 is not in the registry")
                .contains("asked without a login")
                .contains("check repository and tag in sos.base");
    }

    @Test
    void aPartThatTheRegistryLostIsNamed() {
        ObjectNode lost = new HandmadeImage().manifest(HandmadeImage.config("linux/amd64", "libc"), "libc");
        image.index(MediaType.INDEX, new HandmadeImage().child(lost, "linux/amd64"))
                .into(registry, BaseBench.REPOSITORY, "17");

        assertThat(message()).contains("the registry does not have manifest " + Digest.of(Json.bytes(lost)));
    }

    @Test
    void aLoginThatIsRefusedIsNamed() {
        twoPlatforms();
        registry.withBasicLogin("octo", "right");
        bench.withLogin("octo", "canary-wrong");

        assertThat(message())
                .contains("cannot log in to " + registry.host())
                .contains("settings.xml")
                .doesNotContain("canary");
    }

    @Test
    void aPageInsteadOfAManifestIsRecognised() {
        registry.withFaults(FaultPlan.none()
                .always("GET", "/manifests/", Fault.answer(200, "<html>Sign in</html>", "Content-Type: text/html")));

        assertThat(message()).contains("the registry answered with something that is not a manifest");
    }

    @Test
    void aHostThatIsNotThereIsBlamedOnTheSettingThatNamesIt() {
        assertThatThrownBy(() -> bench.find("registry.invalid/sos/java:17"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("cannot reach the registry registry.invalid")
                .hasMessageContaining("check the name in sos.base");
    }

    @Test
    void wordsOfOtherKindsOfBasesAreNotTakenForImages() {
        for (String base : new String[] {"packages:bookworm", "layout:base", "module:a:b", "Some Words"}) {
            assertThat(bench.bases().provides(BaseRequest.of(base, "a test")))
                    .as(base)
                    .isFalse();
        }
        assertThat(bench.bases().provides(BaseRequest.of("debian:bookworm-slim", "a test")))
                .isTrue();
    }
}
