package io.github.sosapp.goal;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** A language whose services are a file of notes, so that stories can be told without a compiler. */
final class NotesRecipe implements Recipe {

    @Override
    public String language() {
        return "notes";
    }

    @Override
    public String displayName() {
        return "Notes";
    }

    @Override
    public List<String> markers() {
        return List.of("notes.txt");
    }

    @Override
    public OptionalLong unusualSize() {
        return OptionalLong.of(1_000_000);
    }

    @Override
    public List<Path> inputs(Path source, Settings settings) {
        return List.of(source.resolve("notes.txt"));
    }

    @Override
    public ServicePlan plan(ServiceModule module, Settings settings) {
        Path notes = module.source().resolve("notes.txt");
        return new ServicePlan(
                BaseRequest.of(BaseRequest.SCRATCH, "default for Notes"),
                List.of("accounts"),
                "notebook example.com/notes, 3 pages",
                List.of(),
                List.of(
                        new LayerPlan(
                                "accounts",
                                List.of(new PlannedFile(
                                        "/etc/passwd",
                                        0644,
                                        Owner.ROOT,
                                        new FileSource.Text("root:x:0:0:root:/:/sbin/nologin\n")))),
                        new LayerPlan(
                                "application",
                                List.of(new PlannedFile(
                                        "/notes.txt", 0644, Owner.ROOT, new FileSource.OnDisk(notes))))),
                new ExecutionConfig(
                        "1001:1001",
                        List.of("/read", "/notes.txt"),
                        List.of(),
                        Map.of("PAGER", "cat", "LANG", "C.UTF-8"),
                        new TreeSet<>(List.of("8080/tcp")),
                        new TreeSet<>(),
                        "/",
                        "",
                        Optional.empty(),
                        new TreeMap<>()),
                inputs(module.source(), settings),
                new TreeMap<>(),
                List.of(),
                Optional.empty());
    }
}
