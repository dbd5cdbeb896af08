package io.github.sosapp.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BasesTest {

    @Test
    void scratchHasNoLayersAndNothingToInherit(@TempDir Path directory) {
        BaseImage scratch =
                new Bases(List.of()).find(BaseRequest.of("scratch", "default for Go"), List.of(Platform.LINUX_AMD64));

        PlatformBase base = scratch.on(Platform.LINUX_AMD64, directory);

        assertThat(base.layers()).isEmpty();
        assertThat(base.config()).isEmpty();
        assertThat(scratch.label()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void wordsThatNobodyUnderstandsAreRefusedWithTheirOrigin() {
        assertThatThrownBy(() -> new Bases(List.of())
                        .find(BaseRequest.of("Some Words", "pom.xml"), List.of(Platform.LINUX_AMD64)))
                .hasMessageContaining("sos.base = Some Words is not a base")
                .hasMessageContaining("pom.xml");
    }
}
