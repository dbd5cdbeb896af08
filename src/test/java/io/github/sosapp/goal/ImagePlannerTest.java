package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.git.GitRepository;
import io.github.sosapp.image.Json;
import io.github.sosapp.plan.PlanDocument;
import io.github.sosapp.service.go.GoRecipe;
import io.github.sosapp.service.go.GoServiceFixture;
import io.github.sosapp.settings.Settings;
import io.github.sosapp.testing.GoldenFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePlannerTest {

    private static final Settings SETTINGS = ModuleFixture.settings(
            "registry", "ghcr.io/sos-app",
            "tags", "+stable",
            "env.TZ", "Asia/Almaty",
            "labels.team", "emergency",
            "annotations.rollout", "slow",
            "files.rules.from", "rules",
            "files.rules.to", "/etc/emergency/rules",
            "files.rules.owner", "1001",
            "health", "--check",
            "volumes", "/data",
            "stopSignal", "SIGTERM",
            "go.tags", "netgo");

    @TempDir
    Path temporary;

    @Test
    void theWholePlanIsTheOneThatWasFoundGood() {
        GoldenFile.of(getClass(), "plan-emergency.json").assertMatches(planIn(temporary.resolve("one")));
    }

    @Test
    void theSamePlanIsMadeInEveryDirectory() {
        assertThat(planIn(temporary.resolve("another/place"))).isEqualTo(planIn(temporary.resolve("one")));
    }

    @Test
    void aModuleWithoutAServiceIsRefusedOnlyWhereOneMustBe() {
        ModuleFixture module = new ModuleFixture(temporary);
        module.mustHoldService = false;

        assertThat(ModuleFixture.planner(new NotesRecipe()).plan(module.project(), ModuleFixture.settings()))
                .isEmpty();

        module.mustHoldService = true;
        assertThatThrownBy(() -> module.planned(ModuleFixture.settings()))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("there is no service in this module")
                .hasMessageContaining("notes.txt (Notes)");
    }

    @Test
    void aModuleWithoutGitIsPlannedWithAWarning() {
        ModuleFixture module = new ModuleFixture(temporary).write("notes.txt", "one");

        PlannedImage planned = module.planned(ModuleFixture.settings());

        assertThat(planned.warnings())
                .containsExactly("no Git commit for this module: the image names no revision; git commit gives it one");
        assertThat(planned.plan().created()).isEqualTo(GoServiceFixture.CREATED);
    }

    @Test
    void withoutGitAndATimeInThePomTheWarningTellsHowToGiveOne() {
        ModuleFixture module = new ModuleFixture(temporary).write("notes.txt", "one");
        module.created = Optional.empty();

        PlannedImage planned = module.planned(ModuleFixture.settings());

        assertThat(planned.warnings())
                .containsExactly("no Git commit for this module: the image has no revision and the time"
                        + " 1970-01-01T00:00:00Z; commit it, or set project.build.outputTimestamp");
        assertThat(planned.plan().created()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void whoWorksInAContainerIsToldThatTheLanguageHasNoTargetForThat() {
        ModuleFixture module = new ModuleFixture(temporary).write("notes.txt", "one");
        Settings settings = DevGoal.settings(ModuleFixture.settings());

        assertThatThrownBy(() -> ModuleFixture.planner(new NotesRecipe()).development(module.project(), settings))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith("Notes services have no target development");
    }

    @Test
    void aShallowCloneIsRefusedForAReleaseAndOnlyWarnedAboutElse() throws Exception {
        GitRepository whole = GitRepository.create(temporary.resolve("whole"), temporary.resolve("home"));
        whole.write("notes.txt", "one");
        whole.commit("Begin", 1_760_000_000L);
        whole.write("notes.txt", "two");
        whole.commit("Go on", 1_760_000_100L);
        Path clone = temporary.resolve("shallow");
        whole.git("clone", "-q", "--depth=1", "file://" + whole.root(), clone.toString());
        ModuleFixture module = new ModuleFixture(clone);

        assertThatThrownBy(() -> module.planned(ModuleFixture.settings()))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        this is a shallow clone, and 1.4.0 is a release
                          why     the last commit that touched the module may be missing, so two clones give two images
                          do      fetch the whole history: git fetch --unshallow (GitHub Actions: actions/checkout with fetch-depth: 0)""");

        module.version = "1.5.0-SNAPSHOT";
        assertThat(module.planned(ModuleFixture.settings()).warnings())
                .containsExactly(
                        "this is a shallow clone: the image names HEAD, which may not be the module's last commit");

        whole.at(clone).git("fetch", "-q", "--unshallow");
        module.version = "1.4.0";
        assertThat(module.planned(ModuleFixture.settings()).warnings()).isEmpty();
    }

    private String planIn(Path checkout) {
        Path directory = checkout.resolve("services/emergency");
        GoServiceFixture.in(directory).write("rules/one.txt", "1");
        GoServiceFixture.empty(checkout).write("go.work", "go 1.21\n\nuse ./services/emergency\n");
        ModuleFixture module = new ModuleFixture(directory);
        PlannedImage planned = ModuleFixture.planner(new GoRecipe())
                .plan(module.project(), SETTINGS)
                .orElseThrow();
        return new String(Json.readable(new PlanDocument(directory).of(planned.plan())), StandardCharsets.UTF_8);
    }
}
