package io.github.sosapp.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.image.ModuleImages.ModuleImage;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ImageReference;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.layer.Layer;
import io.github.sosapp.image.layout.ImageLayout;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.StandardLabels;
import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Layouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleBasesTest {

    private static final List<Platform> BOTH = List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64);

    @TempDir
    Path temporary;

    private FakeRegistry registry;
    private BaseBench bench;
    private ImageLayout wanted;
    private Path beside;

    @BeforeEach
    void build() {
        registry = FakeRegistry.open();
        bench = new BaseBench(registry, temporary.resolve("cache"));
        wanted = Layouts.twoPlatforms(temporary.resolve("wanted"), 7, 2, 3000);
        beside = temporary.resolve("base/target/sos/production");
    }

    @AfterEach
    void close() {
        assertThat(registry.violations()).isEmpty();
        registry.close();
    }

    private BaseImage find(boolean offline) {
        return find("module:kz.sos:base", offline);
    }

    private BaseImage find(String words, boolean offline) {
        ModuleImages modules = (groupId, artifactId) -> {
            assertThat(groupId + ":" + artifactId).isEqualTo("kz.sos:base");
            return new ModuleImage(
                    bench.image(),
                    wanted.root().digest(),
                    Optional.of(ImageReference.parse(bench.image() + ":1.0")),
                    beside);
        };
        return new ModuleBases(modules, CheckedFiles.none(), bench.kept, bench::client, offline)
                .find(BaseRequest.of(words, "sos.base in pom.xml"), BOTH);
    }

    private List<Layer> layers(BaseImage base) {
        return base.on(Platform.LINUX_ARM64, temporary).layers();
    }

    private void putIntoRegistry() throws Exception {
        for (var manifest : wanted.manifests()) {
            byte[] bytes = Files.readAllBytes(wanted.blob(manifest.digest()));
            registry.content()
                    .swapManifest(BaseBench.REPOSITORY, manifest.digest().toString(), manifest.mediaType(), bytes);
            registry.content()
                    .putBlob(
                            BaseBench.REPOSITORY,
                            Files.readAllBytes(wanted.blob(
                                    wanted.manifest(manifest).config().digest())));
        }
        registry.content()
                .swapManifest(
                        BaseBench.REPOSITORY,
                        wanted.root().digest().toString(),
                        wanted.root().mediaType(),
                        Files.readAllBytes(wanted.blob(wanted.root().digest())));
    }

    @Test
    void theLayoutBesideTheDescriptorIsTheFirstChoice() {
        Layouts.twoPlatforms(beside, 7, 2, 3000);

        BaseImage base = find(false);

        assertThat(layers(base)).allMatch(layer -> layer.blob().startsWith(beside));
        assertThat(base.label())
                .contains(new StandardLabels.Base(
                        bench.image() + ":1.0", wanted.root().digest()));
        assertThat(base.description()).startsWith("module:kz.sos:base (sha256:");
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void aLayoutOfAnotherBuildIsPassedOverForTheCache() throws Exception {
        Layouts.twoPlatforms(beside, 8, 2, 3000);
        bench.kept.keep(wanted);
        for (var manifest : wanted.manifests()) {
            for (var layer : wanted.manifest(manifest).layers()) {
                bench.store.put(layer.digest(), wanted.blob(layer.digest()));
            }
        }

        BaseImage base = find(false);

        assertThat(layers(base)).allMatch(layer -> layer.blob().startsWith(temporary.resolve("cache")));
        assertThat(base.toJson().path("digest").asText())
                .isEqualTo(wanted.root().digest().toString());
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void whatNeitherLayoutNorCacheHaveIsInTheRegistry() throws Exception {
        putIntoRegistry();

        assertThat(layers(find(false))).extracting(Layer::repository).containsOnly(Optional.of(bench.image()));
    }

    @Test
    void anImageThatIsNowhereNamesEveryPlaceAndTheWayToBuildIt() {
        Layouts.twoPlatforms(beside, 8, 2, 3000);
        String other = ImageLayout.open(beside).root().digest().abbreviated();

        assertThatThrownBy(() -> find(false))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("the image of kz.sos:base is not on this machine")
                .hasMessageContaining("its descriptor names " + wanted.root().digest())
                .hasMessageContaining(beside + " (holds another build, " + other
                        + "…), the cache of this user (not there), " + bench.image() + " (does not have it)")
                .hasMessageContaining("mvn -pl <this module> -am package")
                .hasMessageContaining("sos.base in pom.xml");
    }

    @Test
    void aRegistryThatCannotBeReachedIsOneMorePlaceWithoutIt() {
        registry.close();

        assertThatThrownBy(() -> find(false))
                .hasMessageContaining("the image of kz.sos:base is not on this machine")
                .hasMessageContaining(beside + " (no image)")
                .hasMessageContaining("-am package");
        registry = FakeRegistry.open();
    }

    @Test
    void offlineNoRegistryIsAsked() throws Exception {
        putIntoRegistry();

        assertThatThrownBy(() -> find(true)).hasMessageContaining(bench.image() + " (not asked: Maven is offline)");
        assertThat(registry.seen()).isEmpty();
    }

    @Test
    void coordinatesAreTwoWords() {
        assertThatThrownBy(() -> find("module:base", false))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("sos.base = module:base does not name a module")
                .hasMessageContaining("module:<groupId>:<artifactId>");
    }
}
