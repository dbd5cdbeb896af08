package io.github.sosapp.settings;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of one module. Each place holds values under their names without {@code sos.}; an earlier place wins over
 * a later one.
 */
public final class Settings {

    private static final String NONE = "none";

    private final List<Map<String, RawSetting>> places;

    /**
     * @param places strongest first
     * @throws BuildFailure when a place holds a name that the catalogue does not know
     */
    public Settings(List<Map<String, RawSetting>> places) {
        this.places = List.copyOf(places);
        for (Map<String, RawSetting> place : places) {
            for (Map.Entry<String, RawSetting> entry : new TreeMap<>(place).entrySet()) {
                refuseUnknown(entry.getKey(), entry.getValue());
            }
        }
    }

    /** The value in force, or the default; empty when there is neither. A removed value leaves the default. */
    public <T> Optional<Setting<T>> find(SettingKey<T> key) {
        Optional<RawSetting> raw = raw(key);
        Optional<String> text = raw.isPresent() ? raw.get().text() : Optional.empty();
        Optional<String> otherwise = key.defaultText();
        if (text.isPresent() && (!text.get().trim().equals(NONE) || otherwise.isPresent())) {
            return Optional.of(key.parse(text.get(), raw.get().origin()));
        }
        return otherwise.isPresent() ? Optional.of(key.parse(otherwise.get(), SettingKey.DEFAULT)) : Optional.empty();
    }

    /** The value in force of a setting that has a default. */
    public <T> Setting<T> get(SettingKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key.name() + " has no default"));
    }

    /** The value in force as it was written, whether or not it can be one; empty when nobody gave any. */
    public Optional<Setting<String>> asWritten(SettingKey<?> key) {
        return raw(key).flatMap(raw ->
                raw.text().map(String::trim).map(text -> new Setting<>(key.name(), text, text, raw.origin())));
    }

    /** True when somebody said {@code none} or took the inherited value away, and no default takes its place. */
    public boolean isRemoved(SettingKey<?> key) {
        return raw(key).isPresent() && find(key).isEmpty();
    }

    /** Where the setting in force was given or taken away; {@code default} when nobody gave it. */
    public String originOf(SettingKey<?> key) {
        return raw(key).map(RawSetting::origin).orElse(SettingKey.DEFAULT);
    }

    /** The entries of a map setting by their names after {@code map.}; removed ones are left out. */
    public SortedMap<String, Setting<String>> map(String map) {
        SortedMap<String, Setting<String>> entries = new TreeMap<>();
        for (Map.Entry<String, RawSetting> entry : rawMap(map).entrySet()) {
            Optional<String> text = entry.getValue().text();
            if (text.isPresent()) {
                String name = entry.getKey();
                entries.put(
                        name,
                        new Setting<>(
                                map + "." + name,
                                text.get(),
                                text.get(),
                                entry.getValue().origin()));
            }
        }
        return entries;
    }

    /** The entries of a map setting, removed ones included. */
    public SortedMap<String, RawSetting> rawMap(String map) {
        SortedMap<String, RawSetting> entries = new TreeMap<>();
        for (int i = places.size() - 1; i >= 0; i--) {
            for (Map.Entry<String, RawSetting> entry : places.get(i).entrySet()) {
                if (entry.getKey().startsWith(map + ".")) {
                    entries.put(entry.getKey().substring(map.length() + 1), entry.getValue());
                }
            }
        }
        return entries;
    }

    /** These settings where {@code stronger} says nothing else. */
    public Settings under(Map<String, RawSetting> stronger) {
        List<Map<String, RawSetting>> all = new ArrayList<>(List.of(Map.copyOf(stronger)));
        all.addAll(places);
        return new Settings(all);
    }

    private Optional<RawSetting> raw(SettingKey<?> key) {
        for (Map<String, RawSetting> place : places) {
            RawSetting raw = place.containsKey(key.name()) ? place.get(key.name()) : place.get(key.alias());
            if (raw != null) {
                return Optional.of(raw);
            }
        }
        return Optional.empty();
    }

    private static void refuseUnknown(String name, RawSetting raw) {
        if (!isKey(name) && !isOfMap(name)) {
            throw BuildFailure.ofUser("there is no setting sos." + name)
                    .from(raw.origin())
                    .remedy(remedyForUnknown(name));
        }
    }

    private static boolean isKey(String name) {
        for (SettingKey<?> key : SettingCatalog.ALL) {
            if (key.name().equals(name) || !key.alias().isEmpty() && key.alias().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfMap(String name) {
        for (SettingCatalog.SettingMap map : SettingCatalog.MAPS) {
            if (name.startsWith(map.name() + ".") && name.length() > map.name().length() + 1) {
                return true;
            }
        }
        return false;
    }

    private static String remedyForUnknown(String name) {
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        String rest = dot < 0 ? "" : name.substring(dot + 1);
        List<String> maps = SettingCatalog.MAPS.stream()
                .map(SettingCatalog.SettingMap::name)
                .toList();
        if (maps.contains(first) && rest.isEmpty()) {
            return "sos." + first + " is a map: write sos." + first + ".<name>";
        }
        TreeSet<String> candidates = new TreeSet<>();
        SettingCatalog.ALL.forEach(key -> candidates.addAll(List.of(key.name(), key.alias())));
        candidates.remove("");
        return Suggestion.nearest(name, candidates)
                .or(() -> Suggestion.nearest(first, maps)
                        .filter(map -> !rest.isEmpty())
                        .map(map -> map + "." + rest))
                .map(near -> "did you mean sos." + near + "?")
                .orElse("mvn sos:explain lists all settings; sos.x.* is free for your own");
    }
}
