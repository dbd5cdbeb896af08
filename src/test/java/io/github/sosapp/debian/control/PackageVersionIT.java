package io.github.sosapp.debian.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions as the archive has them, compared as dpkg compares them. */
class PackageVersionIT {

    /** Asks dpkg whether the first version is earlier, equal or later, for each line of the file. */
    private static final String ASK_DPKG = """
            while read -r left right; do
              if dpkg --compare-versions "$left" lt "$right"; then echo "$left < $right"
              elif dpkg --compare-versions "$left" eq "$right"; then echo "$left = $right"
              else echo "$left > $right"; fi
            done < "$0" 2>/dev/null
            """;

    private static final String SIGNS = "0019aZz~~+.-";

    @TempDir
    Path directory;

    @Test
    void realVersionsAndSlightlyChangedOnesSortAsDpkgSortsThem() throws IOException {
        List<String> versions = realVersions();
        Set<String> pairs = new LinkedHashSet<>();
        Random random = new Random(20261121);
        for (int i = 0; i < 600; i++) {
            int at = random.nextInt(versions.size() - 1);
            pairs.add(versions.get(at) + " " + versions.get(at + 1));
            pairs.add(versions.get(at) + " " + changed(versions.get(at), random));
        }
        assertThat(pairs).hasSizeGreaterThan(1000);

        assertThat(pairs.stream().map(PackageVersionIT::compared)).containsExactlyElementsOf(comparedByDpkg(pairs));
    }

    private List<String> comparedByDpkg(Set<String> pairs) throws IOException {
        Path file = Files.write(directory.resolve("pairs"), pairs);
        return Programs.output(directory, "sh", "-c", ASK_DPKG, file.toString())
                .lines()
                .toList();
    }

    private static String compared(String pair) {
        String[] both = pair.split(" ");
        int comparison = version(both[0]).compareTo(version(both[1]));
        return both[0] + (comparison < 0 ? " < " : comparison > 0 ? " > " : " = ") + both[1];
    }

    /** Sorted by text, so that neighbours are alike. */
    private static List<String> realVersions() throws IOException {
        PackageIndex index = HostArchive.index();
        List<String> versions = new ArrayList<>(index.names().stream()
                .map(name -> index.byName(name).orElseThrow().version().toString())
                .distinct()
                .toList());
        Collections.sort(versions);
        return versions;
    }

    /** With one character behind the first digit replaced, added or removed, so that it stays a version. */
    private static String changed(String version, Random random) {
        while (true) {
            StringBuilder text = new StringBuilder(version);
            int at = version.indexOf(':') + 2 + random.nextInt(version.length());
            String sign = String.valueOf(SIGNS.charAt(random.nextInt(SIGNS.length())));
            if (at < version.length()) {
                text.replace(at, at + random.nextInt(2), random.nextInt(3) == 0 ? "" : sign);
            } else {
                text.append(sign);
            }
            String result = text.toString();
            if (!result.equals(version) && !result.endsWith("-") && !result.matches("(\\d+:)?-.*")) {
                return result;
            }
        }
    }

    private static PackageVersion version(String text) {
        return PackageVersion.parse(text, "a test");
    }
}
