package io.github.sosapp.service.go;

import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether and how the compiled program is packed with UPX.
 *
 * @param arguments of upx, without the files
 */
record UpxPacking(String mode, String version, List<String> arguments, String compression) {

    /** Id of the preparation whose output is the packed program. */
    static final String PACK = "upx";

    private static final String OFF = "off";
    private static final String AUTO = "auto";
    // Below this the slower start and the memory of every replica cost more than the pull saves.
    private static final String LEAST_SAVING_PERCENT = "15";
    // What decides how well upx packs; others would unpack, list, or make a program that starts in another way.
    private static final String ARGUMENT = "-[1-9]|--(best|brute|ultra-brute|lzma|no-lzma|nrv2b|nrv2d|nrv2e|all-methods"
            + "|all-filters|no-filter|small|exact)";

    static UpxPacking of(Settings settings) {
        Setting<List<String>> arguments = settings.get(LanguageSettings.UPX_ARGS);
        for (String argument : arguments.value()) {
            if (!argument.matches(ARGUMENT)) {
                throw arguments
                        .refused("has " + argument + ", which does not say how well to pack")
                        .remedy("use --best --lzma, --best or a level from -1 to -9");
            }
        }
        Setting<String> mode = settings.get(LanguageSettings.UPX);
        if (GoTarget.of(settings).isForDebugging() && !mode.value().equals(OFF)) {
            throw mode.refused("does not fit the target " + GoDevelopment.NAME)
                    .because("a debugger finds nothing in a packed program")
                    .remedy("build this target with -Dsos.upx=off");
        }
        Setting<String> version = settings.get(LanguageSettings.UPX_VERSION);
        if (!version.value().matches("\\d{1,3}(\\.\\d{1,3}){1,2}")) {
            throw version.refused("is not a release of upx").remedy("name one exactly, for example 4.2.2");
        }
        return new UpxPacking(
                mode.value(),
                version.value(),
                arguments.value(),
                settings.get(SettingCatalog.COMPRESSION).value().settingValue());
    }

    boolean isOff() {
        return mode.equals(OFF);
    }

    /** What the compressed layer must get smaller by, for the packed program to be kept; empty where it always is. */
    String leastSavingPercent() {
        return mode.equals(AUTO) ? LEAST_SAVING_PERCENT : "";
    }

    /** The preparation whose output is the program of the image. */
    String program(String compilation) {
        return isOff() ? compilation : PACK;
    }

    /** Packs what a compilation made. */
    Preparation of(Preparation compiled) {
        String plain = compiled.output().toString();
        String packed = plain + "-upx";
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-o", packed, plain));
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("SOS_COMPRESSION", compression);
        if (mode.equals(AUTO)) {
            environment.put("SOS_LEAST_SAVING_PERCENT", LEAST_SAVING_PERCENT);
        }
        return new Preparation(
                PACK,
                compiled.platform(),
                "upx",
                version,
                all,
                environment,
                compiled.directory(),
                compiled.output().resolveSibling(compiled.output().getFileName() + "-upx"));
    }

    List<String> warnings(List<Platform> platforms) {
        boolean arm =
                platforms.stream().anyMatch(platform -> platform.architecture().equals("arm64"));
        return isOff() || !arm
                ? List.of()
                : List.of("packed by upx, programs for arm64 were seen to die with over 500 environment variables:"
                        + " set enableServiceLinks: false in Kubernetes");
    }
}
