package io.github.sosapp.mojo;

import com.google.cloud.tools.jib.maven.extension.JibMavenPluginExtension;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.goal.BuildLog;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/**
 * What all goals share: settings, skipping, and the translation of failures. The parameters below only document the
 * settings for Maven, its help and editors; their values are read by {@link SettingPlaces}, except what
 * {@link JibExtensions} are configured with.
 * Those that may be written in more than one shape are of the type that takes every shape.
 */
@SuppressWarnings("unused")
abstract class AbstractSosMojo extends AbstractMojo {

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    /** Name of the image without tag. */
    @Parameter
    private String image;

    /** Registry and owner that images are pushed to, for example {@code ghcr.io/sos-app}; building needs none. */
    @Parameter
    private String registry;

    /** Tags, comma-separated; {@code +name} adds to and {@code -name} takes from the default ones. */
    @Parameter
    private PlexusConfiguration tags;

    /** Which image of the service to build: {@code production}; for Go also {@code production-debian} and {@code production-alpine}, which have a shell and a health check; for Go, Java and Node.js also {@code development}, which listens for a debugger. */
    @Parameter
    private String target;

    /** Platforms, comma-separated; {@code native} is this machine's. */
    @Parameter
    private PlexusConfiguration platforms;

    /**
     * Who builds: {@code daemonless} uses the language's own tools on this machine; {@code docker} lets a Docker Engine carry
     * out the {@code Dockerfile} of the module, or one that is made for it.
     */
    @Parameter
    private String engine;

    /** <code>docker.builder</code>: Which builder: {@code buildkit} or {@code classic} of the Docker Engine, {@code auto} for BuildKit where the engine has it; {@code buildx} for the builder in use of {@code docker buildx}, {@code buildx:<name>} for another of its builders. <code>docker.cacheFrom</code>: Where a buildx builder finds results of earlier builds: words of {@code docker buildx build --cache-from}, parted by spaces; {@code {platform}} in them is for example {@code linux-arm64}. <code>docker.cacheTo</code>: Where a buildx builder writes its results for other builds: words of {@code --cache-to}, parted by spaces; with several platforms each has {@code {platform}} in it. <code>docker.timeout</code>: Time that the Docker Engine may take to build for one platform. */
    @Parameter
    private PlexusConfiguration docker;

    /** Build arguments of the module's own {@code Dockerfile}; never secrets, because images show them. */
    @Parameter
    private Map<String, String> buildArgs;

    /** Secrets that a Dockerfile may read with {@code RUN --mount=type=secret,id=<name>} in a buildx builder: {@code env:NAME} or {@code file:PATH}, never the secret itself. */
    @Parameter
    private PlexusConfiguration secrets;

    /** Agents and keys that a Dockerfile may use with {@code RUN --mount=type=ssh} in a buildx builder: words of {@code --ssh}, parted by spaces, for example {@code default}. */
    @Parameter
    private String ssh;

    /** Whether the goal {@code dockerfile} replaces files that it did not write, or that were changed since. */
    @Parameter
    private PlexusConfiguration dockerfile;

    /**
     * What the image starts from: {@code scratch} (nothing at all), {@code packages:<suite>}, an image of a registry, {@code
     * layout:<directory>} or {@code module:<groupId>:<artifactId>}.
     */
    @Parameter
    private String base;

    /** Debian packages in a base of packages besides those of the language, comma-separated. */
    @Parameter
    private PlexusConfiguration packages;

    /** <code>debian.mirror</code>: Addresses of Debian mirrors, comma-separated, the next one for what the one before does not have; for example {@code https://mirror.example.com/debian}. <code>debian.securityMirror</code>: Addresses of mirrors of Debian's security updates, comma-separated. <code>debian.image</code>: Image of Debian whose apt sources name the mirror when neither a setting nor this machine does. <code>debian.keyring</code>: File of OpenPGP public keys whose archives are trusted besides Debian's own. */
    @Parameter
    private PlexusConfiguration debian;

    /** Language of the service: {@code go}, {@code java}, {@code node} or {@code python}; needed where the files do not tell, and in {@code pom} modules. */
    @Parameter
    private String language;

    /** Directory of the service, relative to the module. */
    @Parameter
    private String source;

    /** TCP port that the service listens on. */
    @Parameter
    private String port;

    /** Numeric {@code uid} or {@code uid:gid} that the service runs as. */
    @Parameter
    private String user;

    /** Working directory of the service, absolute. */
    @Parameter
    private String workdir;

    /** Program and arguments that start the service. */
    @Parameter
    private String entrypoint;

    /** Arguments that a user of the image may replace. */
    @Parameter
    private String args;

    /** Directories that hold data, comma-separated, absolute. */
    @Parameter
    private PlexusConfiguration volumes;

    /** Signal that ends the service, for example {@code SIGTERM}. */
    @Parameter
    private String stopSignal;

    /** <code>health</code>: Health check as program and arguments, run without a shell; {@code none} for no check. <code>health.path</code>: Path that the default health check asks. <code>health.interval</code>: Time between two health checks. <code>health.timeout</code>: Time after which a health check has failed. <code>health.startPeriod</code>: Time after the start in which failed checks do not count. <code>health.retries</code>: Failed checks in a row that make a container unhealthy. */
    @Parameter
    private PlexusConfiguration health;

    /** How layers are compressed: {@code gzip}, {@code gzip:fast}, {@code gzip:best} or {@code zstd}. */
    @Parameter
    private String compression;

    /** Trusted certificates in a scratch image: {@code bundled}, {@code none}, or a PEM file relative to the module. */
    @Parameter
    private String certificates;

    /** <code>go.version</code>: Go release that compiles the service, three parts, for example {@code 1.21.13}. <code>go.main</code>: Directory of the main package, relative to the source, for example {@code cmd/server}. <code>go.tags</code>: Build tags, comma-separated. */
    @Parameter
    private Map<String, String> go;

    /** <code>upx</code>: Whether the program of a Go service is packed with UPX: {@code off}, {@code on}, or {@code auto}, which packs it where the compressed layer gets at least 15 % smaller. Packed programs start slower and take more memory. <code>upx.args</code>: How well UPX packs, for example {@code --best} or {@code -1}. <code>upx.version</code>: UPX release that packs; another one on this machine is refused, because it gives other bytes. */
    @Parameter
    private PlexusConfiguration upx;

    /** <code>java.main</code>: Class that starts the service, for example {@code com.example.Main}. <code>java.content</code>: What the image of a Java service is made of: {@code package} is what {@code mvn package} made; {@code classes} is {@code target/classes} and the libraries, which {@code mvn compile} is enough for. <code>java.options</code>: Options of the Java that runs the service, instead of the default ones; {@code none} for no options. <code>java.version</code>: Java that runs the service on a base of packages: 17 or 21. <code>java.runtime</code>: The Java runtime on a base of packages: {@code packaged} as Debian has it, or {@code jlink} for one that is cut out of Debian's modules, which needs a JDK of the same release on this machine. <code>java.modules</code>: Modules of a runtime that is cut, comma-separated: {@code standard} is a broad set that services share as one layer, {@code auto} is what the service's classes and libraries refer to. */
    @Parameter
    private Map<String, String> java;

    /** <code>node.version</code>: Line of Node.js releases that the service is made for, for example {@code 22}; on a base of packages its newest, or locked, release is put into the image. <code>node.scripts</code>: Packages of npm whose install scripts run on this machine, comma-separated; {@code -name} for one that works although its script does not run. <code>node.foreign</code>: Packages of npm that carry programs of other platforms besides the right one, comma-separated; those of others are left out. <code>node.libc</code>: C library of the base that npm packages are chosen for: {@code glibc} or {@code musl}. */
    @Parameter
    private Map<String, String> node;

    /** <code>python.version</code>: Python that runs the service, for example {@code 3.13}; another one than 3.11 and 3.13 needs a base that is an image. <code>python.module</code>: Module that {@code python -m} starts. <code>python.requirements</code>: File of pinned requirements, relative to the source. <code>python.interpreter</code>: Absolute path of Python in a base that is an image. <code>python.bytecode</code>: Whether modules are in the image in compiled form too, which makes services start several times as fast; takes Linux. */
    @Parameter
    private Map<String, String> python;

    /** <code>bases</code>: Bases that the goal {@code bases} builds, comma-separated. <code>bases.directory</code>: Directory with a folder for each base that the goal {@code bases} knows, relative to the POM. <code>bases.lock</code>: Whether the goal {@code bases} takes the newest packages and pins them in {@code sos-lock.json} before it builds. <code>bases.load</code>: Whether the goal {@code bases} also loads what it built into the Docker Engine of this machine. */
    @Parameter
    private PlexusConfiguration bases;

    /** Whether the goal {@code bases} fetches and makes everything anew. */
    @Parameter
    private String noCache;

    /** Extensions of jib's Maven plugin that may change the plan of a Java image, by their class names, comma-separated; in the POM each may have properties and a configuration. */
    @Parameter
    private PlexusConfiguration pluginExtensions;

    /** Does nothing in every goal when true. */
    @Parameter
    private String skip;

    /** Whether the goal {@code push} pushes; the goal {@code bases} pushes only when true is said. */
    @Parameter
    private String push;

    /** Pushes all images of a reactor after its last module is built, instead of each at its turn. */
    @Parameter
    private String pushAtEnd;

    /** Registries, {@code host[:port]} comma-separated, that may be reached without TLS or with an unknown certificate. */
    @Parameter
    private PlexusConfiguration insecureRegistries;

    /** PEM file with authorities that registries' certificates may come from, besides Java's own. */
    @Parameter
    private String caCertificates;

    /** Time after which a registry or mirror that has sent or taken nothing is given up; then it is asked again. */
    @Parameter
    private PlexusConfiguration http;

    /**
     * File, relative to the module, that the goal {@code load} writes the image to instead of loading it: one archive for
     * {@code docker load}, {@code podman load} and programs that read OCI layouts.
     */
    @Parameter
    private String archive;

    /** Whether the goal {@code check} runs the image: {@code auto} where a Docker Engine answers, {@code required}, or {@code off}. */
    @Parameter
    private PlexusConfiguration check;

    /**
     * Settings of containers that goals start: {@code run.port} and {@code run.envFile}.
     */
    @Parameter
    private PlexusConfiguration run;

    /** <code>dev.debugPort</code>: Port of this machine, on its loopback address alone, where the goals {@code dev} and {@code run} offer the debugger of a {@code development} image. <code>dev.vscode</code>: Whether the goal {@code dev} writes its launch configuration to {@code .vscode/launch.json} of the module when there is no such file, instead of only printing it. */
    @Parameter
    private PlexusConfiguration dev;

    /** Whether the goal {@code explain} also prints the plan of the image. */
    @Parameter
    private String plan;

    /** Image that the goal {@code inspect} looks at, for example {@code ghcr.io/sos-app/auth:1.0}. */
    @Parameter
    private String reference;

    /** Environment variables of the service. */
    @Parameter
    private Map<String, String> env;

    /** Labels of the image, besides the standard ones. */
    @Parameter
    private Map<String, String> labels;

    /** Annotations of the index and the manifests, besides the standard ones. */
    @Parameter
    private Map<String, String> annotations;

    /** Extra files: {@code files.<name>.from} (a file or directory of the module), {@code .to} (absolute), {@code .mode}, {@code .owner}. */
    @Parameter
    private PlexusConfiguration files;

    /** Free for teams; the plugin reads none of them. */
    @Parameter
    private Map<String, String> x;

    // Extensions that want to be given parts of Maven; the map makes only the one that is asked for. A field, because
    // only the two goals that plan an image would use it, and every goal's constructor would have to pass it on.
    @Inject
    private Map<String, JibMavenPluginExtension<?>> injectedExtensions;

    private final SettingsDecrypter decrypter;
    private final ProjectDependenciesResolver resolver;
    private final ToolchainManager toolchains;

    AbstractSosMojo(SettingsDecrypter decrypter, ProjectDependenciesResolver resolver, ToolchainManager toolchains) {
        this.decrypter = decrypter;
        this.resolver = resolver;
        this.toolchains = toolchains;
    }

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        long started = System.nanoTime();
        try {
            Map<String, String> environment = System.getenv();
            Settings settings = settings(new SettingPlaces(session, project, execution, environment));
            MavenModule module =
                    new MavenModule(session, project, execution, decrypter, resolver, toolchains, environment);
            BuildLog log = buildLog(environment);
            Setting<Boolean> skip = settings.get(SettingCatalog.SKIP);
            if (skip.value()) {
                log.info(project.getArtifactId() + " skipped: sos.skip = true (" + skip.origin() + ")");
                skipped(module);
            } else {
                JibExtensions extensions =
                        new JibExtensions(session, project, execution, pluginExtensions, injectedExtensions, log);
                try (Wiring wiring = new Wiring(module, settings, extensions, log)) {
                    run(module, settings, wiring, log);
                }
                failures().forget();
            }
        } catch (BuildFailure failure) {
            throw failures().report(failure);
        } finally {
            // For benchmarks: what the goal itself takes, without the start of Maven.
            getLog().debug(execution.getGoal() + " took " + (System.nanoTime() - started) / 1_000_000 + " ms");
        }
    }

    /** The goal itself. */
    abstract void run(MavenModule module, Settings settings, Wiring wiring, BuildLog log)
            throws MojoExecutionException, MojoFailureException;

    /**
     * Work that may be done at the turn of another module; when it fails, the failure is this module's all the same.
     *
     * @return fails with one of Maven's two exceptions and no other checked one
     */
    final Callable<Void> inTheNameOfThisModule(Runnable work) {
        return () -> {
            try {
                work.run();
                return null;
            } catch (BuildFailure failure) {
                throw failures().report(failure);
            }
        };
    }

    /** The settings as the goal reads them. */
    Settings settings(SettingPlaces places) {
        return places.settings();
    }

    /** What a skipped goal must leave behind for Maven; usually nothing. */
    void skipped(MavenModule module) throws MojoExecutionException, MojoFailureException {}

    private BuildLog buildLog(Map<String, String> environment) {
        Console console =
                new Console(session, project.getArtifactId(), environment, getLog(), Console.Screen.ofThisProcess());
        return new BuildLog(console, console.style(), System::nanoTime);
    }

    private ReportedFailures failures() {
        return new ReportedFailures(session, project, execution.getGoal());
    }
}
