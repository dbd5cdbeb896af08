package io.github.sosapp.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 KB",
        "999949, 999.9 KB",
        "999950, 1.0 MB",
        "5123456, 5.1 MB",
        "999949999, 999.9 MB",
        "999950000, 1.00 GB",
        "1234567890, 1.23 GB",
        "-1500, -1.5 KB"
    })
    void sizesReadLikeThoseOfRegistries(long bytes, String text) {
        assertThat(Size.of(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, same size", "200, +200 B", "-1500, -1.5 KB"})
    void differencesHaveASign(long bytes, String text) {
        assertThat(Size.difference(bytes)).isEqualTo(text);
    }
}
