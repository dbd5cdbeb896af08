package io.github.sosapp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs the real {@code mvn} on a project, as a user would, in an environment of its own: nothing of this machine's user
 * reaches it but the caches of Maven and Go. Which Maven and which Java is said by {@code sos.it.mavenHome} and {@code
 * sos.it.javaHome}.
 */
public final class MavenBuild {

    private static final List<String> PASSED_ON =
            List.of("PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "https_proxy", "no_proxy", "SSL_CERT_FILE");
    private static final List<String> OF_GO = List.of("GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GONOSUMDB");
    private static final String SKIP_TESTS = "-DskipTests";
    // npm gives a connection that says nothing up after five minutes, and tries again.
    private static final int LONGEST_MINUTES = 10;

    private final Path project;
    private final Path home;
    private final Map<String, String> environment;
    private final List<String> program;
    private final List<String> arguments;
    private final boolean batch;

    private MavenBuild(
            Path project,
            Path home,
            Map<String, String> environment,
            List<String> program,
            List<String> arguments,
            boolean batch) {
        this.project = project;
        this.home = home;
        this.environment = environment;
        this.program = program;
        this.arguments = arguments;
        this.batch = batch;
    }

    /**
     * A build of the project in that directory.
     *
     * @param home home directory of the user who builds; caches of the plugin are in its {@code .cache}
     */
    public static MavenBuild of(Path project, Path home) {
        Map<String, String> own = System.getenv();
        Map<String, String> environment = new TreeMap<>();
        PASSED_ON.stream().filter(own::containsKey).forEach(name -> environment.put(name, own.get(name)));
        environment.put("HOME", home.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("JAVA_HOME", System.getProperty("sos.it.javaHome", System.getProperty("java.home")));
        environment.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.home=" + home);
        environment.put("XDG_CACHE_HOME", home.resolve(".cache").toString());
        environment.putAll(GoCaches.FOUND);
        return new MavenBuild(project, home, environment, List.of(program()), List.of(SKIP_TESTS), true);
    }

    /**
     * The same build with the tests of the services themselves, which are left out else: hundreds of builds would take
     * minutes longer.
     */
    public MavenBuild withTests() {
        return new MavenBuild(
                project,
                home,
                environment,
                program,
                arguments.stream().filter(word -> !word.equals(SKIP_TESTS)).toList(),
                batch);
    }

    /** The same build with further words on the command line. */
    public MavenBuild with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new MavenBuild(project, home, environment, program, all, batch);
    }

    /** The same build as a person would start it, without {@code -B}. */
    public MavenBuild interactive() {
        return new MavenBuild(project, home, environment, program, arguments, false);
    }

    public MavenBuild inDirectory(Path otherProject) {
        return new MavenBuild(otherProject, home, environment, program, arguments, batch);
    }

    public MavenBuild environment(String name, String value) {
        Map<String, String> changed = new TreeMap<>(environment);
        changed.put(name, value);
        return new MavenBuild(project, home, changed, program, arguments, batch);
    }

    /** The same build by another Maven, {@code bin} being in that directory. */
    public MavenBuild maven(Path mavenHome) {
        List<String> other = new ArrayList<>(program.subList(0, program.size() - 1));
        other.add(mavenHome.resolve("bin").resolve("mvn").toString());
        return new MavenBuild(project, home, environment, other, arguments, batch);
    }

    /** The same build, started by a program that changes something for it: {@code setpriv}, {@code sh -c …}. */
    public MavenBuild startedBy(String... words) {
        List<String> longer = new ArrayList<>(List.of(words));
        longer.addAll(program);
        return new MavenBuild(project, home, environment, longer, arguments, batch);
    }

    /** Runs {@code mvn} with the words of this build and these. */
    public MavenOutcome run(String... goals) throws IOException, InterruptedException {
        Process process = start(goals);
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(List.of(goals) + " did not end:\n" + Files.readString(log()));
        }
        // Not strictly UTF-8: a test may give Maven another encoding.
        String said = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
        return new MavenOutcome(process.exitValue(), said.lines().toList());
    }

    /** Where the running or last {@code mvn} of this home writes what it says. */
    public Path log() {
        return home.resolve("mvn.log");
    }

    /** What the running or last {@code mvn} of this home has said so far. */
    public String said() {
        try {
            return new String(Files.readAllBytes(log()), StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }

    /** Starts {@code mvn} and waits for nothing. One at a time for each home. */
    public Process start(String... goals) throws IOException {
        Files.createDirectories(home);
        Path settings = home.resolve("settings.xml");
        if (!Files.exists(settings)) {
            Files.writeString(settings, settings(""));
        }
        List<String> words = new ArrayList<>(program);
        words.addAll(batch ? List.of("-B") : List.of());
        words.addAll(List.of("-ntp", "-s", settings.toString(), "-Dmaven.repo.local=" + localRepository()));
        words.addAll(arguments);
        words.addAll(List.of(goals));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** Runs {@code mvn} and expects success. */
    public MavenOutcome succeeds(String... goals) throws IOException, InterruptedException {
        MavenOutcome outcome = run(goals);
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        return outcome;
    }

    private static String program() {
        String maven = System.getProperty("sos.it.mavenHome", "");
        return maven.isEmpty() ? "mvn" : Path.of(maven, "bin", "mvn").toString();
    }

    private static Path localRepository() {
        String repository = System.getProperty("sos.it.localRepository", "");
        return repository.isEmpty() ? ownRepository() : Path.of(repository);
    }

    /** The repository of the Maven that runs these tests; surefire and failsafe say where it is. */
    private static Path ownRepository() {
        String repository = System.getProperty("localRepository", "");
        return repository.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".m2", "repository")
                : Path.of(repository);
    }

    /** A settings.xml that gives Maven what it has fetched already, and with {@code more} in it. */
    public static String settings(String more) {
        String repository = """
                <id>fetched-already</id>
                <url>%s</url>
                <releases><enabled>true</enabled><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>true</enabled><checksumPolicy>ignore</checksumPolicy></snapshots>
                """.formatted(ownRepository().toUri());
        return """
                <settings>
                  %2$s
                  <profiles><profile>
                    <id>fetched-already</id>
                    <repositories><repository>%1$s</repository></repositories>
                    <pluginRepositories><pluginRepository>%1$s</pluginRepository></pluginRepositories>
                  </profile></profiles>
                  <activeProfiles><activeProfile>fetched-already</activeProfile></activeProfiles>
                </settings>
                """.formatted(repository, more);
    }

    /** Where this machine's go keeps releases, modules and compiled packages; without them every test would compile all. */
    private static final class GoCaches {

        static final Map<String, String> FOUND = find();

        private static Map<String, String> find() {
            Map<String, String> found = new TreeMap<>();
            try {
                List<String> words = new ArrayList<>(List.of("go", "env"));
                words.addAll(OF_GO);
                Process go = new ProcessBuilder(words).start();
                List<String> lines =
                        new String(go.getInputStream().readAllBytes()).lines().toList();
                for (int i = 0; i < OF_GO.size() && i < lines.size(); i++) {
                    if (!lines.get(i).isEmpty()) {
                        found.put(OF_GO.get(i), lines.get(i));
                    }
                }
            } catch (IOException noGo) {
                // Then no test that needs go runs.
            }
            return found;
        }
    }
}
