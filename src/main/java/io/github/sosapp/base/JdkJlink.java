package io.github.sosapp.base;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** The jlink of a JDK on this machine: of the one that runs Maven, else of one that Maven's toolchains name. */
public final class JdkJlink implements Jlink {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final Pattern TRACE =
            Pattern.compile("\\s+at .*|\\s+\\.\\.\\. .*|(Caused by: )?[\\w.$]+\\.[\\w$]+(Exception|Error)(: .*)?");

    private interface Run {

        CommandResult with(List<String> arguments) throws IOException, InterruptedException;
    }

    private final String version;
    private final Run run;

    private JdkJlink(String version, Run run) {
        this.version = version;
        this.run = run;
    }

    /** That of the Java that runs this process; empty when it is of another release, or no JDK. */
    public static Optional<Jlink> ofThisProcess(int feature) {
        return Runtime.version().feature() != feature
                ? Optional.empty()
                : ToolProvider.findFirst("jlink")
                        .map(tool -> new JdkJlink(
                                Runtime.version().toString(), arguments -> inThisProcess(tool, arguments)));
    }

    /** That of a JDK elsewhere. */
    public static Jlink at(Path program, String version, CommandRunner programs, Map<String, String> environment) {
        return new JdkJlink(version, arguments -> {
            List<String> words = new ArrayList<>(List.of(program.toString()));
            words.addAll(arguments);
            return programs.run(new Command(words, environment, program.getParent(), LIMIT));
        });
    }

    /** What the program says of its version; empty when it cannot be asked. */
    public static String versionOf(Path program, CommandRunner programs) {
        try {
            Command command =
                    new Command(List.of(program.toString(), "--version"), Map.of(), program.getParent(), LIMIT);
            return programs.run(command).output().strip();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    // One at a time: nobody promises that two runs in one process leave each other alone.
    private static synchronized CommandResult inThisProcess(ToolProvider tool, List<String> arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int exitCode = tool.run(new PrintWriter(output), new PrintWriter(errors), arguments.toArray(String[]::new));
        return new CommandResult(exitCode, output.toString(), errors.toString());
    }

    // After its message jlink prints the stack trace of its own exception.
    private static List<String> withoutTraces(List<String> complaint) {
        List<String> words = complaint.stream()
                .filter(line -> !TRACE.matcher(line).matches())
                .toList();
        return words.isEmpty() ? complaint.subList(0, Math.min(1, complaint.size())) : words;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void run(List<String> arguments, Path directory) {
        try {
            CommandResult result = run.with(arguments);
            if (!result.succeeded()) {
                throw BuildFailure.ofUser("jlink cannot cut the Java runtime")
                        .because("jlink of Java " + version + " says:")
                        .listing(withoutTraces(result.complaint()))
                        .remedy("name modules that exist in sos.java.modules, or use the packaged runtime:"
                                + " -Dsos.java.runtime=packaged");
            }
        } catch (IOException e) {
            throw BuildFailure.ofWorld("jlink of Java " + version + " cannot be run in " + directory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("use the packaged runtime: -Dsos.java.runtime=packaged");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw BuildFailure.ofWorld("the build was interrupted").causedBy(e).remedy("run it again");
        }
    }
}
