package io.github.sosapp.engine.docker.context;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.SecretFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a build does not get to see. The last pattern that matches decides, a directory decides for what is in it, as in
 * BuildKit; on top of that nothing with the name of a secret gets in without a waiver, whatever the patterns say. The
 * rules are those of Linux on every system: the host must not decide what is in an image.
 */
public final class IgnoreRules {

    private static final String NAME = ".dockerignore";
    private static final String STANDARD = "standard.dockerignore";

    private final String origin;
    private final List<IgnorePattern> patterns;
    private final List<String> waived;

    private IgnoreRules(String origin, List<IgnorePattern> patterns, List<String> waived) {
        this.origin = origin;
        this.patterns = List.copyOf(patterns);
        this.waived = List.copyOf(waived);
    }

    /**
     * The rules for a Dockerfile: of the file beside it that has its name and {@code .dockerignore} behind it, else of
     * {@code .dockerignore} in the context, else {@link #standard()}.
     *
     * @param root of the context
     * @param dockerfile absolute or below {@code root}; need not exist
     * @throws BuildFailure naming file and line when a pattern has no meaning
     */
    public static IgnoreRules find(Path root, Path dockerfile) {
        Path beside = root.resolve(dockerfile);
        for (Path file : List.of(beside.resolveSibling(beside.getFileName() + NAME), root.resolve(NAME))) {
            if (Files.isRegularFile(file)) {
                return parse(read(file), file.toString());
            }
        }
        return standard();
    }

    /**
     * @param file content of an ignore file
     * @param origin where it comes from, for failures
     * @throws BuildFailure naming origin and line when a pattern has no meaning
     */
    public static IgnoreRules parse(byte[] file, String origin) {
        IgnoreFile lines = IgnoreFile.parse(file, origin);
        return new IgnoreRules(origin, lines.patterns(), lines.waived());
    }

    /** The rules for modules without an ignore file: what no image of a service needs. */
    public static IgnoreRules standard() {
        return parse(standardText().getBytes(StandardCharsets.UTF_8), "the plugin's own rules");
    }

    /** The standard rules as a file that a team can own, with a comment for each group. */
    public static String standardText() {
        try (InputStream text = IgnoreRules.class.getResourceAsStream(STANDARD)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same rules without a path that the build makes itself; nothing takes it back in. */
    public IgnoreRules without(String path) {
        List<IgnorePattern> more = new ArrayList<>(patterns);
        more.add(IgnorePattern.ofPath(CleanPath.of(path)));
        return new IgnoreRules(origin, more, waived);
    }

    /** The file that holds the rules. */
    public String origin() {
        return origin;
    }

    /** What is decided about a directory, which what is in it must know. */
    static final class Verdict {

        private final boolean[] matched;
        private final boolean ignored;
        private final boolean secret;
        private final boolean withheld;

        private Verdict(boolean[] matched, boolean ignored, boolean secret, boolean withheld) {
            this.matched = matched;
            this.ignored = ignored;
            this.secret = secret;
            this.withheld = withheld;
        }

        boolean isLeftOut() {
            return ignored || withheld;
        }

        /** Whether only the name, which is that of a secret, keeps it out. */
        boolean isWithheld() {
            return withheld && !ignored;
        }
    }

    /** The verdict about the root, which is never left out. */
    Verdict root() {
        return new Verdict(new boolean[patterns.size()], false, false, false);
    }

    /** @param path below the root, with slashes */
    Verdict judge(String path, Verdict parent) {
        boolean[] matched = new boolean[patterns.size()];
        boolean ignored = false;
        for (int i = 0; i < matched.length; i++) {
            IgnorePattern pattern = patterns.get(i);
            // BuildKit asks only patterns that would change something, and forgets the others for what is below.
            matched[i] = parent.matched[i] || pattern.isNegation() == ignored && pattern.matches(path);
            if (matched[i]) {
                ignored = !pattern.isNegation();
            }
        }
        boolean secret = parent.secret || SecretFiles.isSecret(path.substring(path.lastIndexOf('/') + 1));
        return new Verdict(matched, ignored, secret, secret && !isWaived(path));
    }

    /** Whether something below a directory that is left out may be let in all the same. */
    boolean mayLetInBelow(String directory, Verdict verdict) {
        if (verdict.withheld && waived.stream().noneMatch(path -> path.startsWith(directory + "/"))) {
            return false;
        }
        // Whatever a later pattern does not take back in stays out, because the directory decides for it.
        for (int i = patterns.size() - 1; i >= 0 && !(verdict.matched[i] && verdict.ignored); i--) {
            if (patterns.get(i).isNegation() && patterns.get(i).mayMatchBelow(directory)) {
                return true;
            }
        }
        return !verdict.ignored;
    }

    private boolean isWaived(String path) {
        return waived.stream().anyMatch(allowed -> path.equals(allowed) || path.startsWith(allowed + "/"));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw BuildFailure.ofUser(file + " cannot be read")
                    .because("it says what the build must not see, so there is no build without it")
                    .causedBy(e)
                    .remedy("let this user read it");
        }
    }
}
