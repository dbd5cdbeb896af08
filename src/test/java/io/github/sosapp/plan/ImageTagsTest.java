package io.github.sosapp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTagsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.4.0          | production  |                | 1.4.0,latest",
                "1.4.0-SNAPSHOT | production  |                | 1.4.0-SNAPSHOT",
                "1.4.0+build.5  | production  |                | 1.4.0-build.5,latest",
                "1.4.0          | development |                | 1.4.0-development",
                "1.4.0          | production  | +stable,+1.4   | 1.4.0,latest,stable,1.4",
                "1.4.0          | production  | -latest        | 1.4.0",
                "1.4.0-SNAPSHOT | production  | -latest        | 1.4.0-SNAPSHOT",
                "1.4.0-SNAPSHOT | production  | +latest        | 1.4.0-SNAPSHOT,latest",
                "1.4.0          | production  | edge           | edge",
                "1.4.0          | production  | edge,+1.4+b,edge | edge,1.4-b",
                "1.4.0+b        | production  | -1.4.0+b       | latest",
                "1.4.0          | alpine      | edge,latest    | edge-alpine",
                "weird version! | production  | edge           | edge",
            })
    void tagsFollowVersionTargetAndWishes(String version, String target, String items, String tags) {
        List<String> wishes = items == null ? List.of() : List.of(items.split(","));

        assertThat(ImageTags.of(version, target, wishes, "pom.xml")).containsExactly(tags.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", ".hidden", "+", "+-x", "ü", "a:b", "+a@b"})
    void whatCannotBeATagIsRefusedWithTheRuleAndItsOrigin(String item) {
        assertThatThrownBy(() -> ImageTags.of("1.0", "production", List.of(item), "-Dsos.tags"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("cannot be a tag")
                .hasMessageContaining("letters, digits, '_', '.' and '-'")
                .hasMessageContaining("from    -Dsos.tags");
    }

    @Test
    void aVersionThatCannotBeATagNamesItselfAsTheOriginAndOffersANearOne() {
        assertThatThrownBy(() -> ImageTags.of("1.0~rc 1", "production", List.of(), "default"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("\"1.0~rc 1\" cannot be a tag")
                .hasMessageContaining("from    the project's version")
                .hasMessageContaining("for example 1.0-rc-1");
    }

    @Test
    void theSuffixOfATargetCountsForTheLength() {
        String longest = "v".repeat(128);

        assertThat(ImageTags.of(longest, "production", List.of(), "default")).contains(longest);
        assertThatThrownBy(() -> ImageTags.of(longest, "alpine", List.of(), "default"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("128");
    }

    @Test
    void anImageWithoutAnyTagIsRefused() {
        assertThatThrownBy(() -> ImageTags.of("1.0", "production", List.of("-1.0", "-latest"), "pom.xml"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("no tag");
    }
}
