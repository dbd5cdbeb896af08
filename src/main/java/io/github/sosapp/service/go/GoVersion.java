package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Go release, exactly: {@code 1.21.13}, or {@code 1.27rc1}. Which one is a property of the project, never of the
 * machine: {@code sos.go.version}, else the toolchain line, else a three-part go line.
 */
record GoVersion(int minor, int patch, String text) {

    private static final Pattern RELEASE = Pattern.compile("1\\.(\\d{1,3})(?:\\.(\\d{1,3})|(?:rc|beta)\\d{1,2})");
    private static final Pattern LINE = Pattern.compile("1\\.(\\d{1,3})");

    private static final int OLDEST = 18;
    private static final int FIRST_WITH_TOOLCHAIN_LINE = 21;

    // Last release of the lines that get no more: true for ever, which cannot be said of a line that is still alive.
    private static final Map<Integer, Integer> LAST_PATCH =
            Map.of(18, 10, 19, 13, 20, 14, 21, 13, 22, 12, 23, 12, 24, 13, 25, 14);

    /** Reads {@code 1.21.13} or {@code go1.21.13}; empty for anything that is not one exact release. */
    static Optional<GoVersion> parse(String text) {
        String number = text.startsWith("go") ? text.substring(2) : text;
        Matcher matcher = RELEASE.matcher(number);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int patch = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
        return Optional.of(new GoVersion(Integer.parseInt(matcher.group(1)), patch, number));
    }

    /**
     * The release that the settings or the module name.
     *
     * @throws BuildFailure when none is named, or one that cannot compile the module
     */
    static GoVersion of(GoModule module, Settings settings) {
        GoVersion chosen = named(module, settings);
        String origin = settings.find(LanguageSettings.GO_VERSION)
                .map(Setting::origin)
                .orElse(module.mod().file().toString());
        if (chosen.minor() < OLDEST) {
            throw BuildFailure.ofUser("go " + chosen.text() + " is too old")
                    .because("reproducible programs need flags that came with go 1." + OLDEST)
                    .from(origin)
                    .remedy("set sos.go.version to " + newestOf(OLDEST) + " or newer");
        }
        for (String line : goLines(module)) {
            Optional<GoVersion> needed = parse(line).or(() -> parse(line + "rc1"));
            if (needed.isPresent() && chosen.isBefore(needed.get())) {
                throw BuildFailure.ofUser("the module needs go " + line + ", and go " + chosen.text() + " was chosen")
                        .because("the go line of go.mod or go.work says so")
                        .from(origin)
                        .remedy("raise sos.go.version or the toolchain line to a release of go " + line + " or newer");
            }
        }
        return chosen;
    }

    private static List<String> goLines(GoModule module) {
        return Stream.of(module.mod().goLine(), module.work().flatMap(GoWorkFile::goLine))
                .flatMap(Optional::stream)
                .toList();
    }

    private boolean isBefore(GoVersion other) {
        return minor < other.minor || minor == other.minor && patch < other.patch;
    }

    private static GoVersion named(GoModule module, Settings settings) {
        Optional<Setting<String>> setting = settings.find(LanguageSettings.GO_VERSION);
        if (setting.isPresent()) {
            return parse(setting.get().value())
                    .orElseThrow(() -> setting.get()
                            .refused("is not a Go release")
                            .remedy("name one exactly, for example 1.21.13"));
        }
        Optional<String> toolchain = module.work()
                .flatMap(GoWorkFile::toolchain)
                .or(() -> module.mod().toolchain());
        if (toolchain.isPresent()) {
            return parse(toolchain.get())
                    .orElseThrow(() -> BuildFailure.ofUser("toolchain " + toolchain.get() + " is not a Go release")
                            .from(module.mod().file())
                            .remedy("name a release like toolchain go1.21.13, or set sos.go.version"));
        }
        Optional<String> goLine = module.work()
                .flatMap(GoWorkFile::goLine)
                .filter(line -> parse(line).isPresent());
        return goLine.or(() -> module.mod().goLine()).flatMap(GoVersion::parse).orElseThrow(() -> unnamed(module));
    }

    /** As {@code GOTOOLCHAIN} and build information name it: {@code go1.21.13}. */
    String toolchain() {
        return "go" + text;
    }

    private static BuildFailure unnamed(GoModule module) {
        String line = module.mod().goLine().orElse("");
        Matcher matcher = LINE.matcher(line);
        String source = module.source().toString();
        if (!matcher.matches()) {
            return BuildFailure.ofUser("nothing says which Go release compiles "
                            + module.mod().module())
                    .because(line.isEmpty() ? "go.mod has no go line" : "the go line names no release: go " + line)
                    .from(module.mod().file())
                    .remedy("run go get go@latest in " + source + ", or set sos.go.version");
        }
        int minor = Integer.parseInt(matcher.group(1));
        String newest = newestOf(Math.max(minor, OLDEST));
        // go get toolchain@patch knows no release before 1.21, and those refuse a toolchain line.
        String remedy = minor < FIRST_WITH_TOOLCHAIN_LINE
                ? "set sos.go.version to " + newest
                : "run go get toolchain@patch in " + source + ", which writes toolchain go" + newest
                        + ", or set sos.go.version";
        return BuildFailure.ofUser("go " + line + " names a line of Go releases, not one release")
                .because("two releases of one line give two different images")
                .from(module.mod().file())
                .remedy(remedy);
    }

    private static String newestOf(int minor) {
        Integer last = LAST_PATCH.get(minor);
        return "1." + minor + "." + (last == null ? "<newest patch>" : last);
    }
}
