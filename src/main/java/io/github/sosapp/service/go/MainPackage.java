package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the package that becomes the program: {@code cmd}, the only {@code cmd/<name>}, or the module's root. */
final class MainPackage {

    // What may stand before the package clause; "possessive", so that a long comment cannot exhaust the stack.
    private static final Pattern PACKAGE =
            Pattern.compile("(?:\\s|//[^\\n]*+|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+package\\s+(\\w+)");
    private static final Pattern CONSTRAINT = Pattern.compile("(?m)^//go:build[ \\t]+(\\w+)[ \\t\\r]*$");
    // By convention no build ever sets these: they keep scripts and tool lists out of a package.
    private static final Set<String> NEVER_SET = Set.of("ignore", "tools");
    private static final int LONGEST_PROLOGUE = 64 * 1024;

    private MainPackage() {}

    /** The package as an argument of {@code go build}, for example {@code ./cmd/server}. */
    static String find(Path source, Settings settings) {
        Optional<Setting<String>> given = settings.find(LanguageSettings.GO_MAIN);
        if (given.isPresent()) {
            return given(source, given.get());
        }
        if (isMain(source.resolve("cmd"))) {
            return "./cmd";
        }
        List<String> named = directoriesIn(source.resolve("cmd")).stream()
                .filter(MainPackage::isMain)
                .map(directory -> "cmd/" + directory.getFileName())
                .toList();
        if (named.size() == 1) {
            return "./" + named.get(0);
        }
        if (named.size() > 1) {
            throw BuildFailure.ofUser(named.size() + " main packages: " + String.join(", ", named))
                    .because("an image holds one program")
                    .from(source)
                    .remedy("say which one: sos.go.main = " + named.get(0));
        }
        if (isMain(source)) {
            return ".";
        }
        throw BuildFailure.ofUser("no main package in " + source)
                .because("looked for package main in cmd/*.go, cmd/<name>/*.go and *.go")
                .remedy("set sos.go.main to the directory of the main package, for example internal/server");
    }

    private static String given(Path source, Setting<String> setting) {
        Path directory;
        try {
            directory = source.resolve(setting.value()).normalize();
        } catch (InvalidPathException e) {
            throw setting.refused("is not a path").remedy("name a directory relative to " + source);
        }
        if (Files.isRegularFile(directory) && directory.toString().endsWith(".go")) {
            directory = directory.getParent();
        }
        if (!directory.startsWith(source)) {
            throw setting.refused("is outside of the service's source").remedy("name a directory below " + source);
        }
        if (!Files.isDirectory(directory)) {
            throw setting.refused("is not a directory").remedy("name a directory relative to " + source);
        }
        if (!isMain(directory)) {
            throw setting.refused("has no main package")
                    .remedy("name the directory of a file that starts with package main");
        }
        String relative = source.relativize(directory).toString().replace('\\', '/');
        return relative.isEmpty() ? "." : "./" + relative;
    }

    private static List<Path> directoriesIn(Path directory) {
        return list(directory).filter(Files::isDirectory).toList();
    }

    private static boolean isMain(Path directory) {
        return list(directory).anyMatch(MainPackage::isMainSource);
    }

    private static Stream<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Stream.empty();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList().stream();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static boolean isMainSource(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".go") || name.endsWith("_test.go") || name.startsWith("_") || name.startsWith(".")) {
            return false;
        }
        if (!Files.isRegularFile(file)) {
            return false;
        }
        String beginning = beginning(file);
        Matcher clause = PACKAGE.matcher(beginning);
        return clause.lookingAt()
                && clause.group(1).equals("main")
                && CONSTRAINT
                        .matcher(beginning.substring(0, clause.start(1)))
                        .results()
                        .noneMatch(constraint -> NEVER_SET.contains(constraint.group(1)));
    }

    private static String beginning(Path file) {
        try (var stream = Files.newInputStream(file)) {
            String text = new String(stream.readNBytes(LONGEST_PROLOGUE), StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static BuildFailure unreadable(Path path, IOException cause) {
        return BuildFailure.ofUser("cannot read " + path)
                .causedBy(cause)
                .remedy("make it readable for the user who builds");
    }
}
