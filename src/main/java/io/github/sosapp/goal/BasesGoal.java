package io.github.sosapp.goal;

import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.service.python.BaseDefinition;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Builds bases for Python services, all or those that are named, and then loads or pushes them when that is asked for. */
public final class BasesGoal {

    /** One base on its way. */
    public interface Base {

        /** Pins the packages that the distribution has now. */
        void lock();

        /** Leaves the image, checked, as a layout. */
        void build();

        /** Loads what was built into the Docker Engine of this machine. */
        void load();

        /** Pushes what was built. */
        void push();
    }

    private static final String SAYS_SOS = RawSetting.ENVIRONMENT + "SOS_";
    private static final List<SettingKey<?>> SHOWN = List.of(
            SettingCatalog.PLATFORMS,
            SettingCatalog.PUSH,
            SettingCatalog.NO_CACHE,
            SettingCatalog.REGISTRY,
            SettingCatalog.TAGS);

    private final Function<BaseDefinition, Base> bases;
    private final BuildLog log;

    /** @param bases makes what builds and pushes a definition */
    public BasesGoal(Function<BaseDefinition, Base> bases, BuildLog log) {
        this.bases = bases;
        this.log = log;
    }

    /** @param known definitions, by their names */
    public void run(List<BaseDefinition> known, Settings settings) {
        List<BaseDefinition> chosen = chosen(known, settings);
        showUnprefixed(settings);
        List<Base> built = new ArrayList<>();
        boolean allByEngine = settings.get(SettingCatalog.ENGINE).value().equals("docker");
        for (BaseDefinition definition : withoutEngineFirst(chosen, allByEngine)) {
            Base base = bases.apply(definition);
            if (settings.get(SettingCatalog.BASES_LOCK).value()) {
                base.lock();
            }
            base.build();
            built.add(base);
        }
        if (settings.get(SettingCatalog.BASES_LOAD).value()) {
            built.forEach(Base::load);
        }
        if (settings.get(SettingCatalog.PUSH).value()) {
            built.forEach(Base::push);
        }
    }

    // Where there is no engine, what needs none is there all the same.
    private List<BaseDefinition> withoutEngineFirst(List<BaseDefinition> chosen, boolean allByEngine) {
        Map<Boolean, List<BaseDefinition>> byNeed =
                chosen.stream().collect(Collectors.partitioningBy(BaseDefinition::isDaemonless));
        List<BaseDefinition> needEngine = byNeed.get(false);
        List<BaseDefinition> others = byNeed.get(true);
        if (!needEngine.isEmpty() && !allByEngine) {
            log.info(names(needEngine) + (needEngine.size() == 1 ? " is" : " are")
                    + " built by a Docker Engine, because "
                    + needEngine.get(0).origin() + " says so"
                    + (others.isEmpty() ? "" : "; -Dsos.bases=" + names(others) + " needs none"));
        }
        List<BaseDefinition> all = new ArrayList<>(others);
        all.addAll(needEngine);
        return all;
    }

    private static String names(List<BaseDefinition> definitions) {
        return definitions.stream().map(BaseDefinition::name).collect(Collectors.joining(","));
    }

    private static List<BaseDefinition> chosen(List<BaseDefinition> known, Settings settings) {
        List<String> names = known.stream().map(BaseDefinition::name).toList();
        Setting<List<String>> wanted = settings.find(SettingCatalog.BASES).orElse(null);
        if (wanted == null) {
            return known;
        }
        for (String name : wanted.value()) {
            if (!names.contains(name)) {
                throw wanted.refused("names no base: " + name)
                        .remedy(Suggestion.didYouMean(name, names, "there are " + String.join(", ", names)));
            }
        }
        return known.stream()
                .filter(definition -> wanted.value().contains(definition.name()))
                .toList();
    }

    // Names without a prefix may be there for another program, so people must see that they count.
    private void showUnprefixed(Settings settings) {
        for (SettingKey<?> key : SHOWN) {
            settings.find(key)
                    .filter(setting -> setting.origin().startsWith(RawSetting.ENVIRONMENT)
                            && !setting.origin().startsWith(SAYS_SOS))
                    .ifPresent(setting ->
                            log.info("sos." + key.name() + " = " + setting.text() + " from " + setting.origin()));
        }
    }
}
