package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.ExecutionConfig;
import io.github.sosapp.image.HealthCheck;
import io.github.sosapp.plan.BaseRequest;
import io.github.sosapp.plan.ImagePlan;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.service.Development;
import io.github.sosapp.service.Recipe;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.java.extension.ExtendedPlan;
import io.github.sosapp.service.java.extension.PlanExtension;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A Java module becomes its classes, its libraries and a Java runtime, in layers by how often each changes. */
public final class JavaRecipe implements Recipe {

    private static final int DEFAULT_PORT = 8080;
    private static final int DEBUG_PORT = 5005;
    private static final String DEVELOPMENT = "development";
    // The number that distroless images give their user, whom no system account can be.
    private static final String USER = "65532:65532";

    // The heap may have most of the container; without memory left the container restarts instead of lingering on;
    // texts
    // mean the same whatever the host's language is.
    private static final List<String> OPTIONS =
            List.of("-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8");

    private final JavaModule java;
    private final Supplier<List<PlanExtension>> extensions;

    /**
     * @param java the module that is planned; a recipe of another module is another recipe
     * @param extensions of jib's Maven plugin that are to run on the finished plan; only asked when there is one
     */
    public JavaRecipe(JavaModule java, Supplier<List<PlanExtension>> extensions) {
        this.java = java;
        this.extensions = extensions;
    }

    @Override
    public String language() {
        return "java";
    }

    @Override
    public String displayName() {
        return "Java";
    }

    @Override
    public List<String> targets() {
        return List.of("production", DEVELOPMENT);
    }

    @Override
    public List<String> markers() {
        return java.compilesJava() ? List.of("a main class") : List.of();
    }

    /** A module of a Java packaging is a service if something in it can be started; else it is a library. */
    @Override
    public List<String> markersIn(Path source, Settings settings) {
        if (!java.compilesJava() || !source.equals(java.directory())) {
            return List.of();
        }
        if (java.isWar() || java.isQuarkus()) {
            return List.of("packaging " + java.packaging());
        }
        if (settings.find(LanguageSettings.JAVA_MAIN).isPresent()) {
            return List.of("sos.java.main");
        }
        BuildOutput output = BuildOutput.of(java.output().classes());
        List<String> candidates = output.isEmpty() ? JavaSources.mainClasses(source) : MainClass.candidates(output);
        return candidates.isEmpty() ? List.of() : List.of("main class " + String.join(", ", candidates));
    }

    @Override
    public List<Path> inputs(Path source, Settings settings) {
        List<Path> inputs = new ArrayList<>(List.of(source));
        inputs.addAll(java.reactorSources());
        return inputs;
    }

    @Override
    public ServicePlan plan(ServiceModule service, Settings settings) {
        refuseOtherPackaging(settings);
        BuildOutput output = BuildOutput.of(java.output().classes());
        JavaApplication application = application(settings, output);
        JavaRuntime runtime = runtime(settings, output);
        int port = settings.find(SettingCatalog.PORT).map(Setting::value).orElse(DEFAULT_PORT);
        List<LayerPlan> layers = new ArrayList<>(List.of(ServiceHealth.layer()));
        layers.addAll(application.layers());
        return new ServicePlan(
                runtime.base(),
                List.of(),
                description(application, runtime),
                List.of(),
                layers,
                execution(settings, application, port),
                // Everything that gets into the image is a file of the plan; what it was made from does not matter.
                List.of(),
                new TreeMap<>(Map.of(
                        LanguageSettings.JAVA_MAIN.name(), application.mainClass(),
                        LanguageSettings.JAVA_OPTIONS.name(), String.join(" ", options(settings)),
                        LanguageSettings.JAVA_VERSION.name(), Integer.toString(runtime.feature()))),
                application.warnings(),
                Optional.empty());
    }

    /** Its classes are not mounted: Java reads a class once, and a debugger hands it the next one. */
    @Override
    public Development development(ServiceModule service, Settings settings) {
        if (java.isQuarkus()) {
            throw BuildFailure.ofUser("sos:dev is not for Quarkus services")
                    .because(
                            "what runs is made when Quarkus packages it; its own development mode compiles edits at once")
                    .remedy("run mvn quarkus:dev; or mvn package sos:run -Dsos.target=development for a debugger");
        }
        return new Development(
                Optional.empty(),
                new Development.Debugger(DEBUG_PORT, "java", service.source(), ""),
                "the debugger replaces methods that are compiled anew; all else takes Ctrl-C and sos:dev again");
    }

    /** Maven has compiled it already. */
    @Override
    public List<Preparation> preparations(ServiceModule service, Settings settings) {
        return List.of();
    }

    /** The classes alone tell it, so it is known before the service is packaged. */
    @Override
    public BaseRequest base(ServiceModule service, Settings settings) {
        refuseOtherPackaging(settings);
        BuildOutput output = BuildOutput.of(java.output().classes());
        refuseUncompiled(output);
        return runtime(settings, output).base();
    }

    private JavaRuntime runtime(Settings settings, BuildOutput output) {
        return JavaRuntime.of(settings, java, Math.max(output.neededJava(), 1));
    }

    private void refuseOtherPackaging(Settings settings) {
        if (!java.compilesJava()) {
            throw BuildFailure.ofUser("packaging " + java.packaging() + " compiles no Java")
                    .from(settings.find(SettingCatalog.LANGUAGE)
                            .map(Setting::origin)
                            .orElse("pom.xml"))
                    .remedy("use packaging jar, and bind the goal build of this plugin");
        }
    }

    @Override
    public ImagePlan finished(ImagePlan plan, ServiceModule service) {
        return ExtendedPlan.of(plan, extensions.get(), service.workDirectory().resolve("extensions"));
    }

    private JavaApplication application(Settings settings, BuildOutput output) {
        Setting<String> content = settings.get(LanguageSettings.JAVA_CONTENT);
        return content.value().equals("classes") ? ofClasses(settings, content, output) : ofPackage(settings, output);
    }

    private JavaApplication ofClasses(Settings settings, Setting<String> content, BuildOutput output) {
        if (java.isQuarkus() || java.isWar()) {
            throw content.refused("is not possible for " + (java.isWar() ? "a war" : "a Quarkus service"))
                    .because(
                            java.isWar()
                                    ? "a war gets its pages and its server only when it is packaged"
                                    : "Quarkus makes what starts the service only when it packages it")
                    .remedy("remove the setting, and run mvn package");
        }
        refuseUncompiled(output);
        Optional<SpringBootClasses> springBoot =
                java.plugins().repackaging().map(repackaging -> new SpringBootClasses(output, repackaging));
        List<ClassPathEntry> libraries = springBoot
                .map(SpringBootClasses::libraries)
                .orElseGet(() -> java.classPath().get());
        String mainClass = mainClass(settings, output, libraries, Optional.empty());
        return springBoot
                .map(classes -> classes.application(libraries, mainClass))
                .orElseGet(() -> ThinApplication.of("jar", output, libraries, mainClass));
    }

    private JavaApplication ofPackage(Settings settings, BuildOutput output) {
        if (java.isQuarkus()) {
            return QuarkusApplication.of(java, output);
        }
        refuseUncompiled(output);
        List<Path> archives = archives(output);
        Optional<SpringBootArchive> springBoot = archives.stream()
                .flatMap(archive -> SpringBootArchive.of(archive).stream())
                .findFirst();
        Optional<Path> archive = archives.stream().findFirst();
        if (springBoot.isPresent()) {
            String mainClass = settings.find(LanguageSettings.JAVA_MAIN)
                    .map(Setting::value)
                    .orElseGet(springBoot.get()::startClass);
            return springBoot.get().application(mainClass);
        }
        if (java.isWar()) {
            return ExecutableWar.of(archive.orElseThrow(() -> notPackaged("war")));
        }
        if (java.plugins().repackaging().isPresent() && archive.isEmpty()) {
            throw notPackaged("jar");
        }
        List<ClassPathEntry> libraries = java.classPath().get();
        String mainClass = mainClass(settings, output, libraries, archive);
        if (!java.isSpringBoot()) {
            return ThinApplication.of("jar", output, libraries, mainClass);
        }
        return ThinApplication.of("Spring Boot", output, libraries, mainClass)
                .warning("laid out as a plain jar: Spring Boot has not repackaged it yet (name sos-maven-plugin below"
                        + " its plugin in the POM)");
    }

    /** What this build has made; else what an earlier one has left, if it was made of these classes. */
    private List<Path> archives(BuildOutput output) {
        if (!java.output().archives().isEmpty()) {
            return java.output().archives();
        }
        // Where a build is to be reproducible, Spring Boot's plugin sets the time of its jar back: it says nothing
        // then.
        return Stream.of(java.output().earlier())
                .filter(Files::isRegularFile)
                .filter(archive -> output.isOlderThan(archive)
                        || SpringBootArchive.of(archive)
                                .filter(springBoot -> springBoot.holds(output))
                                .isPresent())
                .toList();
    }

    private BuildFailure notPackaged(String packaging) {
        return java.notBuilt("there is no " + packaging + " of these classes in "
                + java.output().directory());
    }

    private void refuseUncompiled(BuildOutput output) {
        if (output.isEmpty() && JavaSources.exist(java.directory())) {
            throw java.notBuilt(
                    "there are sources, but nothing in " + java.output().classes());
        }
    }

    private String mainClass(
            Settings settings, BuildOutput output, List<ClassPathEntry> libraries, Optional<Path> archive) {
        return MainClass.find(
                settings,
                output,
                java.output().classes(),
                libraries,
                archive,
                java.plugins().mainClass());
    }

    private static ExecutionConfig execution(Settings settings, JavaApplication application, int port) {
        boolean development = settings.get(SettingCatalog.TARGET).value().equals(DEVELOPMENT);
        List<String> entrypoint = new ArrayList<>(List.of("java"));
        entrypoint.addAll(options(settings));
        SortedSet<String> ports = new TreeSet<>(List.of(port + "/tcp"));
        if (development) {
            entrypoint.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:" + DEBUG_PORT);
            ports.add(DEBUG_PORT + "/tcp");
        }
        entrypoint.addAll(application.launch());
        HealthCheck health = ServiceHealth.check(settings, application, port);
        return new ExecutionConfig(
                USER,
                entrypoint,
                List.of(),
                // Without it Java 17 takes names of files and what it prints for ASCII.
                Map.of("LANG", "C.UTF-8"),
                ports,
                new TreeSet<>(),
                JavaApplication.DIRECTORY,
                "",
                Optional.of(health),
                new TreeMap<>());
    }

    private static List<String> options(Settings settings) {
        if (settings.isRemoved(LanguageSettings.JAVA_OPTIONS)) {
            return List.of();
        }
        return settings.find(LanguageSettings.JAVA_OPTIONS).map(Setting::value).orElse(OPTIONS);
    }

    private static String description(JavaApplication application, JavaRuntime runtime) {
        int libraries = application.libraries().size();
        return "service " + application.kind() + ", "
                + (libraries == 0 ? "no libraries" : libraries + (libraries == 1 ? " library" : " libraries"))
                + ", Java "
                + runtime.feature()
                + runtime.advice().map(text -> " (" + text + ")").orElse("");
    }
}
