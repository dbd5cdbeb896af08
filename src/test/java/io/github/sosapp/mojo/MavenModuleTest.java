package io.github.sosapp.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.base.BaseLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    private Path lockFile(MavenProject project) {
        ReactorFixture reactor = new ReactorFixture();
        return new MavenModule(
                        reactor.session(project), project, ReactorFixture.mojo("default"), null, null, null, Map.of())
                .lockFile();
    }

    private MavenProject module(String path, MavenProject parent) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(path));
        MavenProject project = ReactorFixture.module(folder.getFileName().toString(), "sos-image");
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
