package io.github.sosapp.service.go;

import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.Development;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A Go module becomes one static program on top of certificates, time zones and accounts. */
public final class GoRecipe implements Recipe {

    private static final String BUILD = "go-build";
    private static final String PROGRAM = "/app";
    private static final int DEFAULT_PORT = 8080;

    @Override
    public String language() {
        return "go";
    }

    @Override
    public String displayName() {
        return "Go";
    }

    @Override
    public List<String> markers() {
        return List.of("go.mod");
    }

    @Override
    public List<String> targets() {
        return GoTarget.names();
    }

    @Override
    public List<Path> inputs(Path source, Settings settings) {
        return GoModule.read(source).inputs();
    }

    @Override
    public Optional<TestRun> tests(ServiceModule service, Settings settings) {
        return GoTests.areIn(service)
                ? Optional.of(GoTests.run(service, GoCommand.of(GoModule.read(service.source()), settings)))
                : Optional.empty();
    }

    @Override
    public ServicePlan plan(ServiceModule service, Settings settings) {
        Setting<List<Platform>> platforms = settings.get(SettingCatalog.PLATFORMS);
        GoPlatforms.check(platforms);
        GoModule module = GoModule.read(service.source());
        GoCommand go = GoCommand.of(module, settings);
        GoVersion version = go.version();
        String mainPackage = MainPackage.find(module.source(), settings);
        CarriedData carried = CarriedData.load();
        GoTarget target = GoTarget.of(settings);
        Certificates certificates = Certificates.of(service, settings, carried).on(target);
        Accounts accounts = Accounts.of(settings);
        if (target.isForDebugging()) {
            GoDevelopment.check(platforms);
        }
        UpxPacking packing = UpxPacking.of(settings);
        Optional<GoDevelopment> development = target.isForDebugging()
                ? Optional.of(new GoDevelopment(service, go, mainPackage, flags(service, go, target)))
                : Optional.empty();

        List<Preparation> compilations = platforms.value().stream()
                .map(platform -> compilation(service, go, target, mainPackage, platform))
                .toList();
        List<String> warnings = new ArrayList<>(certificates.warnings());
        warnings.addAll(packing.warnings(platforms.value()));
        development.ifPresent(more -> warnings.addAll(more.warnings()));
        List<Path> inputs = new ArrayList<>(module.inputs());
        certificates.file().ifPresent(inputs::add);
        return new ServicePlan(
                target.base(settings),
                additions(certificates, carried, target),
                description(module, version),
                preparations(compilations, packing, development),
                layers(certificates, carried, accounts, target, development, packing.program(BUILD)),
                execution(accounts, target, development, settings),
                List.copyOf(inputs),
                inputValues(version, carried),
                List.copyOf(warnings),
                Optional.of(List.of("--version")));
    }

    @Override
    public Development development(ServiceModule service, Settings settings) {
        GoModule module = GoModule.read(service.source());
        return GoDevelopment.of(module, service.source());
    }

    @Override
    public List<String> dockerfileTargets() {
        return GoDockerfile.TARGETS;
    }

    @Override
    public DockerfileFacts dockerfile(ServiceModule service, Settings settings) {
        return new GoDockerfile(service, settings).facts(plan(service, settings).execution());
    }

    private static List<Preparation> preparations(
            List<Preparation> compilations, UpxPacking packing, Optional<GoDevelopment> development) {
        List<Preparation> preparations = new ArrayList<>();
        for (Preparation compilation : compilations) {
            preparations.add(compilation);
            if (!packing.isOff()) {
                preparations.add(packing.of(compilation));
            }
            development.ifPresent(more -> preparations.addAll(more.preparations(compilation.platform())));
        }
        return preparations;
    }

    private static Preparation compilation(
            ServiceModule service, GoCommand go, GoTarget target, String mainPackage, Platform platform) {
        Path output = service.workDirectory().resolve(platform.fileName()).resolve("app");
        List<String> arguments = new ArrayList<>(List.of("build"));
        arguments.addAll(flags(service, go, target));
        arguments.addAll(List.of("-o", output.toString(), mainPackage));
        return new Preparation(
                BUILD,
                platform,
                "go",
                go.toolchain(),
                arguments,
                go.environment(platform),
                go.module().source(),
                output);
    }

    /** Everything on the command line of go build that decides the program, whatever directory it is compiled in. */
    private static List<String> flags(ServiceModule service, GoCommand go, GoTarget target) {
        List<String> flags = new ArrayList<>(go.flags());
        if (target.isForDebugging()) {
            // Neither optimised nor stripped: a debugger shows what the sources say.
            flags.addAll(List.of("-gcflags", "all=-N -l", "-ldflags", "-buildid= " + variables(service)));
        } else {
            flags.addAll(List.of("-ldflags", "-s -w -buildid= " + variables(service)));
        }
        return flags;
    }

    private static String variables(ServiceModule service) {
        return variable("Version", service.version())
                + " "
                + variable(
                        "BuildDate",
                        service.created().truncatedTo(ChronoUnit.SECONDS).toString())
                + " " + variable("GitCommit", service.commit().orElse("unknown"));
    }

    // go splits the flags at white space and knows quotes, but no escapes.
    private static String variable(String name, String value) {
        String assignment = "main." + name + "=" + value;
        return "-X " + (assignment.matches(".*[\\s\"].*") ? "'" + assignment + "'" : assignment);
    }

    private static List<LayerPlan> layers(
            Certificates certificates,
            CarriedData carried,
            Accounts accounts,
            GoTarget target,
            Optional<GoDevelopment> development,
            String program) {
        List<LayerPlan> layers = new ArrayList<>();
        certificates.layer().ifPresent(layers::add);
        if (target.carriesTrust()) {
            layers.add(new LayerPlan(
                    "time zones",
                    List.of(new PlannedFile(
                            "/usr/share/zoneinfo",
                            0644,
                            Owner.ROOT,
                            new FileSource.CarriedTree(carried.timeZonesResource())))));
        }
        layers.add(accounts.layer());
        development.ifPresent(more -> layers.addAll(more.layers()));
        layers.add(new LayerPlan(
                "application", List.of(new PlannedFile(PROGRAM, 0755, Owner.ROOT, new FileSource.Prepared(program)))));
        return layers;
    }

    private static ExecutionConfig execution(
            Accounts accounts, GoTarget target, Optional<GoDevelopment> development, Settings settings) {
        int port = settings.find(SettingCatalog.PORT).map(Setting::value).orElse(DEFAULT_PORT);
        SortedSet<String> ports = new TreeSet<>(List.of(port + "/tcp"));
        development.ifPresent(more -> ports.add(GoDevelopment.DEBUGGER_PORT + "/tcp"));
        return new ExecutionConfig(
                accounts.user(),
                development.map(more -> more.entrypoint(PROGRAM)).orElse(List.of(PROGRAM)),
                List.of(),
                development.map(GoDevelopment::environment).orElse(Map.of()),
                ports,
                new TreeSet<>(),
                "/",
                "",
                target.healthCheck(settings, port),
                new TreeMap<>());
    }

    private static List<String> additions(Certificates certificates, CarriedData carried, GoTarget target) {
        List<String> additions = new ArrayList<>();
        if (!certificates.description().isEmpty()) {
            additions.add(certificates.description());
        }
        if (target.carriesTrust()) {
            additions.add("time zones " + carried.timeZones());
        }
        return additions;
    }

    private static String description(GoModule module, GoVersion version) {
        long direct = module.mod().directRequirements();
        String dependencies =
                (direct == 0 ? "no" : direct) + " direct " + (direct == 1 ? "dependency" : "dependencies");
        return "module " + module.mod().module() + ", " + dependencies + ", go " + version.text();
    }

    private static SortedMap<String, String> inputValues(GoVersion version, CarriedData carried) {
        return new TreeMap<>(Map.of(
                "go", version.text(),
                "certificates", carried.certificatesSha256(),
                "time zones", carried.timeZonesSha256()));
    }
}
