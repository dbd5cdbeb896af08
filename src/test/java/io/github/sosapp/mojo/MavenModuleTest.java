package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.base.BaseLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenModuleTest {

    @TempDir
    private Path directory;

    @Test
    void aModuleAloneHasItsLockBesideItsPom() throws Exception {
        assertThat(lockFile(module("service", null))).isEqualTo(lock("service"));
    }

    @Test
    void aNewLockIsWrittenBesideTheTopmostParent() throws Exception {
        assertThat(lockFile(module("a/b/service", module("a/b", module("a", null)))))
                .isEqualTo(lock("a"));
    }

    @Test
    void theNearestLockThatExistsCounts() throws Exception {
        MavenProject service = module("a/b/service", module("a/b", module("a", null)));
        write("a");
        assertThat(lockFile(service)).isEqualTo(lock("a"));
        write("a/b");
        assertThat(lockFile(service)).isEqualTo(lock("a/b"));
        write("a/b/service");
        assertThat(lockFile(service)).isEqualTo(lock("a/b/service"));
    }

    @Test
    void aParentBesideTheModuleOrInARepositoryHoldsNoLock() throws Exception {
        MavenProject company = module("repository/company", null);
        MavenProject beside = module("a/parent", company);
        write("repository/company");
        write("a/parent");
        write("a");

        assertThat(lockFile(module("a/service", beside))).isEqualTo(lock("a/service"));
    }

    @Test
    void aDirectoryWithoutAPomOfTheModulesParentsHoldsNoLock() throws Exception {
        Files.createDirectories(directory.resolve("a"));
        write("a");
        assertThat(lockFile(module("a/b/service", module("a/b", null)))).isEqualTo(lock("a/b"));
    }

    @Test
    void aLibraryOfABuildIsPassedOver() throws Exception {
        MavenProject library = jar("library");
        MavenProject service = jar("service");

        assertThat(of(library, "default-push", service).hasNoImage()).isTrue();
        Files.createDirectories(directory.resolve("service/target/sos"));
        assertThat(of(library, "default-cli", service).hasNoImage()).isTrue();
        assertThat(of(service, "default-cli", library).hasNoImage()).isFalse();
    }

    @Test
    void aGoalThatIsCalledBeforeAnythingIsBuiltIsNotToldThatThereIsNothingToDo() throws Exception {
        assertThat(of(jar("service"), "default-cli", jar("library")).hasNoImage())
                .isFalse();
        assertThat(of(module("all", null, "pom"), "default-cli").hasNoImage()).isTrue();
    }

    private Path lockFile(MavenProject project) {
        return of(project, "default").lockFile();
    }

    private static MavenModule of(MavenProject project, String execution, MavenProject... others) {
        MavenProject[] all =
                Stream.concat(Stream.of(project), Stream.of(others)).toArray(MavenProject[]::new);
        return new MavenModule(
                new ReactorFixture().session(all), project, ReactorFixture.mojo(execution), null, null, null, Map.of());
    }

    private MavenProject jar(String path) throws IOException {
        return module(path, null, "jar");
    }

    private MavenProject module(String path, MavenProject parent) throws IOException {
        return module(path, parent, "sos-image");
    }

    private MavenProject module(String path, MavenProject parent, String packaging) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(path));
        MavenProject project = ReactorFixture.module(folder.getFileName().toString(), packaging);
        project.getBuild().setDirectory(folder.resolve("target").toString());
        project.setFile(folder.resolve("pom.xml").toFile());
        project.setParent(parent);
        return project;
    }

    private Path lock(String path) {
        return directory.resolve(path).resolve(BaseLock.FILE_NAME);
    }

    private void write(String path) throws IOException {
        Files.writeString(lock(path), "{}");
    }
}
