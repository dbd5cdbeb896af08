package io.github.sosapp.debian.control;

import io.github.sosapp.debian.control.PackageRequest.Wanted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An index written down in a test, with one line for each package. */
final class SmallArchive {

    private SmallArchive() {}

    /** Lines such as {@code curl 7.88; Depends: libcurl4 (= 7.88); Priority: optional}; for amd64 unless they say otherwise. */
    static PackageIndex index(String... packages) {
        String text = Arrays.stream(packages).map(SmallArchive::stanza).collect(Collectors.joining("\n"));
        try {
            return PackageIndex.of("amd64")
                    .add(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "main")
                    .index();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Wanted wanted(String relation) {
        return new Wanted(PackageRelation.parse(relation, "a test"), "sos.packages in pom.xml");
    }

    /** Wants the packages with all that they need. */
    static Resolution resolved(PackageIndex index, String... wanted) {
        return new DependencyResolver(index).resolve(request(wanted));
    }

    static PackageRequest request(String... wanted) {
        return PackageRequest.withClosure(
                Arrays.stream(wanted).map(SmallArchive::wanted).toList(), Map.of());
    }

    /** The names of the chosen packages. */
    static List<String> names(Resolution resolution) {
        return resolution.packages().stream()
                .map(chosen -> chosen.stanza().name())
                .toList();
    }

    private static String stanza(String line) {
        String[] parts = line.split("; *");
        String[] named = parts[0].split(" ");
        String architecture = line.contains("Architecture:") ? "" : "Architecture: amd64\n";
        return "Package: " + named[0] + "\nVersion: " + named[1] + "\n" + architecture
                + Arrays.stream(parts).skip(1).map(field -> field + "\n").collect(Collectors.joining());
    }
}
