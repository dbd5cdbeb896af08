package io.github.sosapp.git;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * The machine as JGit may see it: the user's configuration is read and never written. Left alone, JGit measures the file
 * system with files of its own in the home directory and the repository, for seconds, and keeps the result in {@code
 * ~/.config/jgit}.
 */
final class ReadOnlySystem extends SystemReader.Delegate {

    private final SystemReader machine;
    private final Map<String, String> environment;

    private ReadOnlySystem(SystemReader machine, Map<String, String> environment) {
        super(machine);
        this.machine = machine;
        this.environment = Map.copyOf(environment);
        setPlatformChecker();
    }

    /** Takes the place of {@code present}, or of what that took the place of: modules of a reactor do not pile up. */
    static ReadOnlySystem insteadOf(SystemReader present, Map<String, String> environment) {
        SystemReader machine = present instanceof ReadOnlySystem ours ? ours.machine : present;
        return new ReadOnlySystem(machine, environment);
    }

    @Override
    public String getenv(String variable) {
        // Where a repository is and what it is made of is decided by us, as for the git program.
        return variable.startsWith("GIT_") ? null : environment.get(variable);
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS files) {
        // Finding the system's configuration would start a program, and belongs to a git that is not installed.
        return new ReadOnlyConfig(parent, home().resolve(".no-system-gitconfig"), files);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS files) {
        Path shared = Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .orElseGet(() -> home().resolve(".config"));
        Config below = new ReadOnlyConfig(parent, shared.resolve("git").resolve("config"), files);
        return new ReadOnlyConfig(below, home().resolve(".gitconfig"), files);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS files) {
        return new ReadOnlyConfig(parent, home().resolve(".no-jgit-config"), files);
    }

    /** The user's home as the git program finds it: HOME first. */
    Path home() {
        return Path.of(Optional.ofNullable(environment.get("HOME")).orElseGet(() -> getProperty("user.home")));
    }

    private static final class ReadOnlyConfig extends FileBasedConfig {

        ReadOnlyConfig(Config parent, Path file, FS files) {
            super(parent, file.toFile(), files);
        }

        @Override
        public void save() {
            // What JGit wants to remember is not worth a file that nobody asked for.
        }

        /** Answers what JGit would else measure: a second, the coarsest clock of a file system in use. */
        @Override
        public long getTimeUnit(String section, String subsection, String name, long otherwise, TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(1, TimeUnit.SECONDS)
                    : super.getTimeUnit(section, subsection, name, otherwise, unit);
        }
    }
}
