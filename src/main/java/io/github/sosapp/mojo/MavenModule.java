package io.github.sosapp.mojo;

import io.github.sosapp.base.BaseLock;
import io.github.sosapp.base.JdkJlink;
import io.github.sosapp.base.Jlink;
import io.github.sosapp.base.image.ModuleImages;
import io.github.sosapp.goal.Project;
import io.github.sosapp.http.ProxySettings;
import io.github.sosapp.process.CommandRunner;
import io.github.sosapp.registry.KnownBlobs;
import io.github.sosapp.registry.auth.ServerLogin;
import io.github.sosapp.report.GitHubFiles;
import io.github.sosapp.report.ResultFiles;
import io.github.sosapp.secret.Secret;
import io.github.sosapp.service.java.JavaModule;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.License;
import org.apache.maven.model.Model;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.apache.maven.toolchain.ToolchainManager;

/** What Maven, its settings.xml and the environment say about the module, as the goals want it. */
final class MavenModule {

    private final MavenSession session;
    private final MavenProject project;
    private final MojoExecution execution;
    private final SettingsDecrypter decrypter;
    private final Map<String, String> environment;
    private final ProjectDependenciesResolver resolver;
    private final ToolchainManager toolchains;
    private Project described;

    MavenModule(
            MavenSession session,
            MavenProject project,
            MojoExecution execution,
            SettingsDecrypter decrypter,
            ProjectDependenciesResolver resolver,
            ToolchainManager toolchains,
            Map<String, String> environment) {
        this.session = session;
        this.project = project;
        this.execution = execution;
        this.decrypter = decrypter;
        this.resolver = resolver;
        this.toolchains = toolchains;
        this.environment = environment;
    }

    Map<String, String> environment() {
        return environment;
    }

    Path home() {
        return Path.of(System.getProperty("user.home"));
    }

    boolean isOffline() {
        return session.isOffline();
    }

    /** File times are for the quick loop of a developer; a CI machine restores them from anywhere. */
    boolean trustsFileTimes() {
        return environment.getOrDefault("CI", "").isEmpty();
    }

    String pluginVersion() {
        return execution.getMojoDescriptor().getPluginDescriptor().getVersion();
    }

    /** Differs between any two builds of the plugin, also between two snapshots of one version. */
    String pluginIdentity() {
        var artifact = execution.getMojoDescriptor().getPluginDescriptor().getPluginArtifact();
        try {
            boolean isJar = artifact != null
                    && artifact.getFile() != null
                    && artifact.getFile().isFile();
            return pluginVersion() + (isJar ? " " + sums(artifact.getFile()) : "");
        } catch (IOException e) {
            return pluginVersion();
        }
    }

    // The sums that the jar has of its files, two of all of them: the JVM has read them, and a young one takes its time
    // to read all or to compute SHA-256. This is to tell builds apart, not to prove anything.
    private static String sums(File jar) throws IOException {
        CRC32 sum = new CRC32();
        Adler32 other = new Adler32();
        try (ZipFile zip = new ZipFile(jar)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] line = (entry.getName() + " " + entry.getCrc() + " ").getBytes(StandardCharsets.UTF_8);
                sum.update(line);
                other.update(line);
            }
        }
        return Long.toHexString(sum.getValue()) + Long.toHexString(other.getValue());
    }

    Project project() {
        if (described == null) {
            described = describe();
        }
        return described;
    }

    private Project describe() {
        Model model = project.getModel();
        return new Project(
                project.getArtifactId(),
                project.getVersion(),
                text(project.getName()),
                text(model.getDescription()),
                text(model.getUrl()),
                project.getOrganization() == null
                        ? ""
                        : text(project.getOrganization().getName()),
                project.getLicenses().stream()
                        .map(License::getName)
                        .filter(name -> name != null)
                        .toList(),
                pomFiles(),
                directory(),
                buildDirectory(),
                new ProjectTime(session, project).of(environment),
                "",
                project.getPackaging().equals("sos-image") || isLanguageSetHere());
    }

    /** The property with which Maven is told to leave tests out, as its own plugins know it; empty when they are wanted. */
    Optional<String> testsSkippedBy() {
        return List.of("skipTests", "maven.test.skip").stream()
                .filter(name -> session.getUserProperties()
                        .getProperty(name, project.getProperties().getProperty(name, ""))
                        .equals("true"))
                .findFirst();
    }

    private Path directory() {
        return project.getBasedir() == null
                ? Path.of("").toAbsolutePath()
                : project.getBasedir().toPath().toAbsolutePath().normalize();
    }

    // Without a POM, Maven leaves an expression in it that nothing replaces.
    private Path buildDirectory() {
        return project.getBasedir() == null
                ? directory().resolve("target")
                : Path.of(project.getBuild().getDirectory()).toAbsolutePath().normalize();
    }

    JavaModule java() {
        return new MavenJava(session, project, resolver).module(project().directory());
    }

    /** A module that aggregates others holds a service only if its own POM says so; an inherited setting does not count. */
    boolean onlyAggregates() {
        return project.getPackaging().equals("pom") && !isLanguageSetHere();
    }

    /**
     * True for a module that no goal after {@code build} can do anything with. When such a goal is called by name and
     * nothing at all is built here, a library cannot be told from a service, and "nothing to do" would be no answer.
     */
    boolean hasNoImage() {
        boolean isLibrary = !project.getPackaging().equals("sos-image")
                && !hasImages(project)
                && !(isCalledByName() && nothingIsBuilt());
        return onlyAggregates() || isLibrary;
    }

    private boolean isCalledByName() {
        return execution.getExecutionId().startsWith("default-cli");
    }

    private boolean nothingIsBuilt() {
        return session.getProjects().stream().noneMatch(MavenModule::hasImages);
    }

    private static boolean hasImages(MavenProject project) {
        return Files.isDirectory(Path.of(project.getBuild().getDirectory(), "sos"));
    }

    /** Makes the image descriptor the module's artifact, or attaches it where the module has another one. */
    void attach(Path description, MavenProjectHelper helper) {
        if (project.getPackaging().equals("sos-image")) {
            project.getArtifact().setFile(description.toFile());
        } else {
            helper.attachArtifact(project, "json", "image", description.toFile());
        }
    }

    /** Packaging sos-image cannot be installed or deployed without a file, so a skipped module gets one that says so. */
    void attachSkipped() {
        if (project.getPackaging().equals("sos-image")) {
            Path file = project().workDirectory().resolve("skipped.json");
            ResultFiles.replace(file, "{\"skipped\": true}\n".getBytes(StandardCharsets.US_ASCII), file.getParent());
            project.getArtifact().setFile(file.toFile());
        }
    }

    PostponedPushes postponedPushes() {
        return new PostponedPushes(
                session, project, execution.getMojoDescriptor().getPluginDescriptor());
    }

    /** What the pushes of this Maven session know, kept where all modules find it. */
    KnownBlobs knownBlobs() {
        return new KnownBlobs(sharedTexts(KnownBlobs.class.getName()));
    }

    /** Texts that all modules of this Maven session share. */
    @SuppressWarnings("unchecked")
    ConcurrentMap<String, String> sharedTexts(String name) {
        Map<String, Object> shared = session.getPluginContext(
                execution.getMojoDescriptor().getPluginDescriptor(), session.getTopLevelProject());
        synchronized (session) {
            return (ConcurrentMap<String, String>)
                    shared.computeIfAbsent(name, key -> new ConcurrentHashMap<String, String>());
        }
    }

    /** The images of other modules. */
    ModuleImages images() {
        return new MavenImages(session, project, resolver);
    }

    /**
     * Where the lock of the bases is: beside the module's POM, or beside a parent's above it. The nearest one that exists;
     * else where it would be written, beside the topmost.
     */
    Path lockFile() {
        Path directory = project().directory();
        List<Path> places = new ArrayList<>(List.of(directory.resolve(BaseLock.FILE_NAME)));
        for (Path pom : pomFiles()) {
            if (directory.startsWith(pom.getParent())) {
                places.add(pom.resolveSibling(BaseLock.FILE_NAME));
            }
        }
        return places.stream().filter(Files::isRegularFile).findFirst().orElse(places.get(places.size() - 1));
    }

    /** What that file says; empty when it does not exist. */
    Optional<BaseLock> lock() {
        return Optional.of(lockFile()).filter(Files::isRegularFile).map(BaseLock::read);
    }

    /** The jlink of a JDK of that release which Maven's toolchains name. */
    Optional<Jlink> toolchainJlink(int feature, CommandRunner programs) {
        return toolchains.getToolchains(session, "jdk", Map.of("version", Integer.toString(feature))).stream()
                .map(jdk -> jdk.findTool("jlink"))
                .filter(program -> program != null)
                .findFirst()
                .map(program -> JdkJlink.at(
                        Path.of(program), JdkJlink.versionOf(Path.of(program), programs), programs, Map.of()));
    }

    /** The one thing that all modules of a build share. */
    Object session() {
        return session;
    }

    private boolean isLanguageSetHere() {
        return new SettingPlaces(session, project, execution, environment).isSetHere("language");
    }

    private static String text(String value) {
        return value == null ? "" : value.strip();
    }

    private List<Path> pomFiles() {
        List<Path> files = new ArrayList<>();
        for (MavenProject pom = project; pom != null; pom = pom.getParent()) {
            if (pom.getFile() != null) {
                files.add(pom.getFile().toPath().toAbsolutePath().normalize());
            }
        }
        return files;
    }

    GitHubFiles gitHubFiles() {
        return new GitHubFiles(file("GITHUB_OUTPUT"), file("GITHUB_STEP_SUMMARY"));
    }

    private Optional<Path> file(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** The logins of settings.xml, decrypted. Only called when something is pushed or inspected. */
    List<ServerLogin> serverLogins() {
        var request = new DefaultSettingsDecryptionRequest();
        request.setServers(session.getSettings().getServers());
        SettingsDecryptionResult decrypted = decrypter.decrypt(request);
        return decrypted.getServers().stream()
                .filter(server -> server.getUsername() != null && server.getPassword() != null)
                .map(server -> new ServerLogin(server.getId(), server.getUsername(), new Secret(server.getPassword())))
                .toList();
    }

    /** The active proxy of settings.xml for https. */
    Optional<ProxySettings> proxy() {
        var request = new DefaultSettingsDecryptionRequest();
        request.setProxies(session.getSettings().getProxies());
        return decrypter.decrypt(request).getProxies().stream()
                .filter(proxy -> proxy.isActive())
                .min(java.util.Comparator.comparing(proxy -> !"https".equals(proxy.getProtocol())))
                .map(proxy -> new ProxySettings(
                        proxy.getHost(),
                        proxy.getPort(),
                        Optional.ofNullable(proxy.getUsername()),
                        Optional.ofNullable(proxy.getPassword()).map(Secret::new),
                        proxy.getNonProxyHosts()));
    }
}
