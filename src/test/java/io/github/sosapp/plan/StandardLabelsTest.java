package io.github.sosapp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import io.github.sosapp.plan.StandardLabels.Base;
import io.github.sosapp.plan.StandardLabels.Project;
import io.github.sosapp.plan.StandardLabels.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandardLabelsTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @Test
    void everythingKnownHasItsLabelInOrderOfTheKeys() {
        Map<String, String> labels = StandardLabels.of(
                new Project(
                        "Emergency",
                        "\n      Finds help,\n      fast.\n    ",
                        "1.4.0",
                        "https://example.org",
                        List.of("Apache License, Version 2.0", "MIT License"),
                        "SOS"),
                new Source(
                        Instant.parse("2026-11-21T10:11:12.345Z"),
                        Optional.of("ab".repeat(20) + "-dirty"),
                        Optional.of("https://github.com/sos-app/x")),
                Optional.of(new Base("docker.io/library/debian:trixie", Digest.parse(DIGEST))));

        assertThat(labels)
                .containsExactly(
                        Map.entry("org.opencontainers.image.base.digest", DIGEST),
                        Map.entry("org.opencontainers.image.base.name", "docker.io/library/debian:trixie"),
                        Map.entry("org.opencontainers.image.created", "2026-11-21T10:11:12Z"),
                        Map.entry("org.opencontainers.image.description", "Finds help, fast."),
                        Map.entry("org.opencontainers.image.licenses", "Apache-2.0 OR MIT"),
                        Map.entry("org.opencontainers.image.revision", "ab".repeat(20) + "-dirty"),
                        Map.entry("org.opencontainers.image.source", "https://github.com/sos-app/x"),
                        Map.entry("org.opencontainers.image.title", "Emergency"),
                        Map.entry("org.opencontainers.image.url", "https://example.org"),
                        Map.entry("org.opencontainers.image.vendor", "SOS"),
                        Map.entry("org.opencontainers.image.version", "1.4.0"));
    }

    @Test
    void whatIsNotKnownHasNoLabel() {
        Map<String, String> labels = StandardLabels.of(
                new Project("x", " ", "1", "", List.of(), ""),
                new Source(Instant.EPOCH, Optional.empty(), Optional.empty()),
                Optional.empty());

        assertThat(labels)
                .containsOnlyKeys(
                        "org.opencontainers.image.created",
                        "org.opencontainers.image.title",
                        "org.opencontainers.image.version")
                .containsEntry("org.opencontainers.image.created", "1970-01-01T00:00:00Z");
    }
}
