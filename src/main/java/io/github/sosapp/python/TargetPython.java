package io.github.sosapp.python;

import io.github.sosapp.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The interpreter inside an image: CPython on Linux with the GNU C library.
 *
 * @param version all three parts, for example 3.11.2
 * @param glibc minor number of the newest version of the C library that wheels may need, for example 36 for 2.36
 */
public record TargetPython(PythonVersion version, Platform platform, int glibc) {

    // PEP 600: the old names are other words for these versions of the C library.
    private static final Map<Integer, String> OLD_NAMES =
            Map.of(17, "manylinux2014", 12, "manylinux2010", 5, "manylinux1");
    private static final int FIRST_ABI3 = 2;

    /** @throws IllegalArgumentException when no wheels exist for the platform */
    public TargetPython {
        machine(platform)
                .orElseThrow(() -> new IllegalArgumentException(platform + " is no platform that wheels are made for"));
    }

    /** What Python calls the processor; empty for a platform that wheels are not made for. */
    public static Optional<String> machine(Platform platform) {
        return Optional.ofNullable(
                Map.of("linux/amd64", "x86_64", "linux/arm64", "aarch64").get(platform.toString()));
    }

    private String machine() {
        return machine(platform).orElseThrow();
    }

    Map<String, String> markerValues() {
        return Marker.values(version, machine());
    }

    /** Platform tags of wheels that run here, the best one first; never those of musl. */
    public List<String> platformTags() {
        List<String> tags = new ArrayList<>();
        int oldest = machine().equals("x86_64") ? 5 : 17;
        for (int minor = glibc; minor >= oldest; minor--) {
            tags.add("manylinux_2_" + minor + "_" + machine());
            Optional.ofNullable(OLD_NAMES.get(minor)).ifPresent(name -> tags.add(name + "_" + machine()));
        }
        tags.add("linux_" + machine());
        return tags;
    }

    /** All tags of wheels that can be installed here, in the form {@code python-abi-platform}, the best one first. */
    public List<String> tags() {
        List<String> platforms = platformTags();
        long minor = version.release(2).get(1);
        String own = "cp3" + minor;
        List<String> tags = new ArrayList<>();
        for (String start : List.of(own + "-" + own, own + "-abi3", own + "-none")) {
            platforms.forEach(name -> tags.add(start + "-" + name));
        }
        for (long older = minor - 1; older >= FIRST_ABI3; older--) {
            String start = "cp3" + older + "-abi3-";
            platforms.forEach(name -> tags.add(start + name));
        }
        List<String> generic = new ArrayList<>(List.of("py3" + minor, "py3"));
        for (long older = minor - 1; older >= 0; older--) {
            generic.add("py3" + older);
        }
        generic.forEach(python -> platforms.forEach(name -> tags.add(python + "-none-" + name)));
        tags.add(own + "-none-any");
        generic.forEach(python -> tags.add(python + "-none-any"));
        return tags;
    }

    /** True when a wheel of that name can be installed here. */
    public boolean accepts(WheelName wheel) {
        List<String> tags = tags();
        return wheel.tags().stream().anyMatch(tags::contains);
    }

    @Override
    public String toString() {
        return "Python " + version.minor() + " on " + platform;
    }
}
