package io.github.sosapp.engine.docker;

import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts what an engine says of a failed build into words that help. */
public final class BuildRefusal {

    private static final Pattern SYNTAX = Pattern.compile(
            "(?:dockerfile parse error|Dockerfile parse error)(?: on)? line (\\d+): (.*)", Pattern.DOTALL);

    /** Podman, which names no line. */
    private static final Pattern UNKNOWN =
            Pattern.compile("building at STEP .*: (Unknown instruction: \"[^\"]*\")", Pattern.DOTALL);

    private static final Pattern EXIT_CODE =
            Pattern.compile("(?:exit code: |non-zero code: |while running runtime: exit status )(\\d+)");
    private static final Pattern NOT_IN_CONTEXT = Pattern.compile(
            "(?:failed to compute cache key|failed to calculate checksum)[^\"]*\"(?<checked>[^\"]+)\"[^\"]*not found"
                    + "|(?:COPY|ADD) failed: .*stat (?<copied>[^ :]+): (?:file does not exist|no such file or directory)"
                    + "|copier: stat: \"(?<stated>[^\"]+)\": no such file or directory");
    private static final Pattern STEP = Pattern.compile("\\[[^\\]]*\\] (.*)", Pattern.DOTALL);
    /** What the engine says before the reason: the whole step, which may be longer than what can be shown. */
    private static final Pattern REPEATED = Pattern.compile(
            "^(?:failed to solve(?: with frontend \\S+)?: )?(?:executor failed running \\[.*]: )?", Pattern.DOTALL);

    private static final int LONGEST = 300;

    private final Dockerfile file;
    private final Platform platform;
    private final Builder builder;

    public BuildRefusal(Dockerfile file, Platform platform, Builder builder) {
        this.file = file;
        this.platform = platform;
        this.builder = builder;
    }

    /** @param message of the engine */
    public BuildFailure of(String message, BuildSteps steps) {
        Matcher syntax = SYNTAX.matcher(message);
        if (syntax.find()) {
            return misunderstood(firstLine(syntax.group(2)), file.place(Integer.parseInt(syntax.group(1))));
        }
        Optional<String> instruction = steps.failedStep().map(BuildRefusal::instruction);
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.find()) {
            return misunderstood(
                    unknown.group(1).replace("\"", ""), place(instruction).orElse("the Dockerfile"));
        }
        List<String> lines = steps.lastLines();
        String everything = message + "\n" + String.join("\n", lines);
        if (everything.contains("exec format error")) {
            return notRunnable(instruction);
        }
        if (message.equals(EngineCalls.STOPPED_READING)) {
            return stoppedReading();
        }
        if (everything.contains("no space left on device")) {
            return diskFull(message);
        }
        Matcher missing = NOT_IN_CONTEXT.matcher(message);
        if (missing.find()) {
            String path = Stream.of("checked", "copied", "stated")
                    .map(missing::group)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
            return notInContext(path, instruction);
        }
        Matcher exit = EXIT_CODE.matcher(message);
        if (instruction.isPresent() && exit.find()) {
            return BuildFailure.ofUser(
                            "a step of the Dockerfile failed with exit code " + exit.group(1) + ", for " + platform)
                    .because(shortened(instruction.get()))
                    .listing(lines)
                    .from(place(instruction).orElse("the Dockerfile"))
                    .remedy("correct what the last lines complain of; mvn -X shows all lines of all steps");
        }
        return other(message, instruction, lines);
    }

    private BuildFailure misunderstood(String why, String place) {
        return BuildFailure.ofUser("the engine does not understand the Dockerfile: " + why)
                .from(place)
                .remedy("correct the line; " + builder.release()
                        + " may be too old for an instruction that newer ones know");
    }

    private BuildFailure stoppedReading() {
        return BuildFailure.ofWorld(builder.name() + " stopped reading the context of the build")
                .because("it does so when its disk is full, and when it is ended meanwhile")
                .remedy("look whether docker system df shows much to remove there, and at the engine's own log");
    }

    private BuildFailure diskFull(String message) {
        return BuildFailure.ofWorld("the disk of " + builder.name() + " is full")
                .because(firstLine(message))
                .remedy("remove what is not needed there: docker system df shows what there is, docker builder prune"
                        + " empties the cache of builds");
    }

    private BuildFailure notInContext(String path, Optional<String> instruction) {
        return BuildFailure.ofUser(path + " is not in the context of the build")
                .because("there is no such file beside the Dockerfile, or .dockerignore leaves it out")
                .from(place(instruction).orElse("the Dockerfile"))
                .remedy("correct the path, or add !" + path.replaceFirst("^/", "") + " to .dockerignore");
    }

    private BuildFailure other(String message, Optional<String> instruction, List<String> lines) {
        List<String> said = new ArrayList<>(lines);
        return BuildFailure.ofUser("the engine cannot build the Dockerfile for " + platform)
                .because(shortened(REPEATED.matcher(message).replaceFirst("")))
                .listing(said)
                .from(place(instruction).orElse(builder.place()))
                .remedy("correct the Dockerfile; if it is right, look at the engine's own log");
    }

    private BuildFailure notRunnable(Optional<String> instruction) {
        return BuildFailure.ofWorld("the engine cannot run programs for " + platform)
                .because("its machine is " + builder.platform() + " and has no emulation for that platform")
                .from(place(instruction).orElse("the Dockerfile"))
                .remedy(
                        "install emulation on the engine's machine (docker run --privileged --rm tonistiigi/binfmt --install "
                                + platform.architecture()
                                + "; on Debian the packages qemu-user-static and binfmt-support), let the"
                                + " stage run on the engine's own platform (FROM --platform=$BUILDPLATFORM), or set sos.platforms to "
                                + builder.platform());
    }

    private Optional<String> place(Optional<String> instruction) {
        return instruction.flatMap(file::lineOf).map(file::place);
    }

    private static String instruction(String step) {
        Matcher name = STEP.matcher(step);
        return name.matches() ? name.group(1) : step;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }

    private static String shortened(String text) {
        String stripped = text.strip();
        return stripped.length() <= LONGEST ? stripped : stripped.substring(0, LONGEST) + "…";
    }
}
