package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.semver4j.Semver;

/** The pnpm or yarn of this machine. It only installs, with the user's logins; whatever runs scripts is npm. */
final class InstallerToolchain implements Toolchain {

    private static final Duration LOOK = Duration.ofSeconds(60);
    private static final Duration WORK = Duration.ofHours(1);
    private static final String LOCK_OF_YARN = "yarn.lock";
    private static final List<String> PLATFORM_OPTIONS = List.of("--os=", "--cpu=", "--libc=");
    // Before that package.json alone says it; since version 11 only the command line does.
    private static final String PLATFORM_OPTIONS_SINCE = ">=10.14.0";

    private final CommandRunner runner;
    private final String name;
    private final Path program;
    private final InstallerAccess access;
    private final String version;
    private final boolean offline;

    private InstallerToolchain(
            CommandRunner runner, String name, Path program, InstallerAccess access, String version, boolean offline) {
        this.runner = runner;
        this.name = name;
        this.program = program;
        this.access = access;
        this.version = version;
        this.offline = offline;
    }

    /** Finds the program on the user's path and asks it for its version, which Corepack decides by package.json. */
    static InstallerToolchain find(
            CommandRunner runner, Map<String, String> user, Path workDirectory, boolean offline, String name) {
        Path program = CommandRunner.find(name, user.getOrDefault("PATH", ""))
                .orElseThrow(() -> BuildFailure.ofWorld(
                                "this service is built with " + name + ", which is not on this machine")
                        .because("its lock file is one of " + name + ", and no directory of PATH has that program")
                        .remedy(howToInstall(name)));
        try {
            Files.createDirectories(workDirectory);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot make the directory " + workDirectory)
                    .causedBy(e)
                    .remedy("check its permissions and the free space of the disk");
        }
        InstallerAccess access = InstallerAccess.of(user, workDirectory, offline);
        CommandResult answer = start(
                runner,
                new Command(List.of(program.toString(), "--version"), access.environment(), workDirectory, LOOK));
        String version = answer.output().strip();
        if (!answer.succeeded() || Semver.parse(version) == null) {
            throw BuildFailure.ofWorld(name + " --version failed")
                    .from(program)
                    .listing(NpmFailure.shorten(answer.complaint()))
                    .remedy("make " + name + " --version work in the directory of the service, then build again");
        }
        return new InstallerToolchain(runner, name, program, access, version, offline);
    }

    private static String howToInstall(String name) {
        return name.equals("yarn")
                ? "run corepack enable, which comes with Node.js, or npm install --global @yarnpkg/cli-dist (yarn for"
                        + " a lock of yarn 1)"
                : "run corepack enable, which comes with Node.js, or npm install --global " + name;
    }

    @Override
    public void run(Preparation preparation) {
        requireVersion(preparation);
        Path directory = preparation.directory();
        try {
            deletePackages(directory);
            for (Map.Entry<String, String> file : preparation.files().entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            String lock = lock(directory);
            CommandResult result = start(runner, command(preparation));
            if (!result.succeeded()) {
                throw InstallerFailure.of(preparation, result);
            }
            // Of a part of a project, what the others need goes from the lock.
            boolean isPart = preparation.files().containsKey("package.json");
            if (isPart ? YarnLock.adds(lock, lock(directory)) : !lock(directory).equals(lock)) {
                throw InstallerFailure.misfit(preparation);
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write to " + directory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to target, and make room on the disk");
        }
    }

    private static void deletePackages(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) throws IOException {
                if (!below.endsWith("node_modules")) {
                    return FileVisitResult.CONTINUE;
                }
                DeletedTree.delete(below);
                return FileVisitResult.SKIP_SUBTREE;
            }
        });
    }

    // Only yarn changes a lock where it should not.
    private static String lock(Path directory) throws IOException {
        Path lock = directory.resolve(LOCK_OF_YARN);
        return Files.isRegularFile(lock) ? Files.readString(lock) : "";
    }

    private Command command(Preparation preparation) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(preparation.arguments());
        Semver here = Semver.parse(version);
        if (name.equals("pnpm") && !here.satisfies(PLATFORM_OPTIONS_SINCE)) {
            words.removeIf(word -> PLATFORM_OPTIONS.stream().anyMatch(word::startsWith));
        }
        if (name.equals("pnpm")) {
            words.add("--reporter=append-only");
        }
        if (offline && (name.equals("pnpm") || here.getMajor() == 1)) {
            words.add("--offline");
        }
        if (name.equals("yarn") && here.getMajor() == 1) {
            // Two at the same time damage the cache for each other.
            words.add("--mutex=file:" + access.mutex());
        }
        SortedMap<String, String> environment = access.forInstalling(preparation.directory());
        environment.putAll(preparation.environment());
        return new Command(words, environment, preparation.directory(), WORK);
    }

    private void requireVersion(Preparation preparation) {
        String wanted = preparation.toolVersion();
        if (!Semver.parse(version).satisfies(wanted)) {
            throw BuildFailure.ofWorld(
                            "the packages are installed by " + name + " " + wanted + ", this machine has " + version)
                    .because("packageManager in package.json, or the kind of the lock file, says so")
                    .from(program)
                    .remedy(howToInstall(name) + "; corepack takes the version that package.json names");
        }
    }

    @Override
    public SortedMap<String, String> versions(Preparation preparation) {
        return new TreeMap<>(Map.of(name, version));
    }

    private static CommandResult start(CommandRunner runner, Command command) {
        try {
            return runner.run(command);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("a program that installs packages did not run to its end")
                    .because(e.getMessage())
                    .from(command.arguments().get(0))
                    .causedBy(e)
                    .remedy("run it with --version in a terminal; if that works, build again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }
}
