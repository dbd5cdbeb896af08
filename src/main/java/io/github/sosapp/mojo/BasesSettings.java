package io.github.sosapp.mojo;

import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the goal {@code bases} reads of the settings: those that say what a service is are not for bases, and the names of
 * environment variables that the scripts before it had count after all others.
 */
final class BasesSettings {

    private static final Map<String, SettingKey<?>> UNPREFIXED = Map.of(
            "PLATFORM", SettingCatalog.PLATFORMS,
            "PUSH", SettingCatalog.PUSH,
            "NO_CACHE", SettingCatalog.NO_CACHE,
            "REGISTRY", SettingCatalog.REGISTRY,
            "TAG", SettingCatalog.TAGS);
    private static final Map<SettingKey<?>, String> DEFAULTS = Map.of(
            SettingCatalog.PUSH, "false",
            SettingCatalog.REGISTRY, "lucid",
            SettingCatalog.TAGS, "latest");
    private static final Set<SettingKey<?>> READ = Set.<SettingKey<?>>of(
            SettingCatalog.BASES,
            SettingCatalog.BASES_DIRECTORY,
            SettingCatalog.BASES_LOCK,
            SettingCatalog.BASES_LOAD,
            SettingCatalog.NO_CACHE,
            SettingCatalog.PLATFORMS,
            SettingCatalog.REGISTRY,
            SettingCatalog.TAGS,
            SettingCatalog.PUSH,
            SettingCatalog.SKIP,
            SettingCatalog.ENGINE,
            SettingCatalog.DOCKER_BUILDER,
            SettingCatalog.DOCKER_TIMEOUT,
            SettingCatalog.COMPRESSION,
            SettingCatalog.DEBIAN_MIRROR,
            SettingCatalog.DEBIAN_SECURITY_MIRROR,
            SettingCatalog.DEBIAN_IMAGE,
            SettingCatalog.DEBIAN_KEYRING,
            SettingCatalog.INSECURE_REGISTRIES,
            SettingCatalog.CA_CERTIFICATES,
            SettingCatalog.HTTP_TIMEOUT);
    private static final List<String> READ_MAPS = List.of("labels.", "annotations.", "x.");

    private BasesSettings() {}

    /**
     * @param places strongest first: the command line, the environment and what is weaker
     * @param isCommand whether the command line names the goal, and so means nothing else
     */
    static Settings of(List<Map<String, RawSetting>> places, Map<String, String> environment, boolean isCommand) {
        // Refuses names that do not exist at all, wherever they are.
        new Settings(places);
        if (isCommand) {
            places.get(0).forEach(BasesSettings::refuseOthers);
        }
        List<Map<String, RawSetting>> read = new ArrayList<>();
        for (Map<String, RawSetting> place : places) {
            Map<String, RawSetting> kept = new TreeMap<>(place);
            kept.keySet().removeIf(name -> !isRead(name));
            read.add(kept);
            if (read.size() == 2) {
                read.add(unprefixed(environment));
            }
        }
        Map<String, RawSetting> defaults = new TreeMap<>();
        DEFAULTS.forEach((key, text) -> defaults.put(key.name(), RawSetting.of(text, "default for bases")));
        read.add(defaults);
        return new Settings(read);
    }

    private static Map<String, RawSetting> unprefixed(Map<String, String> environment) {
        Map<String, RawSetting> place = new TreeMap<>();
        UNPREFIXED.forEach((variable, key) -> {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                place.put(key.name(), RawSetting.of(value, RawSetting.ENVIRONMENT + variable));
            }
        });
        return place;
    }

    private static void refuseOthers(String name, RawSetting raw) {
        if (!isRead(name)) {
            String text = raw.text().orElse("");
            throw new Setting<>(name, text, text, raw.origin())
                    .refused("has no effect on bases")
                    .because("what a base is stands in its definition")
                    .remedy("leave it out, or write a definition of your own: sos.bases.directory");
        }
    }

    private static boolean isRead(String name) {
        return READ.stream()
                        .anyMatch(key -> key.name().equals(name)
                                || !key.alias().isEmpty() && key.alias().equals(name))
                || READ_MAPS.stream().anyMatch(name::startsWith);
    }
}
