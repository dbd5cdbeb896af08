package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.DevelopmentSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file that {@code sos.run.envFile} names, in the form that {@code docker run --env-file} reads. */
final class EnvironmentFile {

    private EnvironmentFile() {}

    /**
     * Its lines {@code NAME=value}; none without the setting. Values are taken as they are, quotes and all, and never
     * appear in a message: they may be secrets.
     */
    static List<String> read(Project project, Settings settings) {
        Optional<Setting<Path>> setting = settings.find(DevelopmentSettings.RUN_ENV_FILE);
        if (setting.isEmpty()) {
            return List.of();
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(project.directory().resolve(setting.get().value()));
        } catch (IOException e) {
            throw setting.get()
                    .refused("cannot be read as a file of text")
                    .causedBy(e)
                    .remedy("write the file, or remove the setting");
        }
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            // Editors of Windows write a byte order mark.
            String line = i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.matches("(?s)[A-Za-z_][A-Za-z0-9_.-]*=.*")) {
                throw refused(setting.get(), i + 1);
            }
            variables.add(line);
        }
        return variables;
    }

    private static BuildFailure refused(Setting<Path> setting, int line) {
        return setting.refused("has a line that is no variable: line " + line)
                .remedy("write NAME=value, without export and without space around the =");
    }
}
