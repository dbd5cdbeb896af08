package io.github.sosapp.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.image.Digest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockedPackageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pool/main/g/glibc/libc6_2.36-9+deb12u13_amd64.deb",
                "pool/updates/main/o/openjdk-17/x_1~a_all.deb",
                "pool/main/e/e..f/a_1_all.deb"
            })
    void pathsOfAnArchiveAreTaken(String path) {
        assertThat(at(path).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/x.deb",
                "../x.deb",
                "pool/../../x.deb",
                "pool/./x.deb",
                "pool//x.deb",
                "pool\\x.deb",
                "pool/x y.deb",
                "pool/x.rpm",
                ""
            })
    void pathsThatLeadElsewhereAreRefused(String path) {
        assertThatThrownBy(() -> at(path)).hasMessageContaining("is not a package of an archive");
    }

    private static LockedPackage at(String path) {
        return new LockedPackage(
                "libc6", "2.36-9", "amd64", "glibc", path, 1, Digest.of(new byte[0]), "libc6", "a test");
    }
}
