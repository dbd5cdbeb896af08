package io.github.sosapp.base.image;

import io.github.sosapp.image.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * Which images run on a platform, the best first, as containerd orders them: an exact one, then those for older variants of
 * the same processor.
 */
final class PlatformMatch {

    private static final int OLDEST_ARM = 5;
    private static final int USUAL_ARM = 7;

    private PlatformMatch() {}

    /** The platforms whose images run on {@code wanted}, itself first. */
    static List<Platform> candidates(Platform wanted) {
        List<Platform> candidates = new ArrayList<>(List.of(wanted));
        if (wanted.architecture().equals("arm")) {
            // An image for arm that names no variant is for the usual one.
            int variant = wanted.variant().isEmpty() ? USUAL_ARM : number(wanted.variant());
            for (int older = variant; older >= OLDEST_ARM; older--) {
                candidates.add(with(wanted, "v" + older));
                if (older == USUAL_ARM) {
                    candidates.add(with(wanted, ""));
                }
            }
        } else if (!wanted.variant().isEmpty()) {
            for (int older = number(wanted.variant()) - 1; older > 0; older--) {
                candidates.add(with(wanted, "v" + older));
            }
            candidates.add(with(wanted, ""));
        } else if (wanted.architecture().equals("amd64")) {
            candidates.add(with(wanted, "v1"));
        }
        return candidates.stream().distinct().toList();
    }

    private static Platform with(Platform platform, String variant) {
        return new Platform(platform.os(), platform.architecture(), variant);
    }

    /** 0 for a variant that is no version. */
    private static int number(String variant) {
        return variant.matches("v[1-9]") ? variant.charAt(1) - '0' : 0;
    }
}
