package io.github.sosapp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {

    @TempDir
    private Path directory;

    @Test
    void wantedFilesAndTreesAreListedInTheOrderOfTheirNames() throws IOException {
        write("b.txt", "src/z.js", "src/a/b.js", "other.txt");

        assertThat(list(List.of("src", "b.txt", "missing", "src/a"), List.of()))
                .containsExactly("b.txt", "src/a/b.js", "src/z.js");
    }

    @Test
    void whatMatchesAPatternIsLeftOutWithEverythingBelow() throws IOException {
        write("a.js", ".env", "deep/.env", "node_modules/x.js", "deep/node_modules/y.js", "key.pem", "deep/key.pem");

        assertThat(list(List.of("."), List.of("{,**/}node_modules", "{,**/}.env", "{,**/}*.pem")))
                .containsExactly("a.js");
    }

    @Test
    void linksAreListedAndNotFollowed() throws IOException {
        write("tree/a.js");
        Files.createSymbolicLink(directory.resolve("link"), Path.of("tree"));

        assertThat(list(List.of("."), List.of())).containsExactly("link", "tree/a.js");
    }

    @Test
    void argumentsSayEverything() {
        SourceFiles files = new SourceFiles(directory, List.of("src", "b.txt"), List.of("**.pem"));

        assertThat(SourceFiles.ofArguments(files.arguments())).isEqualTo(files);
    }

    private List<String> list(List<String> wanted, List<String> unwanted) throws IOException {
        return new SourceFiles(directory, wanted, unwanted)
                .list().stream().map(path -> path.toString().replace('\\', '/')).toList();
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(directory.resolve(name).getParent());
            Files.writeString(directory.resolve(name), name);
        }
    }
}
