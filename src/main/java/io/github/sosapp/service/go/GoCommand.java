package io.github.sosapp.service.go;

import io.github.sosapp.image.Platform;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How go is called for a module, the same whatever it is called for. */
record GoCommand(GoModule module, GoVersion version, List<String> tags) {

    static GoCommand of(GoModule module, Settings settings) {
        return new GoCommand(
                module,
                GoVersion.of(module, settings),
                settings.find(LanguageSettings.GO_TAGS).map(Setting::value).orElse(List.of()));
    }

    /** As {@code GOTOOLCHAIN} names it. */
    String toolchain() {
        return version.toolchain();
    }

    /** What stands behind every verb that compiles. */
    List<String> flags() {
        List<String> flags = new ArrayList<>(
                List.of(module.isVendored() ? "-mod=vendor" : "-mod=readonly", "-buildvcs=false", "-trimpath"));
        if (!tags.isEmpty()) {
            flags.addAll(List.of("-tags", String.join(",", tags)));
        }
        return flags;
    }

    /** Everything that go reads from its environment and that changes the program; no value is left to chance. */
    SortedMap<String, String> environment(Platform platform) {
        SortedMap<String, String> environment = environment();
        environment.putAll(GoPlatforms.environment(platform));
        return environment;
    }

    /** The same for this machine's own platform. */
    SortedMap<String, String> environment() {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("CGO_ENABLED", "0");
        environment.put("GO111MODULE", "on");
        environment.put("GOENV", "off");
        environment.put("GOEXPERIMENT", "");
        environment.put("GOFIPS140", "off");
        environment.put("GOFLAGS", "");
        environment.put("GOTOOLCHAIN", version.toolchain());
        environment.put(
                "GOWORK", module.work().map(work -> work.file().toString()).orElse("off"));
        return environment;
    }
}
