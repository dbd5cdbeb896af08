package io.github.sosapp.dockerfile;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.image.Platform;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Dockerfile: its stages, and the images that it takes from elsewhere. */
public final class Dockerfile {

    private static final String BOM = "\ufeff";
    private static final String SCRATCH = "scratch";

    /** Docker's own frontend, whose code is that of the engine in another version. */
    private static final Pattern KNOWN_FRONTEND =
            Pattern.compile("(?:docker\\.io/)?docker/dockerfile(?::1(?:\\.[0-9]+){0,2})?(?:@sha256:[0-9a-f]{64})?");

    private final String name;
    private final InstructionReader reader;
    private final List<Stage> stages = new ArrayList<>();
    private final List<Instruction> declarations = new ArrayList<>();

    private Dockerfile(String name, InstructionReader reader) {
        this.name = name;
        this.reader = reader;
        for (Instruction instruction : reader.instructions()) {
            if (instruction.is("FROM")) {
                stages.add(new Stage(stages.size(), instruction));
            } else if (!stages.isEmpty()) {
                stages.get(stages.size() - 1).add(instruction);
            } else if (instruction.is("ARG")) {
                declarations.add(instruction);
            }
        }
    }

    /**
     * Reads a Dockerfile. Instructions are not checked; the engine does that.
     *
     * @param name of the file, for messages
     * @throws BuildFailure when it has no stage, or asks for a frontend that is not Docker's own
     */
    public static Dockerfile parse(String name, String text) {
        InstructionReader reader = new InstructionReader(text.startsWith(BOM) ? text.substring(1) : text);
        reader.read();
        Dockerfile file = new Dockerfile(name, reader);
        if (file.stages.isEmpty()) {
            throw BuildFailure.ofUser(name + " has no FROM")
                    .because("every image starts from another one or from scratch")
                    .remedy("begin the file with FROM scratch, or FROM and the name of an image");
        }
        for (Stage stage : file.stages) {
            int words = stage.from().arguments().size();
            if (stage.base().isEmpty() || words == 2) {
                throw BuildFailure.ofUser(name + " has a FROM that names no image or stage")
                        .from(file.place(stage.from().line()))
                        .remedy("write FROM <image>, or FROM <image> AS <name of the stage>");
            }
        }
        reader.syntax()
                .filter(frontend -> !KNOWN_FRONTEND.matcher(frontend).matches())
                .ifPresent(frontend -> {
                    throw BuildFailure.ofUser(name + " asks for the frontend " + frontend)
                            .because("a frontend is a program that decides what the image is; only Docker's own"
                                    + " (docker/dockerfile:1) is run")
                            .from(file.place(reader.syntaxLine()))
                            .remedy("remove the line # syntax=" + frontend + ", or name docker/dockerfile:1");
                });
        return file;
    }

    /** Where in the file, for people. */
    public String place(int line) {
        return name + ", line " + line;
    }

    /** The line of the instruction that an engine calls by its text; empty when there is none or there are several. */
    public Optional<Integer> lineOf(String instruction) {
        String wanted = normal(instruction);
        List<Integer> lines = reader.instructions().stream()
                .filter(it -> normal(it.keyword() + " " + it.rest()).equals(wanted))
                .map(Instruction::line)
                .toList();
        return lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
    }

    private static String normal(String instruction) {
        return instruction.strip().replaceAll("\\s+", " ");
    }

    /** How many stages it has. */
    public int stageCount() {
        return stages.size();
    }

    /** The names of its stages, in their order; those without one are left out. */
    public List<String> stageNames() {
        return stages.stream()
                .map(Stage::name)
                .filter(stage -> !stage.isEmpty())
                .toList();
    }

    /** Whether it has a stage of that name. */
    public boolean hasStage(String stage) {
        return stages.stream().anyMatch(it -> it.isCalled(stage));
    }

    /**
     * The images from elsewhere without which the stage cannot be built, in the order of the file; the one that the stage
     * stands on is the only base.
     *
     * @param target name of a stage; empty for the last one
     * @param arguments build arguments by name
     * @param built platform that is built
     * @param engine platform of the engine itself
     */
    public List<ImageUse> images(String target, Map<String, String> arguments, Platform built, Platform engine) {
        Variables variables = Variables.of(declarations, arguments, platformVariables(built, engine));
        List<ImageUse> images = new ArrayList<>();
        Stage base = foundation(stage(target), variables);
        for (int number : needed(target, variables)) {
            Stage stage = stages.get(number);
            String image = variables.expand(stage.base());
            if (image.isEmpty()) {
                throw BuildFailure.ofUser(name + ": FROM " + stage.base() + " names no image")
                        .because("the variable has no value")
                        .from(place(stage.from().line()))
                        .remedy("give it one: ARG NAME=value before the first FROM, or sos.buildArgs.NAME");
            }
            if (isElsewhere(image, stage.number())) {
                images.add(new ImageUse(
                        image, platform(stage, variables, built), stage.from().line(), stage == base));
            }
            for (Instruction instruction : stage.instructions()) {
                for (String source : instruction.sources()) {
                    if (isElsewhere(source, stage.number()) && !source.contains("$")) {
                        images.add(new ImageUse(source, built.toString(), instruction.line(), false));
                    }
                }
            }
        }
        return images;
    }

    /**
     * The instructions of a stage, after those of the stages that it stands on, without their flags but the one that names
     * where files come from: what an image has its layers from, from bottom to top.
     *
     * @param target name of a stage; empty for the last one
     * @param arguments build arguments by name
     * @param built platform that is built
     * @param engine platform of the engine itself
     */
    public List<String> instructions(String target, Map<String, String> arguments, Platform built, Platform engine) {
        Variables variables = Variables.of(declarations, arguments, platformVariables(built, engine));
        List<String> words = new ArrayList<>();
        for (Optional<Stage> stage = Optional.of(stage(target)); stage.isPresent(); ) {
            Stage here = stage.get();
            words.addAll(0, here.instructions().stream().map(Instruction::name).toList());
            stage = earlier(variables.expand(here.base()), here.number());
        }
        return words;
    }

    /**
     * The text with other names for the images from elsewhere. Lines keep their numbers; stages that are not needed are left
     * out, and so is the frontend, because the engine has one.
     *
     * @param replacement for each of {@link #images}
     */
    public String rewritten(
            String target,
            Map<String, String> arguments,
            Platform built,
            Platform engine,
            Function<ImageUse, String> replacement) {
        Variables variables = Variables.of(declarations, arguments, platformVariables(built, engine));
        Map<Integer, Map<String, String>> changed = new TreeMap<>();
        List<String> lines = new ArrayList<>(reader.lines());
        if (reader.syntaxLine() > 0) {
            lines.set(reader.syntaxLine() - 1, "#");
        }
        for (ImageUse use : images(target, arguments, built, engine)) {
            changed.computeIfAbsent(use.line(), line -> new TreeMap<>()).put(use.image(), replacement.apply(use));
        }
        SortedSet<Integer> needed = needed(target, variables);
        boolean numbered = stages.stream()
                .flatMap(stage -> stage.instructions().stream())
                .flatMap(instruction -> instruction.sources().stream())
                .anyMatch(source -> source.matches("[0-9]+"));
        for (Stage stage : stages) {
            if (!needed.contains(stage.number()) && !numbered) {
                blank(lines, stage.from());
                stage.instructions().forEach(instruction -> blank(lines, instruction));
            } else if (needed.contains(stage.number())) {
                rewrite(lines, stage, changed);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void rewrite(List<String> lines, Stage stage, Map<Integer, Map<String, String>> changed) {
        Instruction from = stage.from();
        changed.getOrDefault(from.line(), Map.of()).values().forEach(image -> {
            List<String> words = new ArrayList<>(from.arguments());
            words.set(0, image);
            String flag = from.flag("platform")
                    .map(platform -> "--platform=" + platform + " ")
                    .orElse("");
            blank(lines, from);
            lines.set(from.line() - 1, "FROM " + flag + String.join(" ", words));
        });
        for (Instruction instruction : stage.instructions()) {
            changed.getOrDefault(instruction.line(), Map.of()).forEach((old, image) -> {
                Pattern use = Pattern.compile("(?<=from=)" + Pattern.quote(old) + "(?=[\\s,]|$)");
                for (int i = instruction.line() - 1; i < instruction.lastLine(); i++) {
                    lines.set(i, use.matcher(lines.get(i)).replaceAll(Matcher.quoteReplacement(image)));
                }
            });
        }
    }

    private static void blank(List<String> lines, Instruction instruction) {
        for (int i = instruction.line() - 1; i < instruction.lastLine(); i++) {
            lines.set(i, "#");
        }
    }

    private Stage stage(String target) {
        if (target.isEmpty()) {
            return stages.get(stages.size() - 1);
        }
        return stages.stream()
                .filter(stage -> stage.isCalled(target))
                .findFirst()
                .orElseThrow(() -> BuildFailure.ofUser(name + " has no stage " + target)
                        .because("its stages are " + String.join(", ", stageNames()))
                        .remedy(Suggestion.didYouMean(target, stageNames(), "write FROM <image> AS " + target)));
    }

    /** The stage at the bottom of the one that is built. */
    private Stage foundation(Stage top, Variables variables) {
        Stage stage = top;
        for (Optional<Stage> below = Optional.of(top); below.isPresent(); ) {
            stage = below.get();
            below = earlier(variables.expand(stage.base()), stage.number());
        }
        return stage;
    }

    private SortedSet<Integer> needed(String target, Variables variables) {
        SortedSet<Integer> needed = new TreeSet<>();
        Deque<Stage> open = new ArrayDeque<>(List.of(stage(target)));
        while (!open.isEmpty()) {
            Stage stage = open.remove();
            if (needed.add(stage.number())) {
                earlier(variables.expand(stage.base()), stage.number()).ifPresent(open::add);
                stage.instructions().stream()
                        .flatMap(instruction -> instruction.sources().stream())
                        .flatMap(source -> earlier(source, stage.number()).stream())
                        .forEach(open::add);
            }
        }
        return needed;
    }

    // The last one of a name is meant, as engines do it.
    private Optional<Stage> earlier(String called, int before) {
        return stages.subList(0, before).stream()
                .filter(stage -> stage.isCalled(called))
                .reduce((first, second) -> second);
    }

    private boolean isElsewhere(String image, int stage) {
        return !image.equals(SCRATCH) && earlier(image, stage).isEmpty() && !image.matches("[0-9]+");
    }

    private static String platform(Stage stage, Variables variables, Platform built) {
        return stage.from().flag("platform").map(variables::expand).orElse(built.toString());
    }

    private static Map<String, String> platformVariables(Platform built, Platform engine) {
        Map<String, String> variables = new TreeMap<>();
        Map.of("TARGET", built, "BUILD", engine).forEach((prefix, platform) -> {
            variables.put(prefix + "PLATFORM", platform.toString());
            variables.put(prefix + "OS", platform.os());
            variables.put(prefix + "ARCH", platform.architecture());
            variables.put(prefix + "VARIANT", platform.variant());
        });
        return variables;
    }
}
