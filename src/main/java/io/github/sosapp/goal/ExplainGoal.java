package io.github.sosapp.goal;

import io.github.sosapp.base.PackagesSource;
import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.image.Json;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.PlanDocument;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.report.BuildReport.SettingRow;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Prints every setting with its value and origin, what the children of the build may see, and on request the plan. */
public final class ExplainGoal {

    private final ImagePlanner planner;
    private final List<String> passedOn;
    private final Supplier<Optional<DebianMirrors>> mirrors;
    private final BuildLog log;

    /**
     * @param passedOn names of the environment variables that the build's programs get
     * @param mirrors what settings and this machine name, without asking anybody else
     */
    public ExplainGoal(
            ImagePlanner planner, List<String> passedOn, Supplier<Optional<DebianMirrors>> mirrors, BuildLog log) {
        this.planner = planner;
        this.passedOn = List.copyOf(passedOn);
        this.mirrors = mirrors;
        this.log = log;
    }

    /** Plans the image, which may ask registries and archives, and builds nothing. */
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
        planned.map(image -> image.service().base())
                .filter(PackagesSource::isPackages)
                .ifPresent(base -> log.verbatim("packages of the base come from " + archive(base, settings)));
        planned.ifPresent(this::stages);
        if (planned.isPresent() && settings.get(SettingCatalog.PLAN).value()) {
            log.verbatim(new String(
                    Json.readable(new PlanDocument(project.directory())
                            .of(planned.get().plan(), planned.get().base().toJson())),
                    StandardCharsets.UTF_8));
        }
    }

    private String archive(BaseRequest base, Settings settings) {
        return mirrors.get()
                .map(found -> addresses(found.main()) + ", named by " + found.origin()
                        + (found.securityIsKnown() ? "; security updates from " + addresses(found.security()) : ""))
                .orElseGet(() -> "the mirror in the apt sources of "
                        + settings.find(SettingCatalog.DEBIAN_IMAGE)
                                .map(image -> image.value() + " (" + image.origin() + ")")
                                .orElseGet(() -> "debian:" + PackagesSource.suite(base) + "-slim")
                        + ", because neither sos.debian.mirror nor this machine names one");
    }

    private static String addresses(List<URI> addresses) {
        return addresses.stream().map(URI::toString).collect(Collectors.joining(", "));
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
