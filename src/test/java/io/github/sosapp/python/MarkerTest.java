package io.github.sosapp.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Platform;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkerTest {

    private static final TargetPython ARM = new TargetPython(PythonVersion.parse("3.11.2"), Platform.LINUX_ARM64, 36);

    @Test
    void extrasAreTheSameInEverySpelling() {
        Marker marker = Marker.parse("extra == 'Standard_Too'");

        assertThat(marker.holds(ARM, Set.of(PackageName.of("standard.too")))).isTrue();
        assertThat(marker.holds(ARM, Set.of())).isFalse();
    }

    @Test
    void groupsOfALockAreFoundByTheirNames() {
        Marker marker = Marker.parse("'dev' in dependency_groups or 'all' in extras");

        assertThat(marker.holds(ARM, Set.of())).isFalse();
        assertThat(marker.holds(ARM, Set.of(PackageName.of("all")))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "platform_release >= '5'|the marker platform_release asks for the kernel, which an image does not know",
                "python_versoin > '3'|a marker knows no python_versoin",
                "python_version > 3|expected a name or a quoted text at \"3\" of \"python_version > 3\"",
                "'a' == 'b'|expected a name of the environment on one side and a quoted text on the other, before at the end of \"'a' == 'b'\"",
                "(os_name == 'nt'|expected a closing parenthesis at the end of \"(os_name == 'nt'\"",
                "os_name == 'nt' sys_platform == 'x'|expected and, or, or the end at \"sys_platform == 'x'\" of \"os_name == 'nt' sys_platform == 'x'\"",
                "sys_platform ~= 'linux'|sys_platform is no version, so that ~= means nothing",
                "extra > 'a'|extra can be compared only with ==, != and in"
            })
    void whatCannotBeJudgedIsRefused(String text, String message) {
        assertThatThrownBy(() -> Marker.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void platformsWithoutWheelsAreRefused() {
        assertThatThrownBy(() -> new TargetPython(PythonVersion.parse("3.11.2"), Platform.parse("linux/riscv64"), 36))
                .hasMessage("linux/riscv64 is no platform that wheels are made for");
    }

    @ParameterizedTest
    @CsvSource({
        "numpy-1.26.4-cp311-cp311-musllinux_1_1_aarch64.whl, false",
        "numpy-1.26.4-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl, true",
        "numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.whl, false",
        "numpy-1.26.4-cp312-cp312-manylinux_2_17_aarch64.whl, false",
        "x-1-cp311-cp311-manylinux_2_39_aarch64.whl, false",
        "cryptography-42.0.5-cp39-abi3-manylinux_2_28_aarch64.whl, true",
        "x-1-cp312-abi3-manylinux_2_28_aarch64.whl, false",
        "six-1.16.0-py2.py3-none-any.whl, true",
        "x-1-py2-none-any.whl, false",
        "x-1-cp311-cp311-macosx_11_0_arm64.whl, false"
    })
    void wheelsFitByInterpreterLibraryAndProcessor(String file, boolean fits) {
        assertThat(ARM.accepts(WheelName.parse(file))).isEqualTo(fits);
    }
}
