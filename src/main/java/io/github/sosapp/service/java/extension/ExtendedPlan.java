package io.github.sosapp.service.java.extension;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ContainerBuildPlan;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.plan.ImagePlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A plan after the extensions that a POM lists. What an extension leaves alone stays as it was planned, to the last bit;
 * what jib's plan has no words for, such as health checks and links, no extension sees.
 */
public final class ExtendedPlan {

    private ExtendedPlan() {}

    /**
     * @param extensions in the order in which they run
     * @param directory for files that extensions are to see and that lie nowhere on disk; may not exist yet
     * @throws BuildFailure when an extension fails, or wants what the image cannot have
     */
    public static ImagePlan of(ImagePlan plan, List<PlanExtension> extensions, Path directory) {
        if (extensions.isEmpty()) {
            return plan;
        }
        ShownLayers layers = ShownLayers.of(plan, directory);
        ImagePlan extended = plan;
        ContainerBuildPlan shown = shown(plan).setLayers(layers.shown()).build();
        for (PlanExtension extension : extensions) {
            ContainerBuildPlan answer = extension.extend(shown);
            refuseWhatSettingsDecide(shown, answer, extension);
            extended = new ImagePlan(
                    plan.target(),
                    plan.platforms(),
                    plan.base(),
                    plan.preparations(),
                    layers.planned(answer.getLayers(), extension),
                    execution(plan.execution(), answer),
                    plan.annotations(),
                    plan.created(),
                    plan.compression());
            shown = answer;
        }
        return extended;
    }

    private static ContainerBuildPlan.Builder shown(ImagePlan plan) {
        ExecutionConfig execution = plan.execution();
        return ContainerBuildPlan.builder()
                .setBaseImage(plan.base())
                .setPlatforms(plan.platforms().stream()
                        .map(platform -> new Platform(platform.architecture(), platform.os()))
                        .collect(Collectors.toCollection(LinkedHashSet::new)))
                .setCreationTime(plan.created())
                .setFormat(ImageFormat.OCI)
                .setEnvironment(execution.environment())
                .setLabels(execution.labels())
                .setVolumes(each(execution.volumes(), AbsoluteUnixPath::get))
                .setExposedPorts(each(execution.ports(), ExtendedPlan::port))
                .setUser(execution.user().isEmpty() ? null : execution.user())
                .setWorkingDirectory(
                        execution.workingDirectory().isEmpty()
                                ? null
                                : AbsoluteUnixPath.get(execution.workingDirectory()))
                .setEntrypoint(execution.entrypoint())
                .setCmd(execution.command());
    }

    private static <T> Set<T> each(Set<String> texts, Function<String, T> form) {
        return texts.stream().map(form).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Port port(String text) {
        String[] parts = text.split("/");
        return Port.parseProtocol(Integer.parseInt(parts[0]), parts.length > 1 ? parts[1] : "tcp");
    }

    private static ExecutionConfig execution(ExecutionConfig planned, ContainerBuildPlan answer) {
        return new ExecutionConfig(
                Optional.ofNullable(answer.getUser()).orElse(""),
                Optional.ofNullable(answer.getEntrypoint()).orElse(List.of()),
                Optional.ofNullable(answer.getCmd()).orElse(List.of()),
                inOrder(planned.environment().keySet(), answer.getEnvironment()),
                new TreeSet<>(
                        answer.getExposedPorts().stream().map(Port::toString).toList()),
                new TreeSet<>(answer.getVolumes().stream()
                        .map(AbsoluteUnixPath::toString)
                        .toList()),
                Optional.ofNullable(answer.getWorkingDirectory())
                        .map(AbsoluteUnixPath::toString)
                        .orElse(""),
                planned.stopSignal(),
                planned.healthCheck(),
                new TreeMap<>(answer.getLabels()));
    }

    // Jib keeps no order; the planned one stays, and what is new follows by name.
    private static Map<String, String> inOrder(Set<String> planned, Map<String, String> answer) {
        Map<String, String> ordered = new LinkedHashMap<>();
        planned.stream().filter(answer::containsKey).forEach(name -> ordered.put(name, answer.get(name)));
        new TreeMap<>(answer).forEach(ordered::putIfAbsent);
        return ordered;
    }

    private static void refuseWhatSettingsDecide(
            ContainerBuildPlan shown, ContainerBuildPlan answer, PlanExtension extension) {
        refuse(shown, answer, extension, ContainerBuildPlan::getBaseImage, "the base", "set sos.base");
        refuse(shown, answer, extension, ContainerBuildPlan::getPlatforms, "the platforms", "set sos.platforms");
        refuse(
                shown,
                answer,
                extension,
                ContainerBuildPlan::getCreationTime,
                "the time of the image",
                "set project.build.outputTimestamp");
        refuse(
                shown,
                answer,
                extension,
                ContainerBuildPlan::getFormat,
                "the format of the image",
                "keep the format OCI, the only one that is built");
    }

    private static void refuse(
            ContainerBuildPlan shown,
            ContainerBuildPlan answer,
            PlanExtension extension,
            Function<ContainerBuildPlan, Object> part,
            String what,
            String remedy) {
        Object before = part.apply(shown);
        Object after = part.apply(answer);
        if (!before.equals(after)) {
            throw BuildFailure.ofUser("extension " + extension.name() + " may not change " + what)
                    .from(extension.origin())
                    .because(what + " is decided before extensions run")
                    .remedy(remedy + ", and configure the extension so that it leaves this alone");
        }
    }
}
