package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.service.python.BaseDefinition;
import io.github.sosapp.service.python.lock.Dependencies;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BasesGoalTest {

    private static final List<BaseDefinition> KNOWN =
            List.of(definition("base", "daemonless"), definition("python-base", "daemonless"));

    private final RecordingConsole console = new RecordingConsole();
    private final List<String> done = new ArrayList<>();

    @Test
    void allBasesAreBuiltAndNoneIsPushedUnlessThatIsSaid() {
        run(KNOWN, ModuleFixture.settings("push", "false"));

        assertThat(done).containsExactly("build base", "build python-base");
    }

    @Test
    void nothingIsPushedBeforeEverythingIsBuilt() {
        run(KNOWN, ModuleFixture.settings("push", "true"));

        assertThat(done).containsExactly("build base", "build python-base", "push base", "push python-base");
    }

    @Test
    void basesNamesWhatIsBuilt() {
        run(KNOWN, ModuleFixture.settings("push", "false", "bases", "python-base"));

        assertThat(done).containsExactly("build python-base");
    }

    @Test
    void basesLockLetsPackagesBePinnedBeforeTheyAreUsed() {
        run(KNOWN, ModuleFixture.settings("push", "false", "bases", "base", "bases.lock", "true"));

        assertThat(done).containsExactly("lock base", "build base");
    }

    @Test
    void basesLoadLetsTheEngineHaveEverythingThatWasBuiltBeforeAnyIsPushed() {
        run(KNOWN, ModuleFixture.settings("push", "true", "bases", "base", "bases.load", "true"));

        assertThat(done).containsExactly("build base", "load base", "push base");
    }

    @Test
    void aBaseThatDoesNotExistIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> run(KNOWN, ModuleFixture.settings("bases", "pyton-base")))
                .isInstanceOf(BuildFailure.class)
                .hasMessage("""
                        sos.bases = pyton-base names no base: pyton-base
                          from    -Dsos.bases on the command line
                          do      did you mean python-base?""");
        assertThat(done).isEmpty();
    }

    @Test
    void basesForTheDockerEngineComeLastSoThatTheOthersAreThereWhereItIsMissing() {
        List<BaseDefinition> known = new ArrayList<>(KNOWN);
        known.add(0, definition("alpine-base", "docker"));

        run(known, ModuleFixture.settings("push", "true"));

        assertThat(done)
                .startsWith("build base", "build python-base", "build alpine-base", "push base")
                .hasSize(6);
        assertThat(console.infos())
                .containsExactly(
                        "alpine-base is built by a Docker Engine, because base.properties of alpine-base says so;"
                                + " -Dsos.bases=base,python-base needs none");
    }

    @Test
    void nobodyIsToldOfTheEngineWhoAskedForItHimself() {
        run(List.of(definition("alpine-base", "docker")), ModuleFixture.settings("push", "false", "engine", "docker"));

        assertThat(done).containsExactly("build alpine-base");
        assertThat(console.infos()).isEmpty();
    }

    @Test
    void onlyVariablesWithoutPrefixAreShownWhenTheyCount() {
        Settings settings = new Settings(List.of(
                Map.of("registry", RawSetting.of("ours", "environment variable SOS_REGISTRY")),
                Map.of(
                        "registry", RawSetting.of("theirs", "environment variable REGISTRY"),
                        "tags", RawSetting.of("7", "environment variable TAG"),
                        "push", RawSetting.of("false", "default for bases"))));

        run(KNOWN, settings);

        assertThat(console.infos()).containsExactly("sos.tags = 7 from environment variable TAG");
    }

    private void run(List<BaseDefinition> known, Settings settings) {
        new BasesGoal(this::recording, console.log()).run(known, settings);
    }

    private BasesGoal.Base recording(BaseDefinition definition) {
        return new BasesGoal.Base() {
            @Override
            public void lock() {
                done.add("lock " + definition.name());
            }

            @Override
            public void build() {
                done.add("build " + definition.name());
            }

            @Override
            public void load() {
                assertThat(done).contains("build " + definition.name());
                done.add("load " + definition.name());
            }

            @Override
            public void push() {
                assertThat(done).contains("build " + definition.name());
                done.add("push " + definition.name());
            }
        };
    }

    private static BaseDefinition definition(String name, String engine) {
        return new BaseDefinition(
                name,
                "For tests",
                "packages:bookworm",
                List.of(),
                engine,
                Optional.empty(),
                Dependencies.NONE,
                "base.properties of " + name,
                Optional.empty());
    }
}
