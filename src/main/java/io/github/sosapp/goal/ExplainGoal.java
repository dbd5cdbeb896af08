package io.github.sosapp.goal;

import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.image.Json;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.PlanDocument;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.report.BuildReport.SettingRow;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints every setting with its value and origin, what the children of the build may see, and on request the plan. */
public final class ExplainGoal {

    private final ImagePlanner planner;
    private final List<String> passedOn;
    private final BuildLog log;

    /** @param passedOn names of the environment variables that the build's programs get */
    public ExplainGoal(ImagePlanner planner, List<String> passedOn, BuildLog log) {
        this.planner = planner;
        this.passedOn = List.copyOf(passedOn);
        this.log = log;
    }

    public void run(Project project, Settings settings) {
        Optional<PlannedImage> planned = planner.plan(project, settings);
        List<SettingRow> rows = new SettingsTable(settings, planned).rows();
        int name = width(rows.stream().map(SettingRow::name).toList(), 24);
        int value = width(rows.stream().map(SettingRow::value).toList(), 48);
        String format = "%-" + name + "s  %-" + value + "s  %s";
        log.verbatim(String.format(Locale.ROOT, format, "setting", "value", "from"));
        rows.forEach(row -> log.verbatim(
                String.format(Locale.ROOT, format, row.name(), row.value().replace("\n", "\\n"), row.origin())));
        log.verbatim("programs of the build see only: " + String.join(", ", passedOn));
        planned.ifPresent(this::stages);
        if (planned.isPresent() && settings.get(SettingCatalog.PLAN).value()) {
            log.verbatim(new String(
                    Json.readable(new PlanDocument(project.directory())
                            .of(planned.get().plan(), planned.get().base().toJson())),
                    StandardCharsets.UTF_8));
        }
    }

    private void stages(PlannedImage planned) {
        planned.plan().preparations().stream()
                .filter(preparation -> preparation.files().containsKey(Preparation.DOCKERFILE))
                .findFirst()
                .ifPresent(build -> {
                    Dockerfile file = Dockerfile.parse(
                            Preparation.DOCKERFILE, build.files().get(Preparation.DOCKERFILE));
                    log.verbatim("the engine builds "
                            + planned.service().base().base().substring(BaseRequest.DOCKERFILE.length())
                            + ", whose stages are " + String.join(", ", file.stageNames()));
                });
    }

    private static int width(List<String> texts, int most) {
        return Math.min(most, texts.stream().mapToInt(String::length).max().orElse(1));
    }
}
