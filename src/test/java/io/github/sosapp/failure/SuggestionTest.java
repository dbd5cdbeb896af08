package io.github.sosapp.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> KNOWN =
            List.of("linux/amd64", "linux/arm64", "linux/arm", "port", "platforms", "push", "go.version");

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        "linux/amd46, linux/amd64, neighbours swapped",
        "linux/amd6, linux/amd64, letter forgotten",
        "linux/arm644, linux/arm64, letter doubled",
        "linux/axd64, linux/amd64, wrong letter",
        "prot, port, neighbours swapped",
        "Platforms, platforms, wrong case",
        "go.versoin, go.version, neighbours swapped",
        "pusj, push, wrong letter"
    })
    void slipOfTheKeyboardFindsTheWord(String typed, String meant, String slip) {
        assertThat(Suggestion.nearest(typed, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"windows/amd64", "entrypoint", "pt", "''"})
    void wordsThatAreNotNearGiveNothing(String typed) {
        assertThat(Suggestion.nearest(typed, KNOWN)).isEmpty();
    }

    @Test
    void equallyNearWordsGiveTheSameAnswerInAnyOrder() {
        assertThat(Suggestion.nearest("bat", List.of("cat", "bar"))).contains("bar");
        assertThat(Suggestion.nearest("bat", List.of("bar", "cat"))).contains("bar");
    }

    @Test
    void nothingKnownGivesNothing() {
        assertThat(Suggestion.nearest("port", List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "prod, production, its beginning",
        "DEV, development, its beginning in capital letters",
        "debian, production-debian, its end",
        "producton, production, a slip"
    })
    void aWordThatWasCutShortFindsTheShortestThatItBelongsTo(String typed, String meant, String part) {
        List<String> targets = List.of("production-alpine", "production-debian", "production", "development");

        assertThat(Suggestion.didYouMean(typed, targets, "use one")).isEqualTo("did you mean " + meant + "?");
    }

    @Test
    void fewLettersAreNoPartOfAWord() {
        assertThat(Suggestion.didYouMean("pr", List.of("production"), "use one"))
                .isEqualTo("use one");
    }

    @Test
    void theQuestionNamesTheWordAndOtherwiseTheGivenWordsAreSaid() {
        assertThat(Suggestion.didYouMean("prot", KNOWN, "use a number")).isEqualTo("did you mean port?");
        assertThat(Suggestion.didYouMean("harbour", KNOWN, "use a number")).isEqualTo("use a number");
    }
}
