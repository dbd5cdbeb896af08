package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.ConsoleStyle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/** Maven's log as the place where lines go: emphasis and a moving bar only for people, ASCII where there is no more. */
final class Console implements BuildLog.Sink {

    private final Log log;
    private final Consumer<String> terminal;
    private final ConsoleStyle style;
    private int barLength;

    /** @param artifactId of the module that the lines are about */
    Console(MavenSession session, String artifactId, Map<String, String> environment, Log log, Screen screen) {
        this.log = log;
        this.terminal = screen.terminal();
        boolean oneByOne = session.getRequest().getDegreeOfConcurrency() <= 1;
        boolean person = screen.isTerminal()
                && session.getRequest().isInteractiveMode()
                && environment.getOrDefault("CI", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        this.style = new ConsoleStyle(
                hasEmphasis(session, environment, person),
                !screen.charset().newEncoder().canEncode('·'),
                person && oneByOne && log.isInfoEnabled(),
                oneByOne ? "" : artifactId);
    }

    ConsoleStyle style() {
        return style;
    }

    // The same rule as Maven's own: what somebody says, else emphasis for people only.
    private static boolean hasEmphasis(MavenSession session, Map<String, String> environment, boolean person) {
        String wanted = session.getUserProperties().getProperty("style.color", "auto");
        return wanted.equals("always")
                || wanted.equals("auto")
                        && person
                        && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    @Override
    public synchronized void info(String line) {
        bar("");
        log.info(line);
    }

    @Override
    public synchronized void warn(String line) {
        bar("");
        log.warn(line);
    }

    @Override
    public void debug(String line) {
        log.debug(line);
    }

    @Override
    public synchronized void bar(String text) {
        if (style.bar() && (barLength > 0 || !text.isEmpty())) {
            String remainder = " ".repeat(Math.max(0, barLength - text.length()));
            terminal.accept("\r" + text + remainder + (text.isEmpty() ? "\r" : ""));
            barLength = text.length();
        }
    }

    /**
     * What shows Maven's output.
     *
     * @param terminal takes text without a new line; used only when {@code isTerminal}
     */
    record Screen(boolean isTerminal, Charset charset, Consumer<String> terminal) {

        /** The console of this process itself, because Maven 4 makes whole log lines of what is printed. */
        static Screen ofThisProcess() {
            return new Screen(hasTerminal(), charset(System.getProperty("stdout.encoding")), text -> {
                System.console().writer().print(text);
                System.console().flush();
            });
        }

        // From Java 22 on there may be a console without a terminal, and a method that tells.
        private static boolean hasTerminal() {
            if (System.console() == null) {
                return false;
            }
            try {
                return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
            } catch (NoSuchMethodException olderJava) {
                return true;
            } catch (ReflectiveOperationException e) {
                return false;
            }
        }

        // Since Java 18 the default charset says nothing about the console; since 19 a property does.
        private static Charset charset(String name) {
            try {
                return name == null ? Charset.defaultCharset() : Charset.forName(name);
            } catch (IllegalArgumentException unknown) {
                return StandardCharsets.US_ASCII;
            }
        }
    }
}
