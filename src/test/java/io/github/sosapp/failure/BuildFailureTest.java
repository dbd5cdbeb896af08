package io.github.sosapp.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildFailureTest {

    @Test
    void theMessageHasOneFactALineInTheOrderOfReading() {
        BuildFailure failure = BuildFailure.ofWorld("cannot log in to registry.example.com")
                .because("the registry answered 403")
                .from("settings.xml server \"github\"")
                .asked("settings.xml (used), environment (unset)")
                .remedy("docker login registry.example.com");

        assertThat(failure).hasMessage("""
                        cannot log in to registry.example.com
                          why     the registry answered 403
                          from    settings.xml server "github"
                          do      docker login registry.example.com
                          asked   settings.xml (used), environment (unset)""");
    }

    @Test
    void factsThatAreNotKnownTakeNoLine() {
        assertThat(BuildFailure.ofUser("no go.mod").remedy("go mod init"))
                .hasMessage("no go.mod\n  do      go mod init")
                .satisfies(failure -> {
                    BuildFailure known = (BuildFailure) failure;
                    assertThat(known.why()).isEmpty();
                    assertThat(known.origin()).isEmpty();
                    assertThat(known.details()).isEmpty();
                });
    }

    @Test
    void linesOfOtherProgramsStandBelowTheCauseInTheirOrder() {
        assertThat(BuildFailure.ofUser("go build failed")
                        .because("the compiler refused the source")
                        .listing(List.of("cmd/main.go:3:2: undefined: x", "cmd/main.go:4:2: undefined: y"))
                        .remedy("mend the source"))
                .hasMessage("""
                        go build failed
                          why     the compiler refused the source
                                  cmd/main.go:3:2: undefined: x
                                  cmd/main.go:4:2: undefined: y
                          do      mend the source""");
    }

    @Test
    void furtherLinesOfAFactStandBelowItsFirst() {
        assertThat(BuildFailure.ofUser("no go").remedy("install it\nor use another engine"))
                .hasMessage("no go\n  do      install it\n          or use another engine");
    }

    @Test
    void everyFactIsAlsoThereAsData() {
        IOException cause = new IOException("connection reset");
        BuildFailure failure = BuildFailure.ofWorld("push failed")
                .because("the connection broke")
                .from("sos.registry")
                .listing(List.of("line"))
                .causedBy(cause)
                .remedy("run mvn deploy again");

        assertThat(failure.blame()).isEqualTo(BuildFailure.Blame.WORLD);
        assertThat(failure.problem()).isEqualTo("push failed");
        assertThat(failure.why()).contains("the connection broke");
        assertThat(failure.origin()).contains("sos.registry");
        assertThat(failure.details()).containsExactly("line");
        assertThat(failure.remedy()).isEqualTo("run mvn deploy again");
        assertThat(failure).hasCause(cause);
    }

    @Test
    void theTechnicalCauseStaysOutOfTheMessage() {
        assertThat(BuildFailure.ofWorld("disk full")
                        .causedBy(new IOException("No space left on device"))
                        .remedy("make room"))
                .hasMessage("disk full\n  do      make room");
    }

    @Test
    void aUsersFailureIsToldFromTheWorlds() {
        assertThat(BuildFailure.ofUser("a").remedy("b").blame()).isEqualTo(BuildFailure.Blame.USER);
        assertThat(BuildFailure.ofWorld("a").remedy("b").blame()).isEqualTo(BuildFailure.Blame.WORLD);
    }

    @Test
    void aFailureWithoutRemedyCannotBeMade() {
        assertThatThrownBy(() -> BuildFailure.ofUser("something broke").remedy(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a failure needs a remedy: something broke");
    }
}
