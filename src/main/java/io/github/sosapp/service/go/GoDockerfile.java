package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.DockerfilePlan;
import io.github.sosapp.service.DockerfileBase;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Go service as its Dockerfile says it: compiled by the official image of its line of Go releases. */
final class GoDockerfile {

    /** Targets that the template has, in its order. */
    static final List<String> TARGETS = List.of(GoDevelopment.NAME, "production-alpine", "production");

    private static final String CERTIFICATES = DockerfileFacts.DIRECTORY + "/certificates.crt";
    private static final String VARIABLES = Stream.of(
                    "Version=${" + DockerfilePlan.VERSION,
                    "BuildDate=${" + DockerfilePlan.BUILD_DATE,
                    "GitCommit=${" + DockerfilePlan.GIT_COMMIT)
            .map(assignment -> "-X 'main." + assignment + "}'")
            .collect(Collectors.joining(" "));

    private final ServiceModule service;
    private final Settings settings;
    private final GoModule module;
    private final GoCommand go;
    private final GoTarget target;

    GoDockerfile(ServiceModule service, Settings settings) {
        this.service = service;
        this.settings = settings;
        this.module = GoModule.read(service.source());
        this.go = GoCommand.of(module, settings);
        this.target = GoTarget.of(settings);
        if (!TARGETS.contains(target.name())) {
            throw settings.get(SettingCatalog.TARGET)
                    .refused("has no stage in a Dockerfile")
                    .because("it is assembled from packages, without Docker")
                    .remedy("use production-alpine, or sos.engine=daemonless");
        }
        refuseSourcesElsewhere();
    }

    private void refuseSourcesElsewhere() {
        for (Path input : module.inputs()) {
            if (!input.startsWith(service.source())) {
                throw BuildFailure.ofUser("the build of a Dockerfile cannot read " + input)
                        .because("go.mod or go.work names it, and a build reads nothing outside of " + service.source())
                        .from(module.mod().file())
                        .remedy("build with sos.engine=daemonless, or vendor the modules");
            }
        }
    }

    /** @param execution as the plan of the service has it */
    DockerfileFacts facts(ExecutionConfig execution) {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("goImage", "golang:1." + go.version().minor() + "-alpine");
        values.put("base", base());
        values.put("shell", base().contains("alpine") ? "apk" : "");
        values.put("manifests", String.join(" ", manifests()));
        values.put("downloads", module.isVendored() ? "" : "go mod download");
        values.put("mainPackage", MainPackage.find(module.source(), settings));
        values.put("flags", String.join(" ", go.flags()));
        SortedMap<String, String> files = new TreeMap<>();
        certificates(values, files);
        if (target.isForDebugging()) {
            values.put("linking", "-buildid= " + VARIABLES);
            values.put("delve", Delve.PACKAGE);
            values.put(
                    "vendors",
                    module.isVendored() || module.mod().requirements().isEmpty() ? "" : "go mod vendor");
            Delve.of(go.version())
                    .module()
                    .forEach((name, text) -> files.put(DockerfileFacts.DIRECTORY + "/delve/" + name, text));
            GoDevelopment.reload()
                    .forEach((name, text) -> files.put(DockerfileFacts.DIRECTORY + "/reload/" + name, text));
        } else {
            values.put("root", "/rootfs");
            values.put("builder", "builder");
            values.put("linking", "-s -w -buildid= " + VARIABLES);
            packing(values);
        }
        List<String> environment = new ArrayList<>();
        go.environment().forEach((name, value) -> environment.add(name + "=\"" + value + "\""));
        return new DockerfileFacts(
                "go",
                execution,
                Accounts.of(settings).layer().files(),
                values,
                new TreeMap<>(Map.of("environment", environment)),
                files,
                warnings());
    }

    private List<String> warnings() {
        return DockerfileBase.withoutEffect(settings, LanguageSettings.UPX_VERSION);
    }

    private String base() {
        return DockerfileBase.of(settings, target.base(settings).base(), Optional.empty());
    }

    private List<String> manifests() {
        return Stream.of("go.mod", "go.sum")
                .filter(name -> Files.isRegularFile(module.source().resolve(name)))
                .toList();
    }

    private void certificates(SortedMap<String, String> values, SortedMap<String, String> files) {
        Optional<Path> file =
                Certificates.of(service, settings, CarriedData.load()).file();
        boolean none = settings.get(SettingCatalog.CERTIFICATES).value().equals("none");
        values.put("certificates", none || file.isPresent() ? "" : "alpine");
        // Not where it lies: files of this kind are kept out of builds, because many hold keys.
        file.ifPresent(path -> {
            values.put("certificatesFile", CERTIFICATES);
            files.put(CERTIFICATES, text(path));
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + file).causedBy(e).remedy("let this user read it");
        }
    }

    private void packing(SortedMap<String, String> values) {
        UpxPacking packing = UpxPacking.of(settings);
        if (!packing.isOff()) {
            values.put("upx", String.join(" ", packing.arguments()));
            values.put("upxAuto", packing.leastSavingPercent());
        }
    }
}
