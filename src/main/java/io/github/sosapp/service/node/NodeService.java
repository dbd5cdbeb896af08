package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.SecretFiles;
import io.github.sosapp.plan.SourceFiles;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.SettingKey;
import io.github.sosapp.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A service as its files describe it, and what the team says about it. */
final class NodeService {

    static final String DEVELOPMENT = "development";

    private static final List<String> NOT_SOURCES = List.of("{,**/}node_modules", "{,**/}.git");

    /** What the service does not run with, where all of its directory is the application. */
    private static final List<String> NOT_APPLICATION = List.of(
            "{,**/}.*",
            "{,**/}{test,tests,__tests__,coverage}",
            "{,**/}*.{test,spec}.{js,mjs,cjs,ts}",
            "{package-lock.json,npm-shrinkwrap.json,pnpm-lock.yaml,pnpm-workspace.yaml,yarn.lock,tsconfig*.json,jest.config.*,vitest.config.*,eslint.config.*}",
            "{pom.xml,sos-lock.json,Dockerfile*,docker-compose*,compose*.y*ml,README*,CHANGELOG*}");

    private final ServiceModule module;
    private final Settings settings;
    private final PackageJson json;
    private final NodeProject project;
    private final NodeRelease release;
    private final EntryPoint entry;

    private NodeService(ServiceModule module, Settings settings, PackageJson json, NodeProject project) {
        this.module = module;
        this.settings = settings;
        this.json = json;
        this.project = project;
        this.release = NodeRelease.of(List.of(module.source(), project.root()), json, settings);
        this.entry = EntryPoint.of(module.source(), json, settings);
    }

    static NodeService of(ServiceModule module, Settings settings) {
        PackageJson json = PackageJson.read(module.source());
        if (EntryPoint.isTypeScript(module.source()) && json.script("build").isEmpty()) {
            throw BuildFailure.ofUser("package.json has no build script")
                    .because("the sources are TypeScript, which Node.js does not run")
                    .from(json.file())
                    .remedy("add it: npm pkg set scripts.build=tsc");
        }
        return new NodeService(module, settings, json, NodeProject.of(module.source()));
    }

    PackageJson json() {
        return json;
    }

    NodeProject project() {
        return project;
    }

    NodeRelease release() {
        return release;
    }

    EntryPoint entry() {
        return entry;
    }

    boolean hasBuildScript() {
        return json.script("build").isPresent() || !workspacesToBuild().isEmpty();
    }

    /** The workspaces whose build scripts run, in this order; none where that of the service builds them itself. */
    List<String> workspacesToBuild() {
        return !project.isWorkspace()
                ? List.of()
                : project.workspaces(true).stream()
                        .filter(workspace -> manifest(workspace).script("build").isPresent())
                        .toList();
    }

    private PackageJson manifest(String workspace) {
        return PackageJson.read(project.root().resolve(workspace));
    }

    boolean isDevelopment() {
        return settings.get(SettingCatalog.TARGET).value().equals(DEVELOPMENT);
    }

    boolean hasDependencies() {
        return isDevelopment()
                || !json.dependencies().isEmpty()
                || !project.lock().workspaces().isEmpty();
    }

    /** {@code glibc} or {@code musl}. */
    String libc() {
        return settings.find(LanguageSettings.NODE_LIBC)
                .map(Setting::value)
                .orElseGet(() -> settings.find(SettingCatalog.BASE)
                        .filter(base -> base.value().contains("alpine"))
                        .map(base -> "musl")
                        .orElse("glibc"));
    }

    /** Packages whose install scripts run. */
    List<String> scripts() {
        return names(LanguageSettings.NODE_SCRIPTS).stream()
                .filter(name -> !name.startsWith("-"))
                .toList();
    }

    /** Packages that are known to work although their install scripts do not run. */
    List<String> withoutScripts() {
        return names(LanguageSettings.NODE_SCRIPTS).stream()
                .filter(name -> name.startsWith("-"))
                .map(name -> name.substring(1))
                .toList();
    }

    /** Packages that carry programs of other platforms besides the right one. */
    List<String> foreign() {
        return names(LanguageSettings.NODE_FOREIGN);
    }

    private List<String> names(SettingKey<List<String>> key) {
        return settings.find(key)
                .map(setting -> List.copyOf(new TreeSet<>(setting.value())))
                .orElse(List.of());
    }

    /** Packages with install scripts that nobody has decided about. */
    List<String> undecidedScripts() {
        return project.lock().packagesWithScripts(project.member()).stream()
                .filter(name -> !scripts().contains(name) && !withoutScripts().contains(name))
                .toList();
    }

    /** Directories of installed packages, relative to the lock file. */
    List<String> packageTrees() {
        List<String> trees = new ArrayList<>(List.of("node_modules"));
        List<String> workspaces = project.workspaces(isDevelopment());
        // Where others than npm put packages, their locks do not tell.
        (project.lock().installer() == Installer.NPM ? project.lock().withPackages(workspaces) : workspaces)
                .forEach(workspace -> trees.add(workspace + "/node_modules"));
        return trees;
    }

    /** The words for node that compile what changes; empty when the build script is more than a call of tsc. */
    List<String> compiler() {
        String[] words = json.script("build").orElse("").strip().split("\\s+");
        if (!isDevelopment()
                || !words[0].equals("tsc")
                || !json.script("build").get().matches("[A-Za-z0-9_./ -]+")) {
            return List.of();
        }
        String packages = "node_modules/typescript";
        boolean own = project.lock().has(project.inProject(packages));
        List<String> compiler = new ArrayList<>(List.of((own ? "" : project.wayToRoot()) + packages + "/bin/tsc"));
        compiler.addAll(List.of(words).subList(1, words.length));
        compiler.addAll(List.of("--watch", "--preserveWatchOutput"));
        return compiler;
    }

    /** Everything that the build may read. */
    SourceFiles sources() {
        List<String> unwanted = new ArrayList<>(NOT_SOURCES);
        unwanted.add(SecretFiles.GLOB);
        Path results = module.workDirectory();
        if (results.startsWith(module.source())) {
            unwanted.add(project.inProject(
                    module.source().relativize(results).getName(0).toString()));
        }
        // What the developer's own builds left there; files that are gone from the sources would stay.
        builtDirectory().ifPresent(unwanted::add);
        unwanted.addAll(builtInWorkspaces());
        return new SourceFiles(project.root(), project.parts(), unwanted);
    }

    /** The directory of the project that the build script fills; empty without one, and when that is among the sources. */
    Optional<String> builtDirectory() {
        return json.script("build")
                .flatMap(script -> entry.file())
                .flatMap(NodeService::builtDirectory)
                .map(project::inProject);
    }

    /** The same of workspaces. */
    List<String> builtInWorkspaces() {
        List<String> built = new ArrayList<>();
        for (String workspace : project.workspaces(true)) {
            PackageJson own = manifest(workspace);
            own.main()
                    .filter(main -> own.script("build").isPresent())
                    .flatMap(NodeService::builtDirectory)
                    .ifPresent(directory -> built.add(workspace + "/" + directory));
        }
        return built;
    }

    /** The directory that a build makes when this file is in it; empty for one among the sources. */
    private static Optional<String> builtDirectory(String file) {
        Path path = Path.of(file).normalize();
        return Optional.of(path.getName(0).toString())
                .filter(directory -> path.getNameCount() > 1 && !directory.equals("src"));
    }

    /** The service's own files that get into the image, once they are built. */
    SourceFiles application(Path from) {
        List<String> unwanted = new ArrayList<>(NOT_SOURCES);
        unwanted.add(SecretFiles.GLOB);
        List<String> wanted = new ArrayList<>();
        boolean everything = json.files().isEmpty()
                && entry.file().filter(file -> !file.contains("/")).isPresent();
        if (isDevelopment() || everything) {
            wanted.addAll(isDevelopment() || !project.isWorkspace() ? project.parts() : List.of(project.member()));
            if (!isDevelopment()) {
                NOT_APPLICATION.stream()
                        .map(pattern -> pattern.startsWith("{,**/}") ? pattern : project.inProject(pattern))
                        .forEach(unwanted::add);
            }
            sources().unwanted().stream()
                    .filter(pattern -> !hasBuildScript() && !unwanted.contains(pattern))
                    .forEach(unwanted::add);
        } else {
            wanted.add(project.inProject(PackageJson.NAME));
            entry.file()
                    .map(file -> file.contains("/") ? Path.of(file).getName(0).toString() : file)
                    .map(project::inProject)
                    .ifPresent(wanted::add);
            json.files().stream()
                    .map(NodeService::withoutWildcards)
                    .map(project::inProject)
                    .forEach(wanted::add);
        }
        project.workspaces(isDevelopment()).stream()
                .filter(workspace -> !workspace.equals(project.member()))
                .forEach(wanted::add);
        return new SourceFiles(from, wanted, unwanted);
    }

    private static String withoutWildcards(String pattern) {
        String path = pattern.replaceFirst("^\\.?/", "");
        int wildcard = path.indexOf('*');
        String prefix = wildcard < 0 ? path : path.substring(0, path.lastIndexOf('/', wildcard) + 1);
        return prefix.isEmpty() ? "." : prefix;
    }
}
