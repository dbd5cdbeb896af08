package io.github.sosapp.goal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Keeps what a log printed, and is its clock. */
final class RecordingConsole implements BuildLog.Sink {

    final List<String> lines = new ArrayList<>();
    final List<String> bars = new ArrayList<>();
    long nanoseconds;

    BuildLog log() {
        return log(ConsoleStyle.PLAIN);
    }

    BuildLog log(ConsoleStyle style) {
        return new BuildLog(this, style, () -> nanoseconds);
    }

    void passSeconds(double seconds) {
        nanoseconds += (long) (seconds * 1e9);
    }

    List<String> infos() {
        return lines.stream()
                .filter(line -> line.startsWith("[INFO] "))
                .map(line -> line.substring(7))
                .toList();
    }

    /** Everything so far, without what differs from run to run or from one encoder to the next. */
    String masked() {
        return lines.stream()
                .map(line -> line.replaceAll("\\d+\\.\\d s\\b", "#.# s")
                        .replaceAll("sha256:[0-9a-f]+", "sha256:#")
                        .replaceAll("[0-9.]+ K?B pulled", "# pulled")
                        .replaceAll("\\([+-][0-9.]+ K?B\\)", "(+-#)"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    void forget() {
        lines.clear();
        bars.clear();
    }

    @Override
    public void info(String line) {
        lines.add("[INFO] " + line);
    }

    @Override
    public void warn(String line) {
        lines.add("[WARNING] " + line);
    }

    final List<String> details = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void debug(String line) {
        details.add(line);
    }

    @Override
    public void bar(String text) {
        bars.add(text);
    }
}
