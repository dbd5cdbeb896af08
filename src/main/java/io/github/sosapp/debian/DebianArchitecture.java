package io.github.sosapp.debian;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import io.github.sosapp.image.Platform;
import java.util.Map;

/** Debian's names for processors. */
public final class DebianArchitecture {

    private static final Map<String, String> NAMES = Map.of(
            "linux/amd64", "amd64",
            "linux/arm64", "arm64",
            "linux/arm/v7", "armhf",
            "linux/arm/v5", "armel",
            "linux/386", "i386",
            "linux/ppc64le", "ppc64el",
            "linux/riscv64", "riscv64",
            "linux/s390x", "s390x");

    private DebianArchitecture() {}

    /**
     * The architecture whose packages run on the platform.
     *
     * @param origin where the base was named, for messages
     * @throws BuildFailure when Debian has none
     */
    public static String of(Platform platform, String origin) {
        String name = NAMES.get(platform.toString());
        if (name == null) {
            throw BuildFailure.ofUser("Debian has no packages for " + platform)
                    .because("sos.platforms names it, and the base is made of Debian's packages")
                    .from(origin)
                    .remedy(Suggestion.didYouMean(
                            platform.toString(),
                            NAMES.keySet(),
                            "leave the platform out of sos.platforms, or set sos.base to an image that has it"));
        }
        return name;
    }
}
