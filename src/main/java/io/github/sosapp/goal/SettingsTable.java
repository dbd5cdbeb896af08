package io.github.sosapp.goal;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.report.BuildReport.SettingRow;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings with their values and where they came from; values that the plugin found itself are shown as found. Those of
 * other languages than the service's are left out unless somebody gave them.
 */
final class SettingsTable {

    private final Settings settings;
    private final Optional<PlannedImage> planned;

    SettingsTable(Settings settings, PlannedImage planned) {
        this(settings, Optional.of(planned));
    }

    /** @param planned empty in a module without a service */
    SettingsTable(Settings settings, Optional<PlannedImage> planned) {
        this.settings = settings;
        this.planned = planned;
    }

    List<SettingRow> rows() {
        List<SettingRow> rows = new ArrayList<>();
        SettingCatalog.ALL.stream()
                .filter(key -> hasEffect(key) || !settings.originOf(key).equals(SettingKey.DEFAULT))
                .forEach(key -> rows.add(hasEffect(key) ? row(key) : withoutEffect(row(key))));
        SettingCatalog.MAPS.forEach(map ->
                settings.rawMap(map.name()).forEach((name, raw) -> rows.add(row(map.name() + "." + name, raw))));
        return rows;
    }

    private boolean hasEffect(SettingKey<?> key) {
        return planned.isEmpty()
                || LanguageSettings.languageOf(key)
                        .map(planned.get().recipe().language()::equals)
                        .orElse(true);
    }

    private static SettingRow withoutEffect(SettingRow row) {
        return new SettingRow(row.name(), row.value(), row.origin() + ", no effect here");
    }

    private SettingRow row(SettingKey<?> key) {
        if (settings.isRemoved(key)) {
            SettingRow instead = found(key);
            return instead.value().isEmpty() ? new SettingRow(key.name(), "(none)", settings.originOf(key)) : instead;
        }
        return settings.find(key)
                .map(setting -> new SettingRow(key.name(), shown(key, setting), setting.origin()))
                .orElseGet(() -> found(key));
    }

    private String shown(SettingKey<?> key, Setting<?> setting) {
        boolean completed = key == SettingCatalog.IMAGE || key == SettingCatalog.TAGS;
        return completed ? found(key).value() : setting.text();
    }

    private static SettingRow row(String name, RawSetting raw) {
        return raw.text()
                .map(text -> new SettingRow(name, isMisplaced(name, text) ? "****" : text, raw.origin()))
                .orElseGet(() -> new SettingRow(name, "(removed)", raw.origin() + " removes it"));
    }

    // Whoever writes the secret itself where its place belongs shall not see it in reports, too.
    private static boolean isMisplaced(String name, String text) {
        return name.startsWith("secrets.") && !text.startsWith("env:") && !text.startsWith("file:");
    }

    private SettingRow found(SettingKey<?> key) {
        return planned.flatMap(image ->
                        ofImage(key, image).or(() -> ofExecution(key, image)).or(() -> ofSources(key, image)))
                .orElseGet(() -> new SettingRow(key.name(), "", "not set"));
    }

    private Optional<SettingRow> ofImage(SettingKey<?> key, PlannedImage image) {
        if (key == SettingCatalog.IMAGE) {
            String registry = settings.find(SettingCatalog.REGISTRY)
                    .map(setting -> "sos.registry (" + setting.origin() + ") + artifactId")
                    .orElse("artifactId");
            return row(key, image.name().toString(), registry);
        }
        if (key == SettingCatalog.TAGS) {
            return row(key, String.join(", ", image.tags()), "default for this version");
        }
        if (key == SettingCatalog.LANGUAGE) {
            return row(key, image.recipe().language(), "found in the source");
        }
        if (key == SettingCatalog.BASE) {
            return row(key, image.plan().base(), image.service().base().origin());
        }
        return Optional.empty();
    }

    /** What the language decided about containers, and no setting took from it. */
    private static Optional<SettingRow> ofExecution(SettingKey<?> key, PlannedImage image) {
        ExecutionConfig execution = image.plan().execution();
        String origin = defaultFor(image);
        if (key == SettingCatalog.PORT) {
            String ports = execution.ports().stream()
                    .map(port -> port.replace("/tcp", ""))
                    .collect(Collectors.joining(", "));
            return row(key, ports, origin);
        }
        if (key == SettingCatalog.USER) {
            return row(key, execution.user(), origin);
        }
        if (key == SettingCatalog.ENTRYPOINT) {
            return row(key, String.join(" ", execution.entrypoint()), origin);
        }
        if (key == SettingCatalog.WORKDIR) {
            return row(key, execution.workingDirectory(), origin);
        }
        if (key == SettingCatalog.HEALTH) {
            return execution.healthCheck().flatMap(check -> row(key, String.join(" ", check.command()), origin));
        }
        return Optional.empty();
    }

    private static Optional<SettingRow> ofSources(SettingKey<?> key, PlannedImage image) {
        Map<String, String> values = image.service().inputValues();
        if (key == LanguageSettings.GO_VERSION && values.containsKey("go")) {
            return row(key, values.get("go"), "go.mod");
        }
        String origin = key == LanguageSettings.JAVA_OPTIONS ? defaultFor(image) : "found in what was built";
        return Optional.ofNullable(values.get(key.name())).flatMap(value -> row(key, value, origin));
    }

    private static String defaultFor(PlannedImage image) {
        return "default for " + image.recipe().displayName();
    }

    private static Optional<SettingRow> row(SettingKey<?> key, String value, String origin) {
        return Optional.of(new SettingRow(key.name(), value, origin));
    }
}
