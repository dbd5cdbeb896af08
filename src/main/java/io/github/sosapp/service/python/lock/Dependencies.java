package io.github.sosapp.service.python.lock;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.python.TargetPython;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a service needs besides Python. */
public interface Dependencies {

    /** Nothing at all. */
    Dependencies NONE = new Dependencies() {
        @Override
        public List<LockedPackage> on(TargetPython target) {
            return List.of();
        }

        @Override
        public String origin() {
            return "no dependencies";
        }
    };

    /**
     * The packages that get installed for that interpreter, sorted by name.
     *
     * @throws BuildFailure when the file does not say exactly which they are
     */
    List<LockedPackage> on(TargetPython target);

    /** Name of the file that says so, for people. */
    String origin();

    /** Lines that pip needs besides the packages, such as the address of a company's index. */
    default List<String> indexOptions() {
        return List.of();
    }

    /** For the console. */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * Looks for the file that pins the packages of the service; locks are preferred to requirements.txt, which often is
     * only a list of wishes beside one.
     *
     * @throws BuildFailure when there are dependencies and nothing pins them
     */
    static Dependencies of(Path source) {
        if (Files.isRegularFile(source.resolve("uv.lock"))) {
            return UvLock.read(source.resolve("uv.lock"));
        }
        if (Files.isRegularFile(source.resolve("pylock.toml"))) {
            return PyLock.read(source.resolve("pylock.toml"));
        }
        if (Files.isRegularFile(source.resolve("poetry.lock"))) {
            return PoetryLock.read(source.resolve("poetry.lock"));
        }
        if (Files.isRegularFile(source.resolve("requirements.txt"))) {
            return RequirementsFile.read(source.resolve("requirements.txt"));
        }
        ProjectFile project = ProjectFile.read(source);
        if (project.hasDependencies()) {
            throw BuildFailure.ofUser("no lock file next to pyproject.toml")
                    .because("its dependencies are wishes: without a lock two builds give two images")
                    .from(source.resolve("pyproject.toml"))
                    .remedy("run uv lock (or poetry lock, or pip-compile --generate-hashes) and commit the file");
        }
        return NONE;
    }
}
