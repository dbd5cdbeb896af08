package io.github.sosapp.service.go;

import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the program stands on: nothing, or a system with a shell for whoever has to look into a running container.
 *
 * @param base unless {@code sos.base} says otherwise
 * @param packageSet of a base of packages
 * @param carriesTrust whether the plugin adds certificates and time zones, because the base has none
 * @param asks program and options that ask an address and fail when it does not answer well; empty for no health check
 */
record GoTarget(String name, String base, String packageSet, boolean carriesTrust, List<String> asks) {

    private static final GoTarget PRODUCTION =
            new GoTarget("production", BaseRequest.SCRATCH, "static", true, List.of());
    private static final GoTarget ALPINE = new GoTarget(
            "production-alpine",
            "alpine:3.22",
            "static",
            true,
            // Alpine's own images have no curl, and nothing can be installed where nothing runs.
            List.of("wget", "-q", "-O", "/dev/null"));
    private static final GoTarget DEBIAN = new GoTarget(
            "production-debian",
            "packages:trixie",
            "shell",
            false,
            List.of("/usr/bin/curl", "-f", "-s", "-S", "-o", "/dev/null"));

    private static final GoTarget DEVELOPMENT =
            new GoTarget(GoDevelopment.NAME, DEBIAN.base(), DEBIAN.packageSet(), false, DEBIAN.asks());

    private static final List<GoTarget> ALL = List.of(PRODUCTION, ALPINE, DEBIAN, DEVELOPMENT);

    static List<String> names() {
        return ALL.stream().map(GoTarget::name).toList();
    }

    static GoTarget of(Settings settings) {
        Setting<String> target = settings.get(SettingCatalog.TARGET);
        return ALL.stream()
                .filter(known -> known.name().equals(target.value()))
                .findFirst()
                .orElseThrow(() ->
                        target.refused("is not a target of Go services").remedy("use " + String.join(" or ", names())));
    }

    /** For whoever debugs, and not for production. */
    boolean isForDebugging() {
        return this == DEVELOPMENT;
    }

    BaseRequest base(Settings settings) {
        Optional<Setting<String>> given = settings.find(SettingCatalog.BASE);
        given.ifPresent(setting -> {
            if (setting.value().equals(BaseRequest.SCRATCH) && !asks.isEmpty()) {
                throw setting.refused("has no shell")
                        .because("the target " + name + " is for images with one")
                        .remedy("set sos.target to production, or remove sos.base");
            }
        });
        return given.map(setting -> request(setting.value(), setting.origin()))
                .orElseGet(() -> request(base, origin()));
    }

    /** Asks the service itself, with the words that all services have in common; timings are the team's to change. */
    Optional<HealthCheck> healthCheck(Settings settings, int port) {
        if (asks.isEmpty()) {
            return Optional.empty();
        }
        String path =
                settings.find(SettingCatalog.HEALTH_PATH).map(Setting::value).orElse("/health");
        List<String> words = new ArrayList<>(asks);
        words.add("http://127.0.0.1:" + port + path);
        return Optional.of(
                new HealthCheck(words, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(40), 3));
    }

    private BaseRequest request(String words, String origin) {
        return new BaseRequest(words, origin, BaseRequest.Packages.of(packageSet));
    }

    private String origin() {
        return this == ALPINE
                ? "default for Go's target " + name + "; without a registry use sos.target=production-debian"
                : this != PRODUCTION ? "default for Go's target " + name : "default for Go";
    }
}
