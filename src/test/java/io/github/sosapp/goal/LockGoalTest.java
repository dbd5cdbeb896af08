package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.base.BaseImage;
import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.BaseSource;
import io.github.sosapp.base.Bases;
import io.github.sosapp.base.LockUser;
import io.github.sosapp.engine.daemonless.PreparationRunner;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.java.JavaServiceFixture;
import io.github.sosapp.service.node.NodeRecipe;
import io.github.sosapp.service.node.NodeServiceFixture;
import io.github.sosapp.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goals {@code lock} and {@code outdated}, which ask the same question and do different things with the answer. */
class LockGoalTest {

    private static final String IMAGE = "registry.example.com/java:17";

    @TempDir
    private Path directory;

    private final Registry registry = new Registry();
    private ModuleFixture module;
    private Path file;

    /** Has one image, which may be renewed at any time. */
    private static final class Registry implements BaseSource {

        private Digest now = Digest.of(new byte[] {1});

        @Override
        public boolean provides(BaseRequest request) {
            return request.base().equals(IMAGE);
        }

        @Override
        public BaseImage find(BaseRequest request, List<Platform> platforms) {
            throw new AssertionError("these goals make no image");
        }

        @Override
        public BaseLock lock(BaseRequest request, List<Platform> platforms, BaseLock before) {
            return before.with(request.base(), now);
        }

        void renew() {
            now = Digest.of(new byte[] {2});
        }
    }

    @BeforeEach
    void writeService() {
        Path service = directory.resolve("services/auth");
        JavaServiceFixture.in(service).archive("target/app-1.4.0.jar", Map.of("x", "x"));
        module = new ModuleFixture(service);
        module.artifactId = "auth-service";
        file = directory.resolve(BaseLock.FILE_NAME);
    }

    @Test
    void theLockIsWrittenWhereItIsExpectedAndItsChangesAreSaid() throws Exception {
        lock("base", IMAGE);

        assertThat(BaseLock.read(file).image(IMAGE)).contains(registry.now);
        assertThat(module.console.infos())
                .containsExactly(
                        "  " + IMAGE + "  new -> " + registry.now.abbreviated(),
                        "auth-service: wrote ../../sos-lock.json; commit it");
    }

    @Test
    void aLockThatIsUpToDateIsNotTouched() throws Exception {
        lock("base", IMAGE);
        Object written = Files.readAttributes(file, "*").get("lastModifiedTime");
        Object inode = Files.getAttribute(file, "unix:ino");
        module.console.forget();

        lock("base", IMAGE);

        assertThat(module.console.infos()).containsExactly("auth-service: ../../sos-lock.json is up to date");
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
        assertThat(Files.readAttributes(file, "*").get("lastModifiedTime")).isEqualTo(written);
    }

    @Test
    void whatOtherModulesLockedStays() throws Exception {
        Digest other = Digest.of("other".getBytes(StandardCharsets.UTF_8));
        Files.write(file, BaseLock.empty("x").with("other", other).bytes());

        lock("base", IMAGE);

        assertThat(BaseLock.read(file).image("other")).contains(other);
        assertThat(BaseLock.read(file).image(IMAGE)).contains(registry.now);
    }

    @Test
    void whatTheModuleNeedsNoMoreIsDroppedAndSaid() throws Exception {
        Digest old = Digest.of("old".getBytes(StandardCharsets.UTF_8));
        LockUser own = new LockUser("services/auth", "production");
        LockUser gone = new LockUser("services/gone", "production");
        LockUser other = new LockUser(".", "production");
        Files.write(
                file,
                BaseLock.empty("x")
                        .writtenBy(own)
                        .with("old", old)
                        .writtenBy(gone)
                        .with("of-a-module-that-is-gone", old)
                        .writtenBy(other)
                        .with("of-another", old)
                        .bytes());

        lock("base", IMAGE);

        assertThat(module.console.infos())
                .containsExactly(
                        "  " + IMAGE + "  new -> " + registry.now.abbreviated(),
                        "  of-a-module-that-is-gone  dropped: no module needs it",
                        "  old  dropped: no module needs it",
                        "auth-service: wrote ../../sos-lock.json; commit it");
        assertThat(BaseLock.read(file).image("of-another")).contains(old);
        assertThat(BaseLock.read(file).image("old")).isEmpty();
    }

    @Test
    void aModuleThatNeedsNoLockAnyMoreDropsItsOwn() throws Exception {
        lock("base", IMAGE);
        JavaServiceFixture.empty(directory.resolve("services/auth"))
                .write("go.mod", "module example.com/x\n\ngo 1.21.13\n")
                .write("main.go", "package main\n\nfunc main() {}\n");
        module.console.forget();

        goal(new GoRecipe()).run(module.project(), ModuleFixture.settings("language", "go"), file);

        assertThat(BaseLock.read(file).image(IMAGE)).isEmpty();
        assertThat(module.console.infos())
                .containsExactly(
                        "  " + IMAGE + "  dropped: no module needs it",
                        "auth-service: wrote ../../sos-lock.json; commit it");
    }

    @Test
    void aBaseThatIsNeverAnotherOneNeedsNoLock() {
        JavaServiceFixture.empty(directory.resolve("services/auth"))
                .write("go.mod", "module example.com/x\n\ngo 1.21.13\n")
                .write("main.go", "package main\n\nfunc main() {}\n");

        goal(new GoRecipe()).run(module.project(), ModuleFixture.settings("language", "go"), file);

        assertThat(module.console.infos()).containsExactly("auth-service: the base scratch has nothing to lock");
        assertThat(file).doesNotExist();
    }

    @Test
    void aModuleWithoutAServiceHasNothingToLock() {
        module = new ModuleFixture(directory.resolve("parent")).write("README", "nothing to build");
        module.mustHoldService = false;

        lock();
        outdated();

        assertThat(module.console.infos()).hasSize(2).allMatch(line -> line.startsWith("emergency-service"));
        assertThat(file).doesNotExist();
    }

    @Test
    void aDamagedLockIsNotWrittenOver() throws Exception {
        Files.writeString(file, "<<<<<<< merge");

        assertThatThrownBy(() -> lock("base", IMAGE))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith(file + " is not a lock file of this plugin");
        assertThatThrownBy(() -> outdated("base", IMAGE)).isInstanceOf(BuildFailure.class);
        assertThat(file).hasContent("<<<<<<< merge");
    }

    @Test
    void aLockThatCannotBeWrittenIsTold() throws Exception {
        Files.writeString(directory.resolve("in-the-way"), "");
        file = directory.resolve("in-the-way").resolve(BaseLock.FILE_NAME);

        assertThatThrownBy(() -> lock("base", IMAGE))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("cannot write " + file + "\n  why     ")
                .hasMessageEndingWith("do      let this user write to " + file.getParent());
    }

    @Test
    void outdatedListsWhatIsNewerAndChangesNothing() throws Exception {
        outdated("base", IMAGE);
        lock("base", IMAGE);
        Digest before = registry.now;
        byte[] locked = Files.readAllBytes(file);
        registry.renew();
        module.console.forget();

        outdated("base", IMAGE);

        assertThat(module.console.infos())
                .containsExactly(
                        "  " + IMAGE + "  " + before.abbreviated() + " -> " + registry.now.abbreviated(),
                        "auth-service: mvn compile sos:lock takes 1 change");
        assertThat(file).hasBinaryContent(locked);
    }

    @Test
    void outdatedSaysWhenNothingIsNewerAndWhenNothingIsLocked() {
        outdated("base", IMAGE);
        lock("base", IMAGE);
        outdated("base", IMAGE);

        assertThat(module.console.infos())
                .startsWith("auth-service: no base is locked; mvn compile sos:lock writes sos-lock.json")
                .endsWith("auth-service: the base " + IMAGE + " is up to date");
    }

    @Test
    void theToolsThatTheSourcesDoNotNameAreLockedToo() throws Exception {
        NodeServiceFixture.in(directory.resolve("services/auth"));
        Path programs = Files.createDirectories(directory.resolve("bin"));
        program(programs.resolve("npm"), "echo '{\"npm-version\":\"11.0.0\"}'");
        program(programs.resolve("node"), "echo v20.19.2");
        PreparationRunner preparations = new PreparationRunner(
                CommandRunner.ofThisMachine(),
                Map.of("PATH", programs + ":/usr/bin:/bin"),
                module.project().workDirectory(),
                false,
                false);

        new LockGoal(ModuleFixture.planner(new NodeRecipe()), bases(), preparations, module.console.log())
                .run(module.project(), ModuleFixture.settings("base", IMAGE, "language", "node"), file);

        assertThat(BaseLock.read(file).tools()).hasToString("{node=20.19.2, npm=11.0.0}");
        assertThat(module.console.infos()).contains("  npm  new -> 11.0.0");
    }

    private static void program(Path file, String line) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void lock(String... settings) {
        goal(recipe()).run(module.project(), ModuleFixture.settings(settings), file);
    }

    private LockGoal goal(Recipe recipe) {
        return new LockGoal(ModuleFixture.planner(recipe), bases(), module.preparations(), module.console.log());
    }

    private void outdated(String... settings) {
        Settings given = ModuleFixture.settings(settings);
        new OutdatedGoal(ModuleFixture.planner(recipe()), bases(), module.preparations(), module.console.log())
                .run(module.project(), given, file);
    }

    private Recipe recipe() {
        return JavaServiceFixture.empty(module.directory).recipe();
    }

    private Bases bases() {
        return new Bases(List.of(registry));
    }
}
