package io.github.sosapp.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.testing.FakeRegistry;
import io.github.sosapp.testing.Fault;
import io.github.sosapp.testing.FaultPlan;
import io.github.sosapp.testing.MavenBuild;
import io.github.sosapp.testing.Required;
import io.github.sosapp.testing.ServiceProject;
import io.github.sosapp.testing.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a push that takes a while draws: a bar for a person at a terminal, lines for a log, nothing for who wants quiet. */
class TerminalIT {

    private static final Pattern BAR = Pattern.compile("\r  uploading  \\[(=*) *] (\\S+ \\S+) of (\\S+ \\S+)");

    @TempDir
    private static Path shared;

    private static ServiceProject service;
    private static MavenBuild maven;

    private FakeRegistry registry;

    @BeforeAll
    static void buildOnce() throws Exception {
        Required.program("go", "the Go distribution");
        Required.program("python3", "apt-get install python3");
        service = ServiceProject.create(shared.resolve("service"));
        byte[] data = new byte[60 << 20];
        new Random(1).nextBytes(data);
        Files.write(service.directory().resolve("data.bin"), data);
        maven = MavenBuild.of(service.directory(), shared.resolve("home"))
                .with("-Dsos.files.data.from=data.bin", "-Dsos.files.data.to=/data.bin", "-Dsos.compression=gzip:fast");
        maven.succeeds("package");
    }

    @BeforeEach
    void openSlowRegistry() {
        registry = FakeRegistry.open();
        // At least eight seconds for the data.
        registry.withFaults(FaultPlan.none().always("PUT", "/blobs/uploads/", call -> {
            registry.content().forgive(call.exchange());
            Fault.slowly(7_000_000).happen(call);
        }));
    }

    @AfterEach
    void everythingWasPushed() throws Exception {
        assertThat(registry.violations()).isEmpty();
        assertThat(registry.tag("team/emergency-service", "1.4.0-SNAPSHOT")).hasToString(service.digest());
        registry.close();
    }

    @Test
    void aPersonAtATerminalSeesABarThatIsGoneInTheEnd() throws Exception {
        String drawn = push(maven.startedBy(Terminal.PROGRAM.toArray(String[]::new))
                .interactive()
                .environment("TERM", "xterm"));

        List<MatchResult> bars = BAR.matcher(drawn).results().toList();
        assertThat(bars).hasSizeGreaterThan(5);
        assertThat(bars.stream().map(bar -> bar.group(1).length()))
                .isSorted()
                .last()
                .isNotEqualTo(0);
        List<String> seen = Terminal.showing(drawn);
        assertThat(seen).noneMatch(line -> line.contains("uploading"));
        assertThat(seen).anyMatch(line -> line.matches("\\[INFO]   1 platform, .* uploaded \\(.*"));
        assertThat(drawn).doesNotContain("[INFO]   uploading");
    }

    @Test
    void aLogGetsALineNowAndThenAndNoBar() throws Exception {
        String written = push(maven);

        assertThat(written).doesNotContain("\r");
        assertThat(written.lines().filter(line -> line.contains("uploading")))
                .isNotEmpty()
                .allMatch(line -> line.matches("\\[INFO]   uploading  \\S+ \\S+ of \\S+ \\S+"));
    }

    @Test
    void whoWantsQuietGetsNeither() throws Exception {
        String drawn = push(maven.startedBy(Terminal.PROGRAM.toArray(String[]::new))
                .interactive()
                .environment("TERM", "xterm")
                .with("-q"));

        assertThat(Terminal.showing(drawn)).allMatch(String::isEmpty);
    }

    /** Everything that was written, carriage returns included. */
    private String push(MavenBuild build) throws Exception {
        build.with("-Dsos.registry=" + registry.host() + "/team", "-Dsos.insecureRegistries=" + registry.host())
                .succeeds("sos:push");
        return Files.readString(build.log());
    }
}
