package io.github.sosapp.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTreeTest {

    @TempDir
    Path directory;

    @Test
    void namesOfAllKindsComeBackFromTarAndPython() throws Exception {
        List<LayerEntry> entries = new ArrayList<>();
        for (int length : new int[] {1, 99, 100, 101, 154, 155, 156, 200, 255, 256, 257, 400}) {
            entries.add(file("/long/" + "x".repeat(length), "flat"));
            entries.add(file("/deep" + "/part".repeat(length / 5 + 1) + "/end", "deep"));
            entries.add(LayerEntry.directory("/directory/" + "y".repeat(length), 0750, new Owner(5, 6)));
            entries.add(LayerEntry.symlink("/link/" + length, "z".repeat(length)));
        }
        for (String name : List.of(
                "grün", "日本語", "emoji-\uD83D\uDE00", "\uFB01-ligature", "a b", "new\nline".replace('\n', '_'))) {
            entries.add(file("/names/" + name, name));
            entries.add(LayerEntry.symlink("/links/" + name, name));
        }
        Layer layer = write(entries);

        assertThat(TarReading.contents(layer.blob(), directory)).isEqualTo(TarReading.expected(entries));
        assertThat(Programs.run(directory, "tar", "-tvf", layer.blob().toString())
                        .lines())
                .hasSameSizeAs(TarReading.expected(entries))
                .anyMatch(line -> line.startsWith("drwxr-x--- 5/6") && line.endsWith("y/"));
    }

    @Test
    void modesAndLargeOwnersComeBack() throws Exception {
        List<LayerEntry> entries = List.of(
                LayerEntry.file("/bin/su", 04755, Owner.ROOT, bytes("")),
                LayerEntry.file("/bin/wall", 02755, new Owner(2_097_151, 2_097_152), bytes("w")),
                LayerEntry.directory("/tmp", 01777, new Owner(Integer.MAX_VALUE, 0)));

        assertThat(TarReading.contents(write(entries).blob(), directory)).isEqualTo(TarReading.expected(entries));
    }

    @Test
    void pathsAreSortedByTheirBytesInUtf8AndParentsAreAdded() throws Exception {
        List<LayerEntry> sorted = LayerTree.sorted(
                "app",
                List.of(
                        file("/b/\uD83D\uDE00", ""),
                        file("/b/\uFB01", ""),
                        file("/b/z", ""),
                        file("/b-c", ""),
                        file("/a", "")));

        assertThat(sorted)
                .extracting(LayerEntry::path)
                .containsExactly("/a", "/b", "/b-c", "/b/z", "/b/\uFB01", "/b/\uD83D\uDE00");
        assertThat(sorted.get(1)).isEqualTo(LayerEntry.directory("/b", 0755, Owner.ROOT));
        byte[] previous = {};
        for (LayerEntry entry : sorted) {
            byte[] name = entry.path().getBytes(StandardCharsets.UTF_8);
            assertThat(Arrays.compareUnsigned(previous, name)).isNegative();
            previous = name;
        }
    }

    @Test
    void theSameEntryTwiceIsOneEntry() throws Exception {
        assertThat(LayerTree.sorted("app", List.of(file("/a", "1"), file("/a", "1"))))
                .hasSize(1);
    }

    @Test
    void twoDifferentEntriesForOnePathAreRefused() {
        for (LayerEntry other : List.of(
                file("/a", "2"),
                LayerEntry.file("/a", 0600, Owner.ROOT, bytes("1")),
                LayerEntry.directory("/a", 0755, Owner.ROOT),
                LayerEntry.symlink("/a", "b"))) {
            refused(List.of(file("/a", "1"), other), "layer \"app\" has two different entries for /a");
        }
    }

    @Test
    void namesThatDifferOnlyInCaseAreRefused() {
        refused(
                List.of(file("/x/README", ""), file("/x/readme", "")),
                "/x/README and /x/readme differ only in upper and lower case");
        refused(List.of(file("/Lib/a", ""), file("/lib/b", "")), "/Lib and /lib differ only in upper and lower case");
    }

    @Test
    void aPathBelowAFileIsRefused() {
        refused(List.of(file("/a", ""), file("/a/b", "")), "/a is not a directory, but /a/b is below it");
        refused(
                List.of(file("/x/y/z/deep", ""), file("/x/y-other", ""), LayerEntry.symlink("/x/y", "elsewhere")),
                "/x/y is not a directory, but /x/y/z/deep is below it");
    }

    @Test
    void directoriesThatAreGivenKeepTheirModeAndAreNotAddedAgain() throws Exception {
        LayerEntry given = LayerEntry.directory("/a/b", 0700, new Owner(7, 8));

        assertThat(LayerTree.sorted("app", List.of(file("/a/b/c/d", ""), file("/a/b/e", ""), given)))
                .extracting(LayerEntry::path)
                .containsExactly("/a", "/a/b", "/a/b/c", "/a/b/c/d", "/a/b/e");
        assertThat(LayerTree.sorted("app", List.of(file("/a/b/c/d", ""), given)))
                .contains(given);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../../x", "/..", "/a/../../b", "x/../../../../y"})
    void linksOutOfTheTreeAreRefused(String target) {
        refused(List.of(LayerEntry.symlink("/link", target)), "the link /link points out of the image, to " + target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", "..", "../usr/../etc", "./y"})
    void linksWithinTheTreeAreKept(String target) throws Exception {
        assertThat(LayerTree.sorted("app", List.of(LayerEntry.symlink("/dir/link", target))))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a", "/a/", "//a", "/a/./b", "/a/../b", "/..", "/nul\0", "/half\uD800"})
    void pathsThatAreNotPlainAndAbsoluteAreRefused(String path) {
        refused(List.of(file(path, "")), "layer \"app\" cannot hold the path");
        refused(List.of(file("/a/!", ""), file(path, "")), "layer \"app\" cannot hold the path");
    }

    @Test
    void twoLayersMayNotClaimOnePathWithDifferentTypes() {
        NamedEntries base = new NamedEntries("base", List.of(LayerEntry.symlink("/lib", "usr/lib")));
        assertThatThrownBy(() -> LayerConflicts.refuse(List.of(
                        base, new NamedEntries("app", List.of(LayerEntry.directory("/lib", 0755, Owner.ROOT))))))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("two layers claim /lib with different types")
                .hasMessageContaining("\"base\" has a link to usr/lib")
                .hasMessageContaining("\"app\" has a directory");
        assertThatThrownBy(() ->
                        LayerConflicts.refuse(List.of(base, new NamedEntries("app", List.of(file("/lib/x", ""))))))
                .hasMessageContaining("/lib is not a directory in one layer, but /lib/x is below it in another");
        assertThatThrownBy(() ->
                        LayerConflicts.refuse(List.of(base, new NamedEntries("app", List.of(file("/LIB", ""))))))
                .hasMessageContaining("/lib and /LIB differ only in upper and lower case");
    }

    @Test
    void aHigherLayerMayReplaceAFile() {
        LayerConflicts.refuse(List.of(
                new NamedEntries("base", List.of(file("/etc/passwd", "1"))),
                new NamedEntries("app", List.of(file("/etc/passwd", "2")))));
    }

    private void refused(List<LayerEntry> entries, String problem) {
        assertThatThrownBy(() -> LayerTree.sorted("app", entries))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining(problem);
    }

    private Layer write(List<LayerEntry> entries) throws Exception {
        return new LayerWriter(2, warning -> {})
                .write("app", entries, Compression.GZIP, LayerCache.none(), directory)
                .layer();
    }

    private static LayerEntry file(String path, String content) {
        return LayerEntry.file(path, 0644, Owner.ROOT, bytes(content));
    }

    private static FileContent bytes(String text) {
        return FileContent.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
