package io.github.sosapp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void readsAllParts() {
        ImageReference reference = ImageReference.parse("registry.example.com:5000/team/service:1.0@" + DIGEST);

        assertThat(reference)
                .isEqualTo(new ImageReference(
                        "registry.example.com:5000",
                        "team/service",
                        Optional.of("1.0"),
                        Optional.of(Digest.parse(DIGEST))));
        assertThat(reference).hasToString("registry.example.com:5000/team/service:1.0@" + DIGEST);
    }

    @Test
    void saysWhatIsNoReference() {
        assertThatThrownBy(() -> ImageReference.parse("registry.example.com/Team"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an image reference: registry.example.com/Team");
    }

    @Test
    void knowsDockerHubByItsName() {
        assertThat(ImageReference.parse("docker.io/alpine")).isEqualTo(ImageReference.parse("alpine"));
    }

    @Test
    void takesNoLineFeedAtTheEnd() {
        assertThatThrownBy(() -> ImageReference.parse("alpine\n")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "alpine",
                "alpine:3",
                "library/alpine",
                "team/alpine:3.20",
                "docker.io/team/alpine",
                "registry-1.docker.io/alpine",
                "registry.hub.docker.com/alpine",
                "localhost/alpine",
                "localhost:5000/alpine:3",
                "LOCALHOST/alpine",
                "host/alpine",
                "Host/alpine",
                "Host.example.com/alpine",
                "host:5000/alpine",
                "host:/alpine",
                "host:5000",
                "host.example.com",
                "host.example.com/",
                "-host.example.com/alpine",
                "host-.example.com/alpine",
                "ho--st.example.com/a/b/c/d:tag",
                "host..example.com/alpine",
                "[::1]:5000/alpine",
                "user@host.example.com/alpine",
                "a_b",
                "a__b",
                "a___b",
                "a.b",
                "a..b",
                "a._b",
                "a-b",
                "a---b",
                "a-",
                "-a",
                "a//b",
                "a/b/",
                "a/B",
                "a b",
                "\u00e4",
                "a:tag",
                "a:_tag",
                "a:.tag",
                "a:-tag",
                "a:Tag-1.0_x",
                "a:t+g",
                "a:",
                "a@",
                "a:b:c",
                "a@sha256:0123",
                "a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "a:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "a@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
                "a@sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "host.example.com/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            })
    void understandsReferencesAsJibDoes(String text) {
        assertThat(ours(text)).isEqualTo(ofJib(text));
    }

    @Test
    void takesTagsOfUpTo128CharactersAsJibDoes() {
        for (String text : new String[] {"a:" + "x".repeat(128), "a:" + "x".repeat(129)}) {
            assertThat(ours(text)).isEqualTo(ofJib(text));
        }
    }

    private static String ours(String text) {
        try {
            ImageReference read = ImageReference.parse(text);
            return read.registry() + " " + read.repository() + " " + read.tag() + " "
                    + read.digest().map(Digest::toString);
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    private static String ofJib(String text) {
        try {
            var read = com.google.cloud.tools.jib.api.ImageReference.parse(text);
            return read.getRegistry().replace("registry-1.docker.io", "docker.io") + " " + read.getRepository() + " "
                    + read.getTag() + " " + read.getDigest();
        } catch (InvalidImageReferenceException e) {
            return "none";
        }
    }
}
