package io.github.sosapp.service;

import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The image that a Dockerfile starts from: {@code sos.base} where a Dockerfile can name it. */
public final class DockerfileBase {

    private DockerfileBase() {}

    /** A warning for those of the settings that somebody gave, because nothing in a Dockerfile of ours asks for them. */
    public static List<String> withoutEffect(Settings settings, SettingKey<?>... keys) {
        String given = Stream.of(keys)
                .filter(key -> !settings.originOf(key).equals(SettingKey.DEFAULT))
                .map(key -> "sos." + key.name())
                .collect(Collectors.joining(", "));
        return given.isEmpty()
                ? List.of()
                : List.of("without effect, because images that the Dockerfile starts from decide that: " + given);
    }

    /**
     * @param usual where nothing is set
     * @param inPlaceOfPackages the image that has what the packages of the language's assembled base have; empty for none
     */
    public static String of(Settings settings, String usual, Optional<String> inPlaceOfPackages) {
        Optional<Setting<String>> given = settings.find(SettingCatalog.BASE);
        if (given.isEmpty()) {
            return usual;
        }
        String base = given.get().value();
        if (base.startsWith("packages:") && inPlaceOfPackages.isPresent()) {
            return inPlaceOfPackages.get();
        }
        if (base.matches("(packages|layout|module):.*")) {
            throw given.get()
                    .refused("is nothing that a Dockerfile can start from")
                    .remedy("name an image of a registry, or build with sos.engine=daemonless");
        }
        return base;
    }
}
