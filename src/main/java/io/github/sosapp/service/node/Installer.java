package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.semver4j.Semver;

/**
 * A program that installs what its lock file names; scripts are always run by npm, whoever installed. It has a range of
 * versions that can install for another platform, and leaves traces that say when and from where packages came.
 */
enum Installer {
    NPM("npm", ">=10", List.of("node_modules/.package-lock.json")),
    PNPM(
            "pnpm",
            ">=9",
            List.of("node_modules/.modules.yaml", "node_modules/.pnpm", "node_modules/.pnpm-workspace-state-v1.json")),
    YARN("yarn", ">=4", List.of("node_modules/.yarn-state.yml", "node_modules/.package-map.json")),
    YARN_CLASSIC("yarn", "1.x", List.of("node_modules/.yarn-integrity"));

    private static final Map<String, Installer> LOCKS = new TreeMap<>(
            Map.of("package-lock.json", NPM, "npm-shrinkwrap.json", NPM, "pnpm-lock.yaml", PNPM, "yarn.lock", YARN));
    // As Corepack has it: a checksum may follow the version.
    private static final Pattern PACKAGE_MANAGER = Pattern.compile("([a-z]+)@(\\d+\\.\\d+\\.\\d+[^+]*)(?:\\+.*)?");

    private final String program;
    private final String range;
    private final List<String> traces;

    Installer(String program, String range, List<String> traces) {
        this.program = program;
        this.range = range;
        this.traces = traces;
    }

    /** Names of the lock files that can be installed from. */
    static List<String> locks() {
        return List.copyOf(LOCKS.keySet());
    }

    /** @param text of the lock file, because both generations of yarn have one of the same name */
    static Installer of(Path lock, String text) {
        Installer found = LOCKS.get(lock.getFileName().toString());
        return found == YARN && text.lines().noneMatch(line -> line.equals("__metadata:")) ? YARN_CLASSIC : found;
    }

    String program() {
        return program;
    }

    List<String> traces() {
        return traces;
    }

    /** Files besides package.json and the lock that decide what is installed; most projects have few of them. */
    List<String> configuration() {
        return switch (this) {
            case NPM -> List.of(".npmrc");
            case PNPM -> List.of(".npmrc", OtherLock.PNPM_SETTINGS, "patches");
            case YARN -> List.of(OtherLock.YARN_SETTINGS, ".yarn/patches");
            case YARN_CLASSIC -> List.of(".npmrc", ".yarnrc");
        };
    }

    /**
     * What package.json says of the version that must run, else which ones can.
     *
     * @throws BuildFailure when package.json names another program than the one that wrote the lock
     */
    String version(PackageJson json, Path lock) {
        Optional<Matcher> named =
                json.packageManager().map(PACKAGE_MANAGER::matcher).filter(Matcher::matches);
        if (named.isEmpty()) {
            return range;
        }
        String version = named.get().group(2);
        Semver parsed = Semver.parse(version);
        if (!named.get().group(1).equals(program) || parsed == null || !parsed.satisfies(range)) {
            throw BuildFailure.ofUser("package.json names " + named.get().group(1) + " " + version
                            + " as its package manager, and the lock file is one of " + program + " " + range)
                    .because("found " + lock.getFileName())
                    .from(json.file() + ", packageManager")
                    .remedy("correct packageManager, or delete the lock file and let that program write its own");
        }
        return version;
    }

    /**
     * The commands that install for a platform, one after the other.
     *
     * @param development whether packages of development are installed, too
     * @param target platform in options of npm; empty for this machine's
     */
    List<List<String>> commands(boolean development, List<String> target, NodeProject project) {
        List<String> words = new ArrayList<>();
        switch (this) {
            case PNPM -> {
                words.addAll(List.of("install", "--frozen-lockfile", "--ignore-scripts", "--ignore-pnpmfile"));
                words.addAll(List.of("--node-linker=hoisted", "--package-import-method=copy"));
                words.addAll(development ? List.of() : List.of("--prod"));
                // Else one of a directory above would count.
                words.addAll(OtherLock.hasSettings(project.root()) ? List.of() : List.of("--ignore-workspace"));
                words.addAll(target);
            }
            case YARN -> {
                if (!development) {
                    // The second command does not look whether the lock fits.
                    return List.of(
                            List.of("install", "--mode=update-lockfile"),
                            List.of("workspaces", "focus", "--all", "--production"));
                }
                words.add("install");
                words.addAll(project.isWorkspace() ? List.of() : List.of("--immutable"));
                words.add("--mode=skip-build");
            }
            case YARN_CLASSIC -> {
                words.add("install");
                // Of workspaces it does not look whether the lock fits; what it would add is looked for afterwards.
                words.addAll(project.isWorkspace() ? List.of() : List.of("--frozen-lockfile"));
                words.addAll(List.of("--ignore-scripts", "--ignore-engines"));
                words.addAll(List.of("--non-interactive", "--no-progress", "--production=" + !development));
                // It cannot be told another platform: all packages come, and those for others go again.
                words.addAll(target.isEmpty() ? List.of() : List.of("--ignore-platform"));
            }
            case NPM -> throw new IllegalStateException("npm has commands of its own");
        }
        return List.of(words);
    }
}
