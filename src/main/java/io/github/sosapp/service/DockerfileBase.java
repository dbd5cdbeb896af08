package io.github.sosapp.service;

import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.Optional;

/** The image that a Dockerfile starts from: {@code sos.base} where a Dockerfile can name it. */
public final class DockerfileBase {

    private DockerfileBase() {}

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
