package io.github.sosapp.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    @Test
    void aBearerChallengeIsReadWithItsParameters() {
        assertThat(
                        Challenge.parse(
                                List.of(
                                        "Bearer realm=\"https://ghcr.io/token\",service=\"ghcr.io\",scope=\"repository:a/b:pull,push\"")))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm",
                                "https://ghcr.io/token",
                                "service",
                                "ghcr.io",
                                "scope",
                                "repository:a/b:pull,push")));
    }

    @Test
    void severalChallengesMayShareALine() {
        assertThat(Challenge.parse(
                        List.of("Negotiate, Basic realm=\"a, \\\"b\\\"\" , BEARER Realm = x,service=y", "Digest")))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a, \"b\"")),
                        new Challenge("bearer", Map.of("realm", "x", "service", "y")),
                        new Challenge("digest", Map.of()));
    }

    @Test
    void nonsenseNeitherFailsNorHangs() {
        for (String text :
                new String[] {"", ",", "=", "\"", "Bearer realm=\"", "Bearer realm=", "=,=\"a", "Basic ==", "\\"}) {
            assertThat(Challenge.parse(List.of(text)).size()).isLessThan(5);
        }
    }
}
