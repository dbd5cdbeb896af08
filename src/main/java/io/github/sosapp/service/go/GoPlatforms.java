package io.github.sosapp.service.go;

import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.image.Platform;
import io.github.sosapp.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The platforms that Go compiles static programs for and that containers know. */
final class GoPlatforms {

    // The processor's variable and its value for a platform without a variant; fixed, so that nobody's environment
    // decides.
    private static final Map<String, List<String>> LINUX = Map.ofEntries(
            Map.entry("386", List.of("GO386", "sse2")),
            Map.entry("amd64", List.of("GOAMD64", "v1")),
            Map.entry("arm", List.of("GOARM", "7")),
            Map.entry("arm64", List.of("GOARM64", "v8.0")),
            Map.entry("loong64", List.of()),
            Map.entry("mips64", List.of("GOMIPS64", "hardfloat")),
            Map.entry("mips64le", List.of("GOMIPS64", "hardfloat")),
            Map.entry("ppc64le", List.of("GOPPC64", "power8")),
            Map.entry("riscv64", List.of("GORISCV64", "rva20u64")),
            Map.entry("s390x", List.of()));

    private static final Map<String, List<String>> VARIANTS =
            Map.of("amd64", List.of("v1", "v2", "v3", "v4"), "arm", List.of("v5", "v6", "v7"));

    private GoPlatforms() {}

    /** Refuses the first platform that Go cannot build for. */
    static void check(Setting<List<Platform>> platforms) {
        for (Platform platform : platforms.value()) {
            if (!isKnown(platform)) {
                List<String> known = names();
                String near = Suggestion.nearest(platform.toString(), known)
                        .map(name -> "did you mean " + name + "?   ")
                        .orElse("");
                Setting<List<Platform>> one =
                        new Setting<>(platforms.name(), platform.toString(), platforms.value(), platforms.origin());
                String all = known.stream()
                        .filter(name -> name.indexOf('/') == name.lastIndexOf('/'))
                        .collect(Collectors.joining(", "));
                throw one.refused("is not a platform that Go can build for").remedy(near + "(one of: " + all + ")");
            }
        }
    }

    /** GOOS, GOARCH and the variable of the processor's variant. */
    static SortedMap<String, String> environment(Platform platform) {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("GOOS", platform.os());
        environment.put("GOARCH", platform.architecture());
        List<String> variable = LINUX.get(platform.architecture());
        if (!variable.isEmpty()) {
            environment.put(variable.get(0), variant(platform, variable.get(1)));
        }
        return environment;
    }

    private static String variant(Platform platform, String otherwise) {
        String variant = platform.variant();
        if (variant.isEmpty()) {
            return otherwise;
        }
        return platform.architecture().equals("arm") ? variant.substring(1) : variant;
    }

    private static boolean isKnown(Platform platform) {
        return platform.os().equals("linux")
                && LINUX.containsKey(platform.architecture())
                && (platform.variant().isEmpty()
                        || VARIANTS.getOrDefault(platform.architecture(), List.of())
                                .contains(platform.variant()));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        LINUX.keySet().stream().sorted().forEach(architecture -> {
            names.add("linux/" + architecture);
            VARIANTS.getOrDefault(architecture, List.of())
                    .forEach(variant -> names.add("linux/" + architecture + "/" + variant));
        });
        return names;
    }
}
