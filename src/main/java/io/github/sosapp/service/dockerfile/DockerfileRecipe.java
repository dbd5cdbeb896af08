package io.github.sosapp.service.dockerfile;

import io.github.sosapp.dockerfile.Dockerfile;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.Development;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A module with its own Dockerfile becomes what that file says. */
public final class DockerfileRecipe implements Recipe {

    public static final String FILE = "Dockerfile";

    private static final String PRODUCTION = "production";
    private static final String TEST = "test";

    /** What the file decides alone, for every language. */
    private static final List<SettingKey<?>> DECIDED = List.of(
            SettingCatalog.CERTIFICATES,
            LanguageSettings.GO_VERSION,
            LanguageSettings.GO_MAIN,
            LanguageSettings.GO_TAGS,
            LanguageSettings.UPX,
            LanguageSettings.JAVA_MAIN,
            LanguageSettings.JAVA_OPTIONS,
            LanguageSettings.JAVA_VERSION,
            LanguageSettings.JAVA_RUNTIME,
            LanguageSettings.NODE_VERSION,
            LanguageSettings.PYTHON_VERSION,
            LanguageSettings.PYTHON_MODULE,
            SettingCatalog.HEALTH_PATH);

    private final String language;

    /** @param language of the service, if somebody said it */
    public DockerfileRecipe(Optional<String> language) {
        this.language = language.orElse("dockerfile");
    }

    @Override
    public String language() {
        return language;
    }

    @Override
    public String displayName() {
        return FILE;
    }

    @Override
    public List<String> markers() {
        return List.of(FILE);
    }

    @Override
    public List<String> targets() {
        return List.of(PRODUCTION, "production-debian", "production-alpine", "development");
    }

    /** A Dockerfile may well copy a jar from there. */
    @Override
    public boolean readsBuildDirectory() {
        return true;
    }

    @Override
    public List<Path> inputs(Path source, Settings settings) {
        return List.of(source);
    }

    @Override
    public ServicePlan plan(ServiceModule module, Settings settings) {
        Path path = module.source().resolve(FILE);
        String text = read(path);
        Dockerfile file = Dockerfile.parse(FILE, text);
        refuseWhatTheFileDecides(settings);
        String stage = stage(file, settings.get(SettingCatalog.TARGET));
        SortedMap<String, String> arguments = arguments(settings);
        List<Preparation> builds = new ArrayList<>();
        for (Platform platform : settings.get(SettingCatalog.PLATFORMS).value()) {
            builds.add(build(module, text, stage, platform, arguments));
        }
        String relative = module.directory().relativize(path).toString().replace('\\', '/');
        return new ServicePlan(
                BaseRequest.of(BaseRequest.DOCKERFILE + relative + "#" + stage, "FROM in " + relative),
                List.of(),
                description(file, stage),
                builds,
                List.of(),
                ExecutionConfig.of("", List.of()),
                List.of(module.source()),
                new TreeMap<>(),
                warnings(settings),
                Optional.empty());
    }

    private static Preparation build(
            ServiceModule module, String text, String stage, Platform platform, SortedMap<String, String> arguments) {
        return new Preparation(
                "docker-build",
                platform,
                "docker",
                "",
                stage.isEmpty() ? List.of("build") : List.of("build", "--target=" + stage),
                arguments,
                module.source(),
                module.workDirectory().resolve("engine"),
                new TreeMap<>(Map.of(Preparation.DOCKERFILE, text)));
    }

    @Override
    public BaseRequest base(ServiceModule module, Settings settings) {
        return plan(module, settings).base();
    }

    @Override
    public Development development(ServiceModule module, Settings settings) {
        throw BuildFailure.ofUser("sos:dev does not know what the module's own Dockerfile expects")
                .because("nothing says where its image wants the sources, and on which port a debugger listens")
                .from(settings.originOf(SettingCatalog.ENGINE))
                .remedy("use the plugin's own image: -Dsos.engine=daemonless; or load a stage development with"
                        + " mvn package sos:load -Dsos.target=development, and start it with docker run --volume");
    }

    /** Those of a stage that is named after them; what it makes is in no image. */
    @Override
    public Optional<TestRun> tests(ServiceModule module, Settings settings) {
        String text = read(module.source().resolve(FILE));
        if (!Dockerfile.parse(FILE, text).hasStage(TEST)) {
            return Optional.empty();
        }
        return Optional.of(new TestRun(
                "stage " + TEST + " of " + FILE,
                List.of(),
                build(module, text, TEST, Platform.ofThisMachine(), arguments(settings))));
    }

    private static String description(Dockerfile file, String stage) {
        int stages = file.stageCount();
        return "stage " + (stage.isEmpty() ? "the last one" : stage) + " of " + FILE + ", which has " + stages
                + (stages == 1 ? " stage" : " stages");
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + path)
                    .because("it is missing, or not a text in UTF-8")
                    .causedBy(e)
                    .remedy("correct the file, or its permissions");
        }
    }

    /** The stage that the target means: the one of its name, or the last one for the usual target. */
    private static String stage(Dockerfile file, Setting<String> target) {
        if (file.hasStage(target.value())) {
            return target.value();
        }
        if (target.value().equals(PRODUCTION)) {
            return "";
        }
        List<String> names = file.stageNames();
        throw target.refused("is no stage of the Dockerfile")
                .because(names.isEmpty() ? "its stages have no names" : "its stages are " + String.join(", ", names))
                .remedy("name a stage so: FROM <image> AS " + target.value());
    }

    private static SortedMap<String, String> arguments(Settings settings) {
        SortedMap<String, String> arguments = new TreeMap<>();
        settings.map("buildArgs").forEach((name, setting) -> {
            String upper = name.toUpperCase(Locale.ROOT);
            if (List.of("PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "CREDENTIAL")
                    .stream()
                    .anyMatch(upper::contains)) {
                throw BuildFailure.ofUser("sos.buildArgs." + name + " looks like a secret")
                        .because("whoever has the image can read its build arguments")
                        .from(setting.origin())
                        .remedy("take the secret out of the build, or give the argument another name if it is none");
            }
            arguments.put(name, setting.value());
        });
        return arguments;
    }

    private static void refuseWhatTheFileDecides(Settings settings) {
        settings.find(SettingCatalog.BASE).ifPresent(base -> {
            throw base.refused("has no effect")
                    .because("the module has its own Dockerfile, whose FROM says what the image starts from")
                    .remedy("change FROM, or build without the file: -Dsos.engine=daemonless");
        });
        settings.map("files").values().stream().findFirst().ifPresent(file -> {
            throw file.refused("has no effect")
                    .because("the module has its own Dockerfile, which says what is in the image")
                    .remedy("write COPY into the Dockerfile");
        });
        refuseRemoval(settings, SettingCatalog.HEALTH, "write HEALTHCHECK NONE at the end of the Dockerfile");
        refuseRemoval(settings, SettingCatalog.PORT, "remove EXPOSE from the Dockerfile");
        settings.rawMap("env").forEach((name, raw) -> {
            if (raw.text().isEmpty()) {
                throw BuildFailure.ofUser("sos.env." + name + " cannot be taken away")
                        .because("the module has its own Dockerfile, which may set it")
                        .from(raw.origin())
                        .remedy("remove ENV " + name + " from the Dockerfile, or set it to another value");
            }
        });
    }

    private static void refuseRemoval(Settings settings, SettingKey<?> key, String remedy) {
        if (settings.isRemoved(key)) {
            throw BuildFailure.ofUser("sos." + key.name() + " = none has no effect")
                    .because("the module has its own Dockerfile, which decides that")
                    .from(settings.originOf(key))
                    .remedy(remedy);
        }
    }

    private static List<String> warnings(Settings settings) {
        String without = DECIDED.stream()
                .filter(key -> !settings.originOf(key).equals(SettingKey.DEFAULT))
                .map(key -> "sos." + key.name())
                .collect(Collectors.joining(", "));
        return without.isEmpty()
                ? List.of()
                : List.of("without effect, because the module's own Dockerfile decides that: " + without);
    }
}
