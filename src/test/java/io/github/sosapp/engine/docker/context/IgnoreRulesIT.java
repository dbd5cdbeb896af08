package io.github.sosapp.engine.docker.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * BuildKit's own code (moby/patternmatcher and tonistiigi/fsutil, as BuildKit 0.30 uses them) and ours choose the same
 * files. Trees and patterns are random with a fixed seed, from few names, so that nearly every pattern matches something.
 */
class IgnoreRulesIT {

    private static final int CASES = 800;
    private static final long SEED = 20260101;
    private static final String REFUSED = "!";

    private static final List<String> NAMES = List.of("a", "b", "ab", "abc", ".a", "a.b", "b.md", "a b");
    private static final List<String> PARTS = List.of(
            "a", "b", "ab", "abc", ".a", "b.md", "*", "**", "a*", "*b", "?", "?b", "a**", "**b", "[a-b]", "[^a]", ".*",
            "*.md");
    private static final List<String> ODD = List.of(
            "#a", " a ", "/a", "./b", "a//b", "a/../b", "../a", ".", "/", "a/", "!", "[", "a\\*", "\\.a", "**/",
            "!/a/b", "! ab ", "***", "a/***", "**/**/b");

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);

    @Test
    void buildKitChoosesTheSameFiles() throws IOException {
        Path listing = buildListing();
        List<Path> roots = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            roots.add(makeCase(directory.resolve("case-" + i)));
        }
        Path list = Files.write(
                directory.resolve("roots"), roots.stream().map(Path::toString).toList());

        String[] theirs = Programs.succeeded(directory, Map.of(), "sh", "-c", listing + " < " + list)
                .output()
                .split("(?m)^\\.\n", -1);

        assertThat(theirs).hasSize(CASES + 1);
        int refused = 0;
        int smaller = 0;
        for (int i = 0; i < CASES; i++) {
            Path root = roots.get(i);
            String ours = ours(root);
            assertThat(ours)
                    .as("of " + new TreeSet<>(all(root)) + " with\n" + Files.readString(root.resolve(".dockerignore")))
                    .isEqualTo(sorted(theirs[i].strip()));
            refused += ours.equals(REFUSED) ? 1 : 0;
            smaller += !ours.equals(REFUSED)
                            && ours.lines().count() > 1
                            && ours.lines().count() < all(root).size()
                    ? 1
                    : 0;
        }
        assertThat(refused).isGreaterThan(CASES / 80);
        assertThat(smaller)
                .as("cases in which something stays and something goes")
                .isGreaterThan(CASES / 3);
    }

    private Path buildListing() throws IOException {
        Required.program("go", "apt-get install golang-go");
        Path module = Files.createDirectory(directory.resolve("listing"));
        for (String name : List.of("main.go", "go.mod", "go.sum")) {
            try (InputStream content = IgnoreRulesIT.class.getResourceAsStream("buildkit/" + name + ".txt")) {
                Files.copy(content, module.resolve(name));
            }
        }
        Programs.succeeded(module, Map.of("GOFLAGS", ""), "go", "build", "-o", "list", ".");
        return module.resolve("list");
    }

    private Path makeCase(Path root) throws IOException {
        Files.createDirectories(root);
        for (int i = 0; i < 12; i++) {
            Path file = root;
            for (int depth = random.nextInt(4); depth >= 0 && !Files.isRegularFile(file); depth--) {
                Files.createDirectories(file);
                file = file.resolve(oneOf(NAMES));
            }
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            lines.add(line());
        }
        Files.write(root.resolve(".dockerignore"), lines);
        return root;
    }

    private String line() {
        if (random.nextInt(10) == 0) {
            return oneOf(ODD);
        }
        int parts = 1 + random.nextInt(3);
        String pattern =
                random.ints(parts, 0, PARTS.size()).mapToObj(PARTS::get).collect(Collectors.joining("/"));
        return random.nextInt(3) == 0 ? "!" + pattern : pattern;
    }

    private String oneOf(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static String ours(Path root) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            BuildContext.of(root, IgnoreRules.find(root, Path.of("Dockerfile")), new TreeMap<>())
                    .writeTo(out);
        } catch (BuildFailure e) {
            assertThat(e).hasMessageContaining("has no meaning");
            return REFUSED;
        }
        List<String> names = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return sorted(String.join("\n", names));
    }

    private static List<String> all(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.skip(1).map(file -> root.relativize(file).toString()).toList();
        }
    }

    private static String sorted(String lines) {
        return lines.lines().sorted().collect(Collectors.joining("\n"));
    }
}
