package io.github.sosapp.service.python;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.SecretFiles;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The service's own code, which {@code python -m} finds below {@code /app}.
 *
 * @param module that gets started
 * @param searchPath value of PYTHONPATH
 * @param warnings about files that were left out
 */
record PythonApplication(String module, String searchPath, LayerPlan layer, List<String> warnings) {

    static final String DIRECTORY = "/app";

    private static final String USUAL = "src.main";
    private static final Set<String> LEFT_OUT = Set.of("__pycache__", "venv", "node_modules", "target");

    static PythonApplication of(Path source, Settings settings) {
        Optional<Setting<String>> given = settings.find(LanguageSettings.PYTHON_MODULE);
        String module = given.map(Setting::value).orElse(USUAL);
        if (!module.matches("[A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*")) {
            throw given.orElseThrow().refused("is no name of a Python module").remedy("use for example src.main");
        }
        String top = module.split("\\.")[0];
        for (Path root : List.of(source, source.resolve("src"))) {
            Path file = root.resolve(module.replace('.', '/') + ".py");
            Path packageMain = root.resolve(module.replace('.', '/')).resolve("__main__.py");
            if (Files.isRegularFile(file) || Files.isRegularFile(packageMain)) {
                boolean below = root.equals(source);
                boolean alone = below && Files.isRegularFile(source.resolve(top + ".py"));
                Path copied = alone ? source.resolve(top + ".py") : below ? source.resolve(top) : root;
                List<String> warnings = new ArrayList<>();
                return new PythonApplication(
                        module,
                        below ? DIRECTORY : DIRECTORY + "/src",
                        new LayerPlan("application", files(source, copied, warnings)),
                        warnings);
            }
        }
        throw missing(source, module, given);
    }

    /** The file or directory of the source that holds the module, as {@link #layer} has it below {@link #DIRECTORY}. */
    String part() {
        String top = module.split("\\.")[0];
        boolean alone = layer.files().stream().anyMatch(file -> file.path().equals(DIRECTORY + "/" + top + ".py"));
        return !searchPath.equals(DIRECTORY) ? "src" : alone ? top + ".py" : top;
    }

    private static BuildFailure missing(Path source, String module, Optional<Setting<String>> given) {
        String file = module.replace('.', '/');
        return BuildFailure.ofUser("there is no module " + module + " in " + source)
                .because("looked for " + file + ".py and " + file + "/__main__.py, there and in src")
                .from(given.map(Setting::origin).orElse("default for Python"))
                .remedy("name the module that python -m starts in sos.python.module");
    }

    private static List<PlannedFile> files(Path source, Path copied, List<String> warnings) {
        List<PlannedFile> files = new ArrayList<>();
        try {
            collect(source, copied, files, warnings);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot read " + copied)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read every file of the service");
        }
        return files;
    }

    private static void collect(Path source, Path path, List<PlannedFile> files, List<String> warnings)
            throws IOException {
        String name = path.getFileName().toString();
        String inImage = DIRECTORY + "/" + source.relativize(path).toString().replace('\\', '/');
        if (name.startsWith(".") || name.matches(".*\\.py[co]|.*\\.egg-info") || LEFT_OUT.contains(name)) {
            return;
        }
        if (SecretFiles.isSecret(name)) {
            warnings.add(source.relativize(path) + " stays out of the image: its name is that of a secret");
        } else if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
            try (Stream<Path> children = Files.list(path)) {
                for (Path child : children.sorted().toList()) {
                    collect(source, child, files, warnings);
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        } else if (Files.isSymbolicLink(path)) {
            String target = Files.readSymbolicLink(path).toString().replace('\\', '/');
            files.add(new PlannedFile(inImage, 0777, Owner.ROOT, new FileSource.Link(target)));
        } else {
            files.add(new PlannedFile(inImage, PlannedFile.MODE_OF_SOURCE, Owner.ROOT, new FileSource.OnDisk(path)));
        }
    }
}
