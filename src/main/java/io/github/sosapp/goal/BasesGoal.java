package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.service.python.BaseDefinition;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
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
        List<BaseDefinition> left = new ArrayList<>();
        for (BaseDefinition definition : chosen) {
            if (definition.isDaemonless()) {
                Base base = bases.apply(definition);
                if (settings.get(SettingCatalog.BASES_LOCK).value()) {
                    base.lock();
                }
                base.build();
                built.add(base);
            } else {
                left.add(definition);
            }
        }
        if (!left.isEmpty()) {
            throw needEngine(left, chosen);
        }
        if (settings.get(SettingCatalog.BASES_LOAD).value()) {
            built.forEach(Base::load);
        }
        if (settings.get(SettingCatalog.PUSH).value()) {
            built.forEach(Base::push);
        }
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

    private static BuildFailure needEngine(List<BaseDefinition> left, List<BaseDefinition> chosen) {
        String others = chosen.stream()
                .filter(definition -> !left.contains(definition))
                .map(BaseDefinition::name)
                .collect(Collectors.joining(","));
        String names = left.stream().map(BaseDefinition::name).collect(Collectors.joining(", "));
        return BuildFailure.ofUser(names + (left.size() == 1 ? " needs" : " need")
                        + " the docker engine, which this version of the plugin does not have")
                .because(left.stream()
                                .map(definition -> definition.name() + " starts from " + definition.base())
                                .collect(Collectors.joining(", "))
                        + ", whose packages only its own package manager can install"
                        + (others.isEmpty()
                                ? ""
                                : "; " + others.replace(",", " and ") + " are built, and nothing is pushed"))
                .from(left.get(0).origin())
                .remedy(
                        others.isEmpty()
                                ? "use a base that is assembled without Docker, for example python-base"
                                : "name the others alone: -Dsos.bases=" + others);
    }
}
