package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes sure that what was prepared fits the image: nothing that only runs elsewhere, nothing that tells where it came
 * from, everything that the service starts with.
 *
 * <p>Programs for other platforms are refused, with two exceptions: below a directory {@code prebuilds}, where packages
 * carry one for each platform, those for others are deleted, and so they are in packages that {@code --foreign} names.
 */
final class FitTool implements Toolchain {

    private static final int MOST_NAMED = 10;

    /**
     * The arguments: {@code --platform}, {@code --libc}, {@code --foreign} for packages that may carry programs of other
     * platforms, {@code --unbuilt} for packages that work without their native part, {@code --delete} for files that must
     * not be there, {@code --must} for files that must, {@code --cpu} where packages for all platforms were installed, and
     * paths of what gets into the image.
     */
    private record Wishes(Map<String, List<String>> options, List<String> paths) {

        static Wishes of(List<String> arguments) {
            Map<String, List<String>> options = new TreeMap<>();
            List<String> paths = new ArrayList<>();
            for (String argument : arguments) {
                if (argument.startsWith("--")) {
                    String[] option = argument.substring(2).split("=", 2);
                    options.computeIfAbsent(option[0], name -> new ArrayList<>())
                            .add(option[1]);
                } else {
                    paths.add(argument);
                }
            }
            return new Wishes(options, paths);
        }

        List<String> all(String option) {
            return options.getOrDefault(option, List.of());
        }
    }

    @Override
    public void run(Preparation preparation) {
        Wishes wishes = Wishes.of(preparation.arguments());
        Path directory = preparation.directory();
        try {
            for (String path : wishes.all("delete")) {
                DeletedTree.delete(directory.resolve(path));
            }
            for (String cpu : wishes.all("cpu")) {
                PlatformPackages.of(
                                preparation.platform(), cpu, wishes.all("libc").get(0))
                        .deleteOthersIn(directory.resolve("node_modules"));
            }
            for (String path : wishes.all("must")) {
                if (!Files.isRegularFile(directory.resolve(path))) {
                    throw absent(path);
                }
            }
            fit(directory, wishes);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read what was made in " + directory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("check the disk and build again");
        }
    }

    private static void fit(Path directory, Wishes wishes) throws IOException {
        Platform platform = Platform.parse(wishes.all("platform").get(0));
        Programs programs = new Programs(directory, platform, wishes);
        for (String path : wishes.paths()) {
            // Where nothing had to be installed, not every installer makes the directory that the plan names.
            Files.createDirectories(directory.resolve(path));
            Files.walkFileTree(directory.resolve(path), programs);
        }
        if (!programs.misfits.isEmpty()) {
            throw misfits(platform, programs.misfits);
        }
        for (NodePackage found : programs.packages.values()) {
            if (found.lacksItsNativePart() && !wishes.all("unbuilt").contains(found.name())) {
                throw notBuilt(platform, found);
            }
        }
    }

    private static final class Programs extends SimpleFileVisitor<Path> {

        private final Path directory;
        private final Platform platform;
        private final Wishes wishes;
        private final Map<String, String> misfits = new TreeMap<>();
        private final Map<Path, NodePackage> packages = new TreeMap<>();

        Programs(Path directory, Platform platform, Wishes wishes) {
            this.directory = directory;
            this.platform = platform;
            this.wishes = wishes;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!attributes.isRegularFile()) {
                return FileVisitResult.CONTINUE;
            }
            NodePackage owner = NodePackage.of(directory, file);
            String misfit =
                    ExecutableFormat.misfit(file, platform, wishes.all("libc").get(0));
            if (misfit.isEmpty()) {
                owner.saw(file);
            } else if (isOneOfMany(file)) {
                Files.delete(file);
                owner.sawForeign();
            } else if (wishes.all("foreign").contains(owner.name())) {
                Files.delete(file);
            } else {
                misfits.put(
                        directory.relativize(file).toString().replace('\\', '/'),
                        misfit + (owner.name().isEmpty() ? "" : " (package " + owner.name() + ")"));
            }
            NodePackage known = packages.putIfAbsent(owner.root(), owner);
            if (known != null) {
                known.add(owner);
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean isOneOfMany(Path file) {
            for (Path name : directory.relativize(file)) {
                if (name.toString().equals("prebuilds")) {
                    return true;
                }
            }
            return false;
        }
    }

    private static BuildFailure absent(String path) {
        return BuildFailure.ofUser("the build script made no " + path)
                .because("this is the file that the service is started with")
                .remedy("let main or the start script of package.json name the file that the build script makes,"
                        + " or correct outDir in tsconfig.json");
    }

    private static BuildFailure misfits(Platform platform, Map<String, String> misfits) {
        List<String> lines = misfits.entrySet().stream()
                .limit(MOST_NAMED)
                .map(misfit -> misfit.getKey() + ": " + misfit.getValue())
                .toList();
        return BuildFailure.ofUser("programs in the image would not run on " + platform)
                .because("a package brought, or a script made, programs for another platform or C library")
                .listing(lines)
                .remedy(
                        "use a version of the package that has the right program as an optional dependency; if it carries"
                                + " programs for several platforms, name it in sos.node.foreign, and the others are left out");
    }

    private static BuildFailure notBuilt(Platform platform, NodePackage found) {
        return BuildFailure.ofUser("the package " + found.name() + " has no native part for " + platform)
                .because(
                        found.isToBeCompiled()
                                ? "it is compiled by an install script, and install scripts are off"
                                : "it carries native parts for other platforms only")
                .from("node_modules/" + found.name())
                .remedy("let its script run with sos.node.scripts=" + found.name()
                        + ", which compiles for this machine's platform only; or, if it works without, set"
                        + " sos.node.scripts=-" + found.name());
    }
}
