package io.github.sosapp.engine.docker;

import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.dockerfile.ImageUse;
import io.github.sosapp.engine.docker.context.BuildContext;
import io.github.sosapp.engine.docker.context.IgnoreRules;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.Preparation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What an engine is to build for one platform: a Dockerfile, one of its stages, and what it gets for it. */
public final class BuildOrder {

    /** Before the path of a file or directory that must be in the context. */
    public static final String NEEDED = "--needed=";

    private static final String FILE = "--file=";
    private static final String TARGET = "--target=";
    private static final String FOREIGN = "--foreign=";
    private static final long LARGE_CONTEXT = 50_000_000;
    private static final int MOST_NAMED = 5;

    private final Preparation order;
    private final Dockerfile file;

    private BuildOrder(Preparation order) {
        this.order = order;
        this.file = Dockerfile.parse(
                option(FILE, order).orElse(Preparation.DOCKERFILE),
                order.files().get(Preparation.DOCKERFILE));
    }

    /** The plan's order for the platform. */
    public static BuildOrder of(ImagePlan plan, Platform platform) {
        return new BuildOrder(plan.preparationsFor(platform).stream()
                .filter(preparation -> preparation.tool().equals("docker"))
                .findFirst()
                .orElseThrow());
    }

    /** The order itself. */
    public static BuildOrder of(Preparation order) {
        return new BuildOrder(order);
    }

    /** That it is built for. */
    public Platform platform() {
        return order.platform();
    }

    /** As it was written. */
    public Dockerfile file() {
        return file;
    }

    /** Name of a stage; empty for the last one. */
    public String target() {
        return option(TARGET, order).orElse("");
    }

    /** Build arguments by name. */
    public SortedMap<String, String> arguments() {
        return order.environment();
    }

    /** Images that the build needs. */
    List<ImageUse> images(Platform engine) {
        return file.images(target(), arguments(), platform(), engine);
    }

    /** What the image has its layers from, from bottom to top. */
    List<String> instructions() {
        return file.instructions(target(), arguments(), platform(), Platform.ofThisMachine());
    }

    /**
     * The Dockerfile as the engine gets it.
     *
     * @param engine platform of the engine itself
     * @param reference for each image that the build needs
     */
    public Text text(Platform engine, Function<ImageUse, String> reference) {
        return new Text(file.rewritten(target(), arguments(), platform(), engine, reference));
    }

    /** A Dockerfile in the context, under a name that no project uses. */
    public record Text(String text) {

        /** Name of the file in the context. */
        public String name() {
            return ".sos-" + Digest.of(bytes()).hex().substring(0, 16) + ".Dockerfile";
        }

        private byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * What the build gets to see.
     *
     * @param executable whether a file of the project is executable in it
     * @param ownFiles files and directories that this plugin writes, which are in no context
     * @param progress hears what is kept from the build
     */
    public BuildContext context(Text text, Predicate<Path> executable, List<Path> ownFiles, BuildProgress progress) {
        Path directory = order.directory();
        SortedMap<String, byte[]> added = new TreeMap<>();
        order.files().forEach((path, content) -> added.put(path, content.getBytes(StandardCharsets.UTF_8)));
        added.remove(Preparation.DOCKERFILE);
        added.put(text.name(), text.bytes());
        IgnoreRules rules = IgnoreRules.find(directory, Path.of(Preparation.DOCKERFILE));
        for (Path own : ownFiles) {
            if (own.startsWith(directory) && !own.equals(directory)) {
                rules = rules.without(directory.relativize(own).toString().replace('\\', '/'));
            }
        }
        BuildContext context = BuildContext.of(directory, rules, executable, added);
        requireNeeded(context, rules);
        warn(context, progress);
        return context;
    }

    /** Names of files and directories of the build that are no part of the image. */
    Set<String> leftOut(Text text) {
        boolean addsFiles =
                order.files().keySet().stream().anyMatch(path -> path.startsWith(DockerfileFacts.DIRECTORY + "/"));
        return addsFiles ? Set.of(text.name(), DockerfileFacts.DIRECTORY) : Set.of(text.name());
    }

    private void requireNeeded(BuildContext context, IgnoreRules rules) {
        for (String path : all(NEEDED)) {
            if (!context.has(path)) {
                boolean secret = context.withheld().contains(path);
                throw BuildFailure.ofUser(
                                "the build does not get to see " + path + ", which sos.files puts into the image")
                        .because(secret ? "its name is that of a secret" : "the rules for the context leave it out")
                        .from(rules.origin())
                        .remedy(
                                secret
                                        ? "give it another name, or say in .dockerignore why it is none: # sos:allow <reason>,"
                                                + " and below it !" + path
                                        : "add the line !" + path + " to .dockerignore");
            }
        }
    }

    // Whoever writes a Dockerfile may want whatever it makes.
    BuiltPrograms programs() {
        return option(FILE, order).isPresent()
                ? BuiltPrograms.of(platform(), all(FOREIGN))
                : BuiltPrograms.ofAnyPlatform();
    }

    private static void warn(BuildContext context, BuildProgress progress) {
        if (!context.withheld().isEmpty()) {
            progress.warned(
                    "kept from the build, because their names are those of secrets: " + shortened(context.withheld()));
        }
        if (!context.special().isEmpty()) {
            progress.warned("kept from the build, because sockets, pipes and devices have no content: "
                    + shortened(context.special()));
        }
        if (context.size() > LARGE_CONTEXT) {
            progress.warned("the context of the build has " + context.size() / 1_000_000 + " MB: "
                    + shortened(context.biggest(MOST_NAMED).stream()
                            .map(entry -> entry.path() + " " + entry.size() / 1_000_000 + " MB")
                            .toList())
                    + "; name in .dockerignore what the build does not need");
        }
    }

    private static String shortened(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())))
                + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
    }

    private List<String> all(String option) {
        return order.arguments().stream()
                .filter(argument -> argument.startsWith(option))
                .map(argument -> argument.substring(option.length()))
                .toList();
    }

    private static Optional<String> option(String option, Preparation order) {
        return order.arguments().stream()
                .filter(argument -> argument.startsWith(option))
                .map(argument -> argument.substring(option.length()))
                .findFirst();
    }
}
