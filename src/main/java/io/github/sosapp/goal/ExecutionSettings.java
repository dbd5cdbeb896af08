package io.github.sosapp.goal;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lays what the team says about a container's start over what its language says. */
final class ExecutionSettings {

    private static final List<String> SIGNALS =
            List.of("SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGTERM", "SIGWINCH");

    private ExecutionSettings() {}

    static ExecutionConfig apply(Settings settings, ExecutionConfig service, SortedMap<String, String> standardLabels) {
        Map<String, String> environment = new LinkedHashMap<>(service.environment());
        settings.rawMap("env")
                .forEach((name, raw) -> raw.text()
                        .ifPresentOrElse(
                                text -> environment.put(environmentName(settings, name), text),
                                () -> environment.remove(name)));
        return new ExecutionConfig(
                settings.find(SettingCatalog.USER).map(Setting::value).orElse(service.user()),
                settings.find(SettingCatalog.ENTRYPOINT).map(Setting::value).orElse(service.entrypoint()),
                settings.find(SettingCatalog.ARGS).map(Setting::value).orElse(service.command()),
                environment,
                ports(settings, service.ports()),
                volumes(settings, service.volumes()),
                settings.find(SettingCatalog.WORKDIR)
                        .map(ExecutionSettings::absolute)
                        .orElse(service.workingDirectory()),
                settings.find(SettingCatalog.STOP_SIGNAL)
                        .map(ExecutionSettings::signal)
                        .orElse(service.stopSignal()),
                healthCheck(settings, service),
                labels(settings, standardLabels));
    }

    /** The standard labels or annotations, with the team's own over them; a removed one is left out. */
    static SortedMap<String, String> over(Settings settings, String map, SortedMap<String, String> standard) {
        SortedMap<String, String> all = new TreeMap<>(standard);
        settings.rawMap(map)
                .forEach(
                        (name, raw) -> raw.text().ifPresentOrElse(text -> all.put(name, text), () -> all.remove(name)));
        return all;
    }

    private static SortedMap<String, String> labels(Settings settings, SortedMap<String, String> standardLabels) {
        return over(settings, "labels", standardLabels);
    }

    private static String environmentName(Settings settings, String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
            throw settings.map("env")
                    .get(name)
                    .refused("has a name that is not one of an environment variable")
                    .remedy("use letters, digits and _");
        }
        return name;
    }

    private static SortedSet<String> ports(Settings settings, SortedSet<String> ports) {
        if (settings.isRemoved(SettingCatalog.PORT)) {
            return new TreeSet<>();
        }
        // A recipe that has put the port in already may have others beside it, for example that of a debugger.
        return settings.find(SettingCatalog.PORT)
                .map(port -> port.value() + "/tcp")
                .filter(port -> !ports.contains(port))
                .<SortedSet<String>>map(port -> new TreeSet<>(List.of(port)))
                .orElse(ports);
    }

    private static SortedSet<String> volumes(Settings settings, SortedSet<String> volumes) {
        return settings.find(SettingCatalog.VOLUMES)
                .<SortedSet<String>>map(setting -> {
                    setting.value().forEach(path -> {
                        if (!path.startsWith("/")) {
                            throw setting.refused("names a directory that is not absolute")
                                    .remedy("use for example /data");
                        }
                    });
                    return new TreeSet<>(setting.value());
                })
                .orElse(volumes);
    }

    private static String absolute(Setting<String> workdir) {
        if (!workdir.value().startsWith("/")) {
            throw workdir.refused("is not absolute").remedy("use for example /work");
        }
        return workdir.value();
    }

    private static String signal(Setting<String> signal) {
        if (!SIGNALS.contains(signal.value())) {
            throw signal.refused("is not a signal").remedy("use one of " + String.join(", ", SIGNALS));
        }
        return signal.value();
    }

    private static Optional<HealthCheck> healthCheck(Settings settings, ExecutionConfig service) {
        if (settings.isRemoved(SettingCatalog.HEALTH)) {
            return Optional.empty();
        }
        HealthCheck timing = new HealthCheck(
                List.of(),
                settings.get(SettingCatalog.HEALTH_INTERVAL).value(),
                settings.get(SettingCatalog.HEALTH_TIMEOUT).value(),
                settings.get(SettingCatalog.HEALTH_START_PERIOD).value(),
                settings.get(SettingCatalog.HEALTH_RETRIES).value());
        return settings.find(SettingCatalog.HEALTH)
                .map(Setting::value)
                .map(words -> commandOf(words, service))
                .or(() -> service.healthCheck().map(HealthCheck::command))
                .map(words -> new HealthCheck(
                        words, timing.interval(), timing.timeout(), timing.startPeriod(), timing.retries()));
    }

    /** {@code sos.health=--check} is a flag of the service's own program. */
    private static List<String> commandOf(List<String> words, ExecutionConfig service) {
        if (!words.get(0).startsWith("-")) {
            return words;
        }
        List<String> command = new java.util.ArrayList<>();
        command.add(service.entrypoint().get(0));
        command.addAll(words);
        return List.copyOf(command);
    }
}
