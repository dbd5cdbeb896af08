package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The layer of {@code sos.files}: files and directories of the module that a team adds to its image. */
final class ExtraFiles {

    private static final List<String> FACTS = List.of("from", "to", "mode", "owner");

    private ExtraFiles() {}

    /** Empty when there are none. */
    static Optional<LayerPlan> layer(Settings settings, Project project) {
        SortedMap<String, SortedMap<String, Setting<String>>> byName = new TreeMap<>();
        settings.map("files").forEach((key, setting) -> {
            int dot = key.lastIndexOf('.');
            String fact = key.substring(dot + 1);
            if (dot < 1 || !FACTS.contains(fact)) {
                throw BuildFailure.ofUser("there is no setting sos.files." + key)
                        .from(setting.origin())
                        .remedy("use sos.files.<name>.from, .to, .mode and .owner");
            }
            byName.computeIfAbsent(key.substring(0, dot), name -> new TreeMap<>())
                    .put(fact, setting);
        });
        List<PlannedFile> files = new ArrayList<>();
        byName.forEach((name, facts) -> files.add(file(name, facts, project)));
        return files.isEmpty() ? Optional.empty() : Optional.of(new LayerPlan("extra files", files));
    }

    private static PlannedFile file(String name, SortedMap<String, Setting<String>> facts, Project project) {
        Setting<String> from = facts.get("from");
        Setting<String> to = facts.get("to");
        if (from == null || to == null) {
            throw BuildFailure.ofUser("sos.files." + name + " lacks ." + (from == null ? "from" : "to"))
                    .from((from == null ? facts.get(facts.firstKey()) : from).origin())
                    .remedy("give both: .from is a path of the module, .to an absolute path in the image");
        }
        if (!to.value().matches("(/(?!\\.{1,2}(/|$))[^/]+)+")) {
            throw to.refused("is not an absolute path in the image")
                    .remedy("use for example /etc/app/config.yml, for a directory too without a slash at the end");
        }
        int mode = facts.containsKey("mode") ? mode(facts.get("mode")) : PlannedFile.MODE_OF_SOURCE;
        Owner owner = facts.containsKey("owner") ? owner(facts.get("owner")) : Owner.ROOT;
        return new PlannedFile(to.value(), mode, owner, new FileSource.OnDisk(source(from, project)));
    }

    /** Where the path leads, symbolic links followed, but as a path below the module's directory as the POM has it. */
    private static Path source(Setting<String> from, Project project) {
        Path source = project.directory().resolve(from.value()).normalize();
        if (!source.startsWith(project.directory())) {
            throw from.refused("lies outside the module").remedy("copy the file into the module");
        }
        if (project.outputDirectory().startsWith(source) || source.startsWith(project.outputDirectory())) {
            throw from.refused("holds the image itself, or a part of it")
                    .because("the image is made in " + project.outputDirectory())
                    .remedy("name the directories that the image needs");
        }
        if (!Files.exists(source)) {
            throw from.refused("does not exist in the module")
                    .remedy("correct the path, or make the file before this goal runs");
        }
        try {
            Path module = project.directory().toRealPath();
            Path real = source.toRealPath();
            if (!real.startsWith(module)) {
                throw from.refused("is a link that leads outside the module, to " + real)
                        .remedy("copy the file into the module");
            }
            return project.directory().resolve(module.relativize(real));
        } catch (IOException e) {
            throw from.refused("cannot be read").causedBy(e).remedy("let this user read it");
        }
    }

    private static int mode(Setting<String> mode) {
        if (!mode.value().matches("[0-7]{3,4}")) {
            throw mode.refused("is not a file mode").remedy("use octal digits, for example 0640");
        }
        return Integer.parseInt(mode.value(), 8);
    }

    private static Owner owner(Setting<String> owner) {
        if (!owner.value().matches("\\d{1,9}(:\\d{1,9})?")) {
            throw owner.refused("is not a numeric owner").remedy("use uid or uid:gid, for example 1001:1001");
        }
        String[] parts = owner.value().split(":");
        int uid = Integer.parseInt(parts[0]);
        return new Owner(uid, parts.length == 2 ? Integer.parseInt(parts[1]) : uid);
    }
}
