package io.github.sosapp.debian.control;

import java.util.List;
import java.util.Map;

/**
 * The packages that somebody wants.
 *
 * @param leftOut names of packages, or of what packages provide, that are left out on purpose and count as there, each with
 *     the reason
 */
public record PackageRequest(List<Wanted> wanted, Map<String, String> leftOut, Closure closure) {

    /** Whether what the wanted packages need is chosen as well. */
    public enum Closure {
        WHOLE,
        /** Exactly the wanted packages; what they need besides is recorded as omitted. */
        NONE
    }

    /**
     * One package that is asked for by name, or by what it provides.
     *
     * @param reason who asks for it, in words, such as {@code sos.packages in pom.xml}
     */
    public record Wanted(PackageRelation relation, String reason) {}

    public PackageRequest {
        wanted = List.copyOf(wanted);
        leftOut = Map.copyOf(leftOut);
    }

    /** The packages and everything that they need. */
    public static PackageRequest withClosure(List<Wanted> wanted, Map<String, String> leftOut) {
        return new PackageRequest(wanted, leftOut, Closure.WHOLE);
    }

    /** The packages and nothing else. */
    public static PackageRequest exactly(List<Wanted> wanted, Map<String, String> leftOut) {
        return new PackageRequest(wanted, leftOut, Closure.NONE);
    }
}
