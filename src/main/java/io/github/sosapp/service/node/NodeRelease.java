package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.semver4j.Semver;
import org.semver4j.range.RangeListFactory;

/**
 * Which releases of Node.js the service is made for: {@code sos.node.version}, else {@code .nvmrc} or {@code
 * .node-version}, else {@code engines} in package.json.
 *
 * @param range as npm writes ranges; empty when nothing is asked for
 * @param origin of the range
 */
record NodeRelease(String range, String origin) {

    /** What Debian trixie has; its security updates stay in this line. */
    static final Semver OF_TRIXIE = Semver.create(20, 19, 2);

    private static final int OLDEST = 16;
    private static final int LATEST = 60;
    // Parts of a version that no release reaches.
    private static final int NEWEST = 9999;
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,3})(?:\\.(?:\\d{1,4}|x)){0,2}");
    private static final List<String> FILES = List.of(".nvmrc", ".node-version");
    private static final Map<String, String> LONG_TERM =
            Map.of("lts/hydrogen", "18", "lts/iron", "20", "lts/jod", "22", "lts/krypton", "24");

    /** @param directories where files may name it; the first that has one counts */
    static NodeRelease of(List<Path> directories, PackageJson json, Settings settings) {
        Optional<Setting<String>> setting = settings.find(LanguageSettings.NODE_VERSION);
        if (setting.isPresent()) {
            String line = line(setting.get().value())
                    .orElseThrow(() -> setting.get()
                            .refused("is not a version of Node.js")
                            .remedy("name a line of releases, for example 20"));
            return new NodeRelease(line, setting.get().origin());
        }
        Optional<Path> file = directories.stream()
                .flatMap(directory -> FILES.stream().map(directory::resolve))
                .filter(Files::isRegularFile)
                .findFirst();
        if (file.isPresent()) {
            return new NodeRelease(line(file.get()), file.get().toString());
        }
        return json.node()
                .map(range -> new NodeRelease(checked(range, json), json.file() + ", engines"))
                .orElse(new NodeRelease("", "nothing"));
    }

    private static String line(Path file) {
        String text;
        try {
            text = Files.readString(file)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file).causedBy(e).remedy("let this user read it");
        }
        return line(text)
                .orElseThrow(() -> BuildFailure.ofUser(file.getFileName() + " names no version of Node.js: " + text)
                        .because("a name that stands for the newest release means something else every month")
                        .from(file)
                        .remedy("write the line of releases, for example 20, or set sos.node.version"));
    }

    // Two releases of one line run the same programs, and compile them to the same ones.
    private static Optional<String> line(String text) {
        Matcher version = VERSION.matcher(text);
        if (version.matches()) {
            return Optional.of(version.group(1) + ".x");
        }
        return Optional.ofNullable(LONG_TERM.get(text)).map(major -> major + ".x");
    }

    private static String checked(String range, PackageJson json) {
        if (RangeListFactory.create(range).get().isEmpty()) {
            throw BuildFailure.ofUser("engines asks for a Node.js that nobody understands: " + range)
                    .from(json.file())
                    .remedy("write for example >=20");
        }
        return range;
    }

    /**
     * The line of releases that the service is to run on where trixie's own is not one of those it is made for; the oldest
     * that will do, because the service is known to work there, and among several one with long-term support.
     */
    Optional<String> lineBesidesTrixie() {
        if (range.isEmpty() || OF_TRIXIE.satisfies(range)) {
            return Optional.empty();
        }
        return IntStream.concat(majors(0), majors(1))
                .filter(major -> Semver.create(major, NEWEST, NEWEST).satisfies(range))
                .mapToObj(major -> major + ".x")
                .findFirst()
                .or(() -> {
                    throw BuildFailure.ofUser("no line of Node.js releases is as the service asks for: " + range)
                            .because("an image gets the newest release of a line, with its security updates")
                            .from(origin)
                            .remedy(
                                    "name a line, for example sos.node.version=22, or change what the service asks for");
                });
    }

    // Even ones get long-term support.
    private static IntStream majors(int odd) {
        return IntStream.rangeClosed(OLDEST / 2, LATEST / 2).map(half -> 2 * half + odd);
    }
}
