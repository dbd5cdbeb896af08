package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.service.python.lock.Dependencies;
import io.github.sosapp.service.python.lock.RequirementsFile;
import io.github.sosapp.settings.RawSetting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * A base for Python services as a folder defines it: {@code base.properties}, and {@code requirements.txt} if packages of
 * Python belong to it.
 *
 * @param name of the folder and of the image
 * @param description for the label of that name
 * @param base what it starts from, as in {@code sos.base}
 * @param packages of the distribution besides those that Python needs
 * @param engine that can build it
 * @param created time of the image; empty where Git is to say it
 * @param origin of the definition, for messages
 * @param directory of the definition; empty for one that the plugin carries
 */
public record BaseDefinition(
        String name,
        String description,
        String base,
        List<String> packages,
        String engine,
        Optional<Instant> created,
        Dependencies requirements,
        String origin,
        Optional<Path> directory) {

    static final String FILE = "base.properties";

    private static final String REQUIREMENTS = "requirements.txt";
    private static final String DAEMONLESS = "daemonless";
    private static final List<String> ENGINES = List.of(DAEMONLESS, "docker");
    private static final List<String> KEYS = List.of("description", "base", "packages", "engine", "created");

    public BaseDefinition {
        packages = List.copyOf(packages);
        if (!name.matches("[a-z0-9]+([._-][a-z0-9]+)*")) {
            throw BuildFailure.ofUser("\"" + name + "\" cannot be the name of a base")
                    .because(
                            "the image is called as the folder is: lower-case letters and digits, joined by '.', '_' or '-'")
                    .from(origin)
                    .remedy("rename the folder, for example worker-base");
        }
        if (!ENGINES.contains(engine)) {
            throw BuildFailure.ofUser("engine = " + engine + " is not one of: " + String.join(", ", ENGINES))
                    .from(origin)
                    .remedy(Suggestion.didYouMean(engine, ENGINES, "leave the line out for " + DAEMONLESS));
        }
    }

    /** Whether it can be built without Docker. */
    public boolean isDaemonless() {
        return engine.equals(DAEMONLESS);
    }

    /** Those for this base: a definition that only an engine can build says so itself. */
    public Settings settings(Settings ofAll) {
        return isDaemonless()
                ? ofAll
                : ofAll.under(Map.of(SettingCatalog.ENGINE.name(), RawSetting.of(engine, origin)));
    }

    /** @param carried whether the folder is the plugin's own, which is in no checkout of the user */
    static BaseDefinition read(Path folder, boolean carried) {
        // A folder of a jar has a slash at its end.
        String name = folder.getFileName().toString().replaceFirst("/$", "");
        Path file = folder.resolve(FILE);
        String origin = carried ? FILE + " of the carried base " + name : file.toString();
        Properties properties = properties(file, origin);
        return new BaseDefinition(
                name,
                required(properties, "description", origin),
                required(properties, "base", origin),
                Arrays.stream(properties.getProperty("packages", "").split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList(),
                properties.getProperty("engine", DAEMONLESS).strip(),
                Optional.ofNullable(properties.getProperty("created")).map(date -> midnight(date.strip(), origin)),
                Files.isRegularFile(folder.resolve(REQUIREMENTS))
                        ? RequirementsFile.read(folder.resolve(REQUIREMENTS))
                        : Dependencies.NONE,
                origin,
                carried ? Optional.empty() : Optional.of(folder));
    }

    private static Properties properties(Path file, String origin) {
        Properties properties = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw BuildFailure.ofUser("cannot read " + file)
                    .because(Files.exists(file) ? "it is not a file of properties in UTF-8" : "there is no such file")
                    .causedBy(e)
                    .remedy("every folder of bases has a file " + FILE + " with at least description and base");
        }
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!KEYS.contains(key)) {
                throw BuildFailure.ofUser("a definition of a base has no line " + key)
                        .from(origin)
                        .remedy(Suggestion.didYouMean(key, KEYS, "use " + String.join(", ", KEYS)));
            }
        }
        return properties;
    }

    private static String required(Properties properties, String key, String origin) {
        String value = properties.getProperty(key, "").strip();
        if (value.isEmpty()) {
            throw BuildFailure.ofUser("a definition of a base says no " + key)
                    .from(origin)
                    .remedy("add a line, for example "
                            + (key.equals("base") ? "base = packages:bookworm" : key + " = Python for our workers"));
        }
        return value;
    }

    private static Instant midnight(String date, String origin) {
        try {
            return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw BuildFailure.ofUser("created = " + date + " is not a date")
                    .from(origin)
                    .causedBy(e)
                    .remedy("write it as 2026-11-21, or leave the line out where Git knows the folder");
        }
    }
}
