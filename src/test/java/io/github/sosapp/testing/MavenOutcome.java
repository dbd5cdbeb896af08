package io.github.sosapp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What one run of {@code mvn} said, line by line, and its exit code. */
public record MavenOutcome(int exitCode, List<String> lines) {

    private static final String ERROR = "[ERROR] ";
    private static final String ANY_DIGEST = "sha256:…";
    private static final String ANY_LINES = "…";

    public MavenOutcome {
        lines = List.copyOf(lines);
    }

    public boolean says(String words) {
        return lines.stream().anyMatch(line -> line.contains(words));
    }

    /**
     * Expects that the build failed with exactly this text, said once, and nothing that only a programmer would read.
     *
     * @param expected as on the console without {@code [ERROR]}; a line {@code …} stands for lines of somebody else's,
     *     {@code sha256:…} for any digest
     */
    public void failedWith(String expected) {
        assertThat(exitCode).as(toString()).isNotZero();
        String whole = String.join("\n", lines);
        assertThat(whole)
                .doesNotContain("at io.github")
                .doesNotContain("Caused by")
                .doesNotContain("Exception:")
                .doesNotContain("Execution default")
                .doesNotContain("null");
        List<String> wanted = expected.lines().toList();
        String pattern = wanted.stream()
                .map(line -> line.strip().equals(ANY_LINES) ? "(?: {10}.*\n)*" : quoted(line) + "\n")
                .collect(Collectors.joining());
        String text = failure(wanted.get(0).replaceFirst(": .*", ": "));
        if (!text.matches(pattern)) {
            assertThat(text).as(toString()).isEqualTo(expected);
        }
        Pattern problem = Pattern.compile(quoted(wanted.get(0)));
        assertThat(lines.stream().filter(line -> problem.matcher(line).find()))
                .as(whole)
                .hasSize(1);
    }

    private static String quoted(String line) {
        return Pattern.quote(line).replace(ANY_DIGEST, "\\Esha256:[0-9a-f]+\\Q");
    }

    private String failure(String start) {
        return lines.stream()
                .dropWhile(line -> !line.startsWith(ERROR + start))
                .takeWhile(line -> line.startsWith(ERROR) && !line.startsWith(ERROR + "-> ") && !line.equals(ERROR))
                .map(line -> line.substring(ERROR.length()) + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "mvn ended with " + exitCode + ":\n" + String.join("\n", lines);
    }
}
