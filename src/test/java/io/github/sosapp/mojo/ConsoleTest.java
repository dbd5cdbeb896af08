package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.goal.ConsoleStyle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private static final Map<String, String> PERSON = Map.of("TERM", "xterm-256color");

    private final ReactorFixture reactor = new ReactorFixture();
    private final StringBuilder shown = new StringBuilder();
    private boolean terminal = true;
    private boolean quiet;
    private Charset charset = StandardCharsets.UTF_8;

    @Test
    void aPersonAtATerminalGetsEmphasisAndABar() {
        assertThat(style(PERSON)).isEqualTo(new ConsoleStyle(true, false, true, ""));
    }

    @Test
    void aLogFileACiMachineAndADumbTerminalGetNeither() {
        assertThat(style(Map.of("TERM", "xterm", "CI", "true"))).isEqualTo(ConsoleStyle.PLAIN);
        assertThat(style(Map.of("TERM", "dumb"))).isEqualTo(ConsoleStyle.PLAIN);
        assertThat(style(Map.of())).isEqualTo(ConsoleStyle.PLAIN);
        terminal = false;
        assertThat(style(PERSON)).isEqualTo(ConsoleStyle.PLAIN);
    }

    @Test
    void emphasisCanBeWantedAndUnwanted() {
        assertThat(style(Map.of("TERM", "xterm", "NO_COLOR", "1")).emphasis()).isFalse();
        reactor.userProperties.setProperty("style.color", "never");
        assertThat(style(PERSON).emphasis()).isFalse();
        reactor.userProperties.setProperty("style.color", "always");
        terminal = false;
        assertThat(style(PERSON)).isEqualTo(new ConsoleStyle(true, false, false, ""));
    }

    @Test
    void modulesThatAreBuiltAtTheSameTimeNameThemselvesAndHaveNoBar() {
        reactor.request.setDegreeOfConcurrency(2);

        assertThat(style(PERSON)).isEqualTo(new ConsoleStyle(true, false, false, "emergency-service"));
    }

    @Test
    void aConsoleThatCannotShowOtherLettersIsKnown() {
        charset = StandardCharsets.US_ASCII;

        assertThat(style(PERSON).ascii()).isTrue();
    }

    @Test
    void theBarIsWrittenOverItselfAndErasedBeforeALine() {
        Console console = console(PERSON);

        console.bar("[===   ] 10 of 20");
        console.bar("[=====]");
        console.warn("tried again");
        console.bar("");

        assertThat(shown.toString())
                .isEqualTo("\r[===   ] 10 of 20" + "\r[=====]" + " ".repeat(10) + "\r" + " ".repeat(7) + "\r"
                        + "[warn] tried again\n");
    }

    @Test
    void aQuietBuildHasNoBar() {
        quiet = true;

        assertThat(style(PERSON).bar()).isFalse();
        console(PERSON).bar("[=====]");
        assertThat(shown).isEmpty();
    }

    private ConsoleStyle style(Map<String, String> environment) {
        return console(environment).style();
    }

    private Console console(Map<String, String> environment) {
        return new Console(
                reactor.session(),
                "emergency-service",
                environment,
                new RecordingLog(),
                new Console.Screen(terminal, charset, shown::append));
    }

    private final class RecordingLog extends SystemStreamLog {

        @Override
        public boolean isInfoEnabled() {
            return !quiet;
        }

        @Override
        public void warn(CharSequence content) {
            shown.append("[warn] ").append(content).append('\n');
        }
    }
}
