package io.github.sosapp.engine.daemonless;

import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.FileTrees;
import io.github.sosapp.image.cache.TreeFingerprint;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.SourceFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Knows whether an output is still what its steps would make. That can be known where they read nothing but files that the
 * first of them copies, and what other known outputs hold.
 */
final class KeptOutput {

    private final Path output;
    private final Set<Path> others;
    private final Path file;
    private final String key;
    private final boolean trustFileTimes;

    private KeptOutput(Path output, Set<Path> others, Path file, String key, boolean trustFileTimes) {
        this.output = output;
        this.others = others;
        this.file = file;
        this.key = key;
        this.trustFileTimes = trustFileTimes;
    }

    /**
     * @param steps towards one output
     * @param tools the exact releases of the tools, and the keys of outputs that are made before
     * @param others outputs inside this one
     * @param directory where it is remembered what the output holds
     */
    static KeptOutput of(
            List<Preparation> steps, List<String> tools, Set<Path> others, Path directory, boolean trustFileTimes)
            throws IOException {
        Path output = steps.get(0).output();
        String name =
                Digest.of(output.toString().getBytes(StandardCharsets.UTF_8)).hex();
        Path file = directory.resolve("kept-" + name.substring(0, 16));
        List<String> facts = new ArrayList<>(tools);
        for (Preparation step : steps) {
            facts.add(String.join(
                    "\n",
                    step.tool(),
                    step.toolVersion(),
                    String.join("\n", step.arguments()),
                    step.environment().toString(),
                    step.files().toString(),
                    step.directory().toString()));
            if (copies(step)) {
                facts.add(contents(SourceFiles.ofArguments(step.arguments()), index(file, ".sources"), trustFileTimes));
            }
        }
        Digest key = Digest.of(String.join("\0", facts).getBytes(StandardCharsets.UTF_8));
        return new KeptOutput(output, Set.copyOf(others), file, key.hex(), trustFileTimes);
    }

    /** Whether that can be known at all. */
    static boolean canBeKnown(List<Preparation> steps) {
        return copies(steps.get(0));
    }

    private static boolean copies(Preparation step) {
        return step.tool().equals("copy");
    }

    private static String contents(SourceFiles sources, Path index, boolean trustFileTimes) throws IOException {
        List<Path> files = sources.list();
        String names = files.stream().map(Path::toString).collect(Collectors.joining("\n"));
        List<Path> absolute = files.stream().map(sources.directory()::resolve).toList();
        return names + "\n" + TreeFingerprint.of(absolute, new FileTrees(path -> false), index, trustFileTimes);
    }

    String key() {
        return key;
    }

    /** True when the same steps made it, and nobody changed it since. */
    boolean isCurrent() {
        try {
            return Files.exists(output) && Files.readString(file).equals(line());
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Called before the steps begin: whatever they leave behind when they fail is not an output. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    void remember() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, line());
    }

    private String line() throws IOException {
        Digest content = TreeFingerprint.of(
                List.of(output), new FileTrees(others::contains), index(file, ".output"), trustFileTimes);
        return key + " " + content + "\n";
    }

    private static Path index(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
