package io.github.sosapp.engine.daemonless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The go program of this machine, which fetches the release that a plan names and compiles with that one. */
final class GoToolchain implements Toolchain, TestTool {

    /** Caches and access, from the environment and configuration of the user; none of them changes a program. */
    static final List<String> ASKED_FOR = List.of(
            "GOCACHE",
            "GOMODCACHE",
            "GOPATH",
            "GOPROXY",
            "GOPRIVATE",
            "GONOPROXY",
            "GONOSUMDB",
            "GOSUMDB",
            "GOINSECURE",
            "GOVCS",
            "GOAUTH");

    // The plan decides these; a bad value of the user's must not matter.
    private static final List<String> NOT_ASKED_WITH = List.of("GOFLAGS", "GOEXPERIMENT", "GOOS", "GOARCH", "GOAMD64");
    private static final String COMPILATION = "build";
    private static final String HOST_VERSION = "GOVERSION";
    // Compilers live for seconds: collecting a quarter as often saves a seventh of their processor time, changes no
    // program, and the largest of them takes no more memory. Still less often saves nothing more.
    private static final String GARBAGE_COLLECTION = "400";
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration COMPILE = Duration.ofHours(1);
    private static final Pattern RELEASE = Pattern.compile("go1\\.(\\d{1,3}).*");
    private static final Pattern VERDICT = Pattern.compile("(ok|FAIL|---|\\?)\\s");
    private static final int FIRST_THAT_SWITCHES = 21;

    private final CommandRunner runner;
    private final Path program;
    private final SortedMap<String, String> environment;
    private final String hostVersion;

    private GoToolchain(CommandRunner runner, Path program, SortedMap<String, String> environment, String hostVersion) {
        this.runner = runner;
        this.program = program;
        this.environment = environment;
        this.hostVersion = hostVersion;
    }

    /** Finds go on the user's path and asks it for the user's own settings. */
    static GoToolchain find(CommandRunner runner, Map<String, String> user, Path workDirectory, boolean offline) {
        Path program = CommandRunner.find("go", user.getOrDefault("PATH", ""))
                .orElseThrow(() -> BuildFailure.ofWorld("this service is built with go, which is not on this machine")
                        .because("no directory of PATH has it")
                        .remedy("install Go 1.21 or newer; it fetches the release that the service names by itself"));
        SortedMap<String, String> environment = ChildEnvironment.of(user, workDirectory.resolve("home"));
        JsonNode settings = ask(runner, program, user, workDirectory);
        for (String name : ASKED_FOR) {
            String value = settings.path(name).asText("");
            if (!value.isEmpty()) {
                environment.put(name, value);
            }
        }
        environment.putIfAbsent("GOGC", GARBAGE_COLLECTION);
        if (offline) {
            environment.put("GOPROXY", "off");
        }
        return new GoToolchain(
                runner, program, environment, settings.path(HOST_VERSION).asText(""));
    }

    @Override
    public SortedMap<String, String> versions(Preparation preparation) {
        return new TreeMap<>(Map.of("go", preparation.toolVersion()));
    }

    // In the user's whole environment, because that is where the answers are; nothing is compiled, fetched or run.
    private static JsonNode ask(CommandRunner runner, Path program, Map<String, String> user, Path directory) {
        Map<String, String> asking = new TreeMap<>(user);
        asking.keySet().removeAll(NOT_ASKED_WITH);
        asking.put("GOTOOLCHAIN", "local");
        asking.put("GOWORK", "off");
        List<String> arguments = new ArrayList<>(List.of(program.toString(), "env", "-json"));
        arguments.addAll(ASKED_FOR);
        arguments.add(HOST_VERSION);
        CommandResult result = start(runner, new Command(arguments, asking, directory, LOOK));
        if (!result.succeeded()) {
            throw BuildFailure.ofWorld("go env failed")
                    .from(program)
                    .listing(GoFailure.shorten(result.complaint()))
                    .remedy("make go env work in a terminal, then build again");
        }
        try {
            return new ObjectMapper().readTree(result.output());
        } catch (JsonProcessingException e) {
            throw BuildFailure.ofWorld("go env -json printed no JSON")
                    .from(program)
                    .causedBy(e)
                    .remedy("check that this program is Go's own, or put Go's directory first on PATH");
        }
    }

    /** Compiles, and checks that the result was compiled by the named release and runs on its platform without help. */
    @Override
    public void run(Preparation preparation) {
        Path output = preparation.output();
        try {
            Files.createDirectories(output.getParent());
            for (Map.Entry<String, String> file : preparation.files().entrySet()) {
                Files.writeString(output.resolveSibling(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write to the directory " + output.getParent())
                    .causedBy(e)
                    .remedy("check its permissions and the free space of the disk");
        }
        requireSuccess(preparation, result(preparation));
        if (preparation.arguments().get(0).equals(COMPILATION)) {
            GoBuildInfo.requireRelease(output, preparation.toolVersion());
            ExecutableFormat.requireStatic(output, preparation.platform());
        }
    }

    /** Whether the user has told go to believe whatever it fetches. */
    boolean checksNothing() {
        return "off".equals(environment.get("GOSUMDB"));
    }

    /** What becomes of a preparation, good or bad. */
    CommandResult result(Preparation preparation) {
        return start(runner, command(preparation));
    }

    void requireSuccess(Preparation preparation, CommandResult result) {
        if (!result.succeeded()) {
            throw GoFailure.of(preparation, result.complaint(), isOffline(command(preparation)));
        }
    }

    @Override
    public Command command(Preparation preparation) {
        requireRelease(preparation.toolVersion());
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(preparation.environment());
        // Otherwise go takes the real path of a directory that is reached through a link, and no longer finds it in
        // go.work.
        all.put("PWD", preparation.directory().toString());
        List<String> arguments = new ArrayList<>(List.of(program.toString()));
        arguments.addAll(preparation.arguments());
        return new Command(arguments, all, preparation.directory(), COMPILE);
    }

    /** Where go got as far as tests it says of each package how they went. */
    @Override
    public void judge(TestRun tests, CommandResult result) {
        boolean hasTested =
                result.output().lines().anyMatch(line -> VERDICT.matcher(line).lookingAt());
        if (!hasTested) {
            requireSuccess(tests.command(), result);
        }
        TestTool.super.judge(tests, result);
    }

    private static boolean isOffline(Command command) {
        return "off".equals(command.environment().get("GOPROXY"));
    }

    private void requireRelease(String wanted) {
        Matcher release = RELEASE.matcher(hostVersion);
        boolean switches = !release.matches() || Integer.parseInt(release.group(1)) >= FIRST_THAT_SWITCHES;
        if (!switches && !hostVersion.equals(wanted)) {
            throw BuildFailure.ofWorld("this service is built with " + wanted + ", this machine has " + hostVersion)
                    .because("go before 1.21 cannot fetch another release")
                    .from(program)
                    .remedy("install " + wanted + ", or Go 1.21 or newer, which fetches " + wanted + " by itself");
        }
    }

    private static CommandResult start(CommandRunner runner, Command command) {
        try {
            return runner.run(command);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("go did not run to its end")
                    .because(e.getMessage())
                    .from(command.arguments().get(0))
                    .causedBy(e)
                    .remedy("run go version in a terminal; if that works, build again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }
}
