package io.github.sosapp.mojo;

import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.goal.ConsoleStyle;
import java.nio.charset.Charset;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/** Maven's log as the place where lines go: emphasis only for people, other letters where the terminal has only ASCII. */
final class Console implements BuildLog.Sink {

    private final MavenSession session;
    private final Map<String, String> environment;
    private final Log log;
    private final boolean ascii = !Charset.defaultCharset().newEncoder().canEncode('·');

    Console(MavenSession session, Map<String, String> environment, Log log) {
        this.session = session;
        this.environment = environment;
        this.log = log;
    }

    BuildLog buildLog() {
        return new BuildLog(this, isColoured() ? ConsoleStyle.COLOURED : ConsoleStyle.PLAIN);
    }

    // The same rule as Maven's own: what somebody says, else colour on an interactive terminal only.
    private boolean isColoured() {
        String wanted = session.getUserProperties().getProperty("style.color", "auto");
        boolean person = session.getRequest().isInteractiveMode()
                && environment.getOrDefault("CI", "").isEmpty()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && System.console() != null;
        return wanted.equals("always") || wanted.equals("auto") && person;
    }

    @Override
    public void info(String line) {
        log.info(readable(line));
    }

    @Override
    public void warn(String line) {
        log.warn(readable(line));
    }

    private String readable(String line) {
        return ascii ? line.replace('·', '-').replace("…", "...") : line;
    }
}
