package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Which Java runs a service, and the base that has it.
 *
 * @param feature of the packaged Java, for example 17; of a base that is an image, only what the classes need
 * @param advice for the console: what a runtime that is cut would save; empty for one that is, or of an image
 */
record JavaRuntime(int feature, BaseRequest base, Optional<String> advice) {

    /** The Javas that the assembled bases have, with the release of Debian that has it. */
    private enum Packaged {
        // 61.1 MB with the packaged runtime, 32.6 MB with the standard set: examples/java-plain, 17.0.21, linux/amd64.
        JAVA_17(17, "bookworm", Optional.of("about 28 MB")),
        JAVA_21(21, "trixie", Optional.empty());

        private final int feature;
        private final String suite;
        private final Optional<String> savedByJlink;

        /** @param savedByJlink compressed, measured; empty while nobody has measured it */
        Packaged(int feature, String suite, Optional<String> savedByJlink) {
            this.feature = feature;
            this.suite = suite;
            this.savedByJlink = savedByJlink;
        }

        private String base() {
            return "packages:" + suite;
        }
    }

    /** @param needed the oldest Java that can load the service's classes */
    static JavaRuntime of(Settings settings, JavaModule java, int needed) {
        Optional<Setting<String>> base = settings.find(SettingCatalog.BASE);
        if (base.isPresent() && base.get().value().equals(BaseRequest.SCRATCH)) {
            throw base.get()
                    .refused("holds no Java")
                    .remedy("remove the setting, or name an image that has a Java runtime");
        }
        if (base.isPresent() && !base.get().value().startsWith("packages:")) {
            refuseVersion(settings, base.get());
            return new JavaRuntime(
                    needed, BaseRequest.of(base.get().value(), base.get().origin()), Optional.empty());
        }
        Packaged packaged = packaged(settings, base, needed);
        return new JavaRuntime(
                packaged.feature,
                new BaseRequest(
                        base.map(Setting::value).orElseGet(packaged::base),
                        base.map(Setting::origin).orElse("default for Java " + packaged.feature),
                        BaseRequest.Packages.of("java" + packaged.feature)
                                .withJava(
                                        isCut(settings)
                                                ? RuntimeModules.of(settings, java, packaged.feature)
                                                : List.of())),
                packaged.savedByJlink
                        .filter(saved -> !isCut(settings))
                        .map(saved -> "sos.java.runtime=jlink: " + saved + " less"));
    }

    private static boolean isCut(Settings settings) {
        return settings.get(LanguageSettings.JAVA_RUNTIME).value().equals("jlink");
    }

    private static void refuseVersion(Settings settings, Setting<String> base) {
        if (isCut(settings)) {
            throw settings.get(LanguageSettings.JAVA_RUNTIME)
                    .refused("has no effect")
                    .because("sos.base = " + base.value() + " brings its own Java")
                    .remedy("remove one of the two");
        }
        settings.find(LanguageSettings.JAVA_VERSION).ifPresent(asked -> {
            throw asked.refused("has no effect")
                    .because("sos.base = " + base.value() + " brings its own Java")
                    .remedy("remove one of the two");
        });
    }

    private static Packaged packaged(Settings settings, Optional<Setting<String>> base, int needed) {
        Optional<Setting<Integer>> asked = settings.find(LanguageSettings.JAVA_VERSION);
        if (asked.isPresent() && asked.get().value() < needed) {
            throw asked.get()
                    .refused("is too old for the service")
                    .because("its classes need Java " + needed)
                    .remedy("set sos.java.version to " + needed + " or newer, or compile with maven.compiler.release "
                            + asked.get().value());
        }
        int least = asked.map(Setting::value).orElse(needed);
        for (Packaged packaged : Packaged.values()) {
            boolean inSuite = base.isEmpty() || base.get().value().equals(packaged.base());
            boolean exactly = asked.isEmpty() || packaged.feature == least;
            if (packaged.feature >= least && inSuite && exactly) {
                return packaged;
            }
        }
        throw BuildFailure.ofUser("there is no package of Java " + least
                        + base.map(suite -> " in " + suite.value()).orElse(""))
                .from(asked.map(Setting::origin)
                        .or(() -> base.map(Setting::origin))
                        .orElse("the service's classes"))
                .because("the assembled bases have Java 17 (packages:bookworm) and Java 21 (packages:trixie)")
                .remedy("compile with maven.compiler.release 21 or older, or set sos.base to an image with Java "
                        + least);
    }
}
