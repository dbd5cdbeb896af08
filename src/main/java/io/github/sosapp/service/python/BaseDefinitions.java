package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.Setting;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the definitions of bases: each folder below a directory is one, and nothing else names them. */
public final class BaseDefinitions {

    private static final String CARRIED = "/io/github/sosapp/service/python/bases/";
    // Lies beside the folders and tells where they are.
    private static final String SIGN = CARRIED + "README.md";

    private BaseDefinitions() {}

    /** Those that the plugin carries, by their names. */
    public static List<BaseDefinition> carried() {
        URL sign = BaseDefinitions.class.getResource(SIGN);
        try {
            if (!sign.getProtocol().equals("jar")) {
                return read(Path.of(sign.toURI()).getParent(), true);
            }
            String jar = sign.toString().replaceFirst("^jar:", "").replaceFirst("!/.*$", "");
            try (FileSystem inside = FileSystems.newFileSystem(Path.of(URI.create(jar)))) {
                return read(inside.getPath(CARRIED), true);
            }
        } catch (IOException | URISyntaxException e) {
            throw BuildFailure.ofWorld("cannot read the bases that the plugin carries")
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("delete the plugin from the local repository, so that Maven fetches it again");
        }
    }

    /** That of a folder; empty if it defines none. */
    public static Optional<BaseDefinition> in(Path folder) {
        return Files.isRegularFile(folder.resolve(BaseDefinition.FILE))
                ? Optional.of(BaseDefinition.read(folder, false))
                : Optional.empty();
    }

    /** Those of a directory of the user, by their names. */
    public static List<BaseDefinition> below(Path directory, Setting<Path> setting) {
        if (!Files.isDirectory(directory)) {
            throw setting.refused("is not a directory")
                    .remedy("name the directory that has a folder for each base, relative to where mvn runs");
        }
        try {
            List<BaseDefinition> found = read(directory, false);
            if (found.isEmpty()) {
                throw setting.refused("has no folder with a base").remedy("add one with a file " + BaseDefinition.FILE);
            }
            return found;
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read " + directory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read the directory");
        }
    }

    private static List<BaseDefinition> read(Path directory, boolean carried) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().startsWith("."))
                    .map(folder -> BaseDefinition.read(folder, carried))
                    .sorted(Comparator.comparing(BaseDefinition::name))
                    .toList();
        }
    }
}
