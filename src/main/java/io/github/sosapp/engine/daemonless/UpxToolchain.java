package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.LayerWriter;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.Background;
import io.github.sosapp.process.Command;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.process.CommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The upx program of this machine, which packs a program so that it unpacks itself at every start. */
final class UpxToolchain implements Toolchain {

    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration PACK = Duration.ofMinutes(30);
    private static final Pattern VERSION = Pattern.compile("upx (\\d+(?:\\.\\d+)+).*");
    // Raised when the same key would lead to another output or other notes.
    private static final String FORMAT = "1";
    // What upx says of a program that it does not want, as opposed to a disk that is full.
    private static final Pattern UNSUITABLE =
            Pattern.compile("CantPackException|NotCompressibleException|UnknownExecutableFormatException");

    private final CommandRunner runner;
    private final Path program;
    private final String searchPath;
    private final String hostVersion;

    private UpxToolchain(CommandRunner runner, Path program, String searchPath, String hostVersion) {
        this.runner = runner;
        this.program = program;
        this.searchPath = searchPath;
        this.hostVersion = hostVersion;
    }

    /** Finds upx on the user's path. */
    static UpxToolchain find(CommandRunner runner, Map<String, String> user) {
        String searchPath = user.getOrDefault("PATH", "");
        Path program = CommandRunner.find("upx", searchPath)
                .orElseThrow(() -> BuildFailure.ofWorld(
                                "this program is to be packed with upx, which is not on this machine")
                        .because("no directory of PATH has it")
                        .remedy("install it (on Debian and Ubuntu the package upx-ucl), or set sos.upx to off"));
        CommandResult answer = start(
                runner,
                new Command(
                        List.of(program.toString(), "--version"),
                        Map.of("PATH", searchPath),
                        program.getParent(),
                        LOOK));
        Matcher version = VERSION.matcher(answer.output().lines().findFirst().orElse(""));
        return new UpxToolchain(runner, program, searchPath, version.matches() ? version.group(1) : "");
    }

    @Override
    public SortedMap<String, String> versions(Preparation preparation) {
        return new TreeMap<>(Map.of("upx", hostVersion));
    }

    /** Packs, unless the same was packed before, and checks that the packed program is whole and still starts. */
    @Override
    public void run(Preparation preparation) {
        requireVersion(preparation.toolVersion());
        Path output = preparation.output();
        Path plain = Path.of(preparation.arguments().get(preparation.arguments().size() - 1));
        try {
            String key = key(preparation, plain);
            if (Files.isRegularFile(output)
                    && PackedProgram.key(output).equals(key + " " + Digest.ofFile(output))
                    && PackedProgram.read(output).isPresent()) {
                return;
            }
            PackedProgram packed = pack(preparation, plain, output);
            if (!packed.kept()) {
                Files.copy(plain, output, StandardCopyOption.REPLACE_EXISTING);
            }
            packed.write(output, key + " " + Digest.ofFile(output));
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot keep the packed program " + output)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("check the permissions of its directory and the free space of the disk");
        }
    }

    // Paths are not part of it: where a program lies does not decide what it is packed to.
    private String key(Preparation preparation, Path plain) throws IOException {
        List<String> arguments = preparation.arguments();
        return Digest.of(String.join(
                                "\n",
                                FORMAT,
                                hostVersion,
                                Digest.ofFile(plain).toString(),
                                arguments.subList(0, arguments.indexOf("-o")).toString(),
                                preparation.environment().toString())
                        .getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private PackedProgram pack(Preparation preparation, Path plain, Path output) throws IOException {
        Files.deleteIfExists(output);
        Optional<Integer> leastSaving = Optional.ofNullable(
                        preparation.environment().get("SOS_LEAST_SAVING_PERCENT"))
                .map(Integer::valueOf);
        CommandResult result = upx(preparation.arguments(), preparation, PACK);
        if (!result.succeeded()) {
            boolean unsuitable =
                    UNSUITABLE.matcher(result.errors() + result.output()).find();
            if (unsuitable && leastSaving.isPresent()) {
                long layer = layerSize(plain, preparation);
                long size = Files.size(plain);
                return new PackedProgram(
                        preparation.platform(),
                        new PackedProgram.Sizes(size, size, layer, layer),
                        false,
                        Optional.empty());
            }
            throw failed(preparation, result);
        }
        check(preparation, output);
        PackedProgram.Sizes sizes = new PackedProgram.Sizes(
                Files.size(plain), Files.size(output), layerSize(plain, preparation), layerSize(output, preparation));
        boolean kept = leastSaving.map(sizes::isSavedAtLeast).orElse(true);
        return new PackedProgram(
                preparation.platform(), sizes, kept, kept ? tried(preparation, plain, output) : Optional.empty());
    }

    private void check(Preparation preparation, Path output) {
        CommandResult test = upx(List.of("-q", "-t", output.toString()), preparation, LOOK);
        if (!test.succeeded()) {
            throw BuildFailure.ofWorld("upx made a damaged program for " + preparation.platform())
                    .from(output)
                    .listing(GoFailure.shorten(test.complaint()))
                    .remedy("check the disk, try another release with sos.upx.version, or set sos.upx to off");
        }
        ExecutableFormat.requireStatic(output, preparation.platform());
    }

    private Optional<PackedProgram.Start> tried(Preparation preparation, Path plain, Path output) {
        boolean runsHere = System.getProperty("os.name").equals("Linux")
                && preparation.platform().equals(Platform.ofThisMachine());
        return runsHere ? new StartTrial(runner).run(plain, output) : Optional.empty();
    }

    /** Compressed, of a layer that has nothing but the program: what a node pulls. */
    private static long layerSize(Path file, Preparation preparation) throws IOException {
        String wanted = preparation.environment().get("SOS_COMPRESSION");
        Compression compression = Stream.of(Compression.values())
                .filter(value -> value.settingValue().equals(wanted))
                .findFirst()
                .orElseThrow();
        Path directory = Files.createTempDirectory(file.toAbsolutePath().getParent(), "upx-layer");
        try {
            Path blob = new LayerWriter(1, warning -> {})
                    .write(
                            "application",
                            List.of(LayerEntry.file("/app", 0755, Owner.ROOT, FileContent.of(file))),
                            compression,
                            LayerCache.none(),
                            directory)
                    .layer()
                    .blob();
            long size = Files.size(blob);
            Files.delete(blob);
            return size;
        } finally {
            Files.delete(directory);
        }
    }

    private CommandResult upx(List<String> arguments, Preparation preparation, Duration timeout) {
        List<String> commandLine = new ArrayList<>(List.of(program.toString()));
        commandLine.addAll(arguments);
        return start(runner, new Command(commandLine, Map.of("PATH", searchPath), preparation.directory(), timeout));
    }

    private void requireVersion(String wanted) {
        if (!hostVersion.equals(wanted)) {
            throw BuildFailure.ofWorld("this program is packed with upx " + wanted + ", this machine has "
                            + (hostVersion.isEmpty() ? "an upx that does not say its release" : hostVersion))
                    .because("two releases of upx give two different images")
                    .from(program)
                    .remedy("install upx " + wanted
                            + (hostVersion.isEmpty() ? "" : ", or set sos.upx.version to " + hostVersion)
                            + ", or sos.upx to off");
        }
    }

    private static BuildFailure failed(Preparation preparation, CommandResult result) {
        return BuildFailure.ofUser("upx cannot pack the program for " + preparation.platform())
                .from("upx " + String.join(" ", preparation.arguments()))
                .listing(GoFailure.shorten(result.complaint()))
                .remedy("set sos.upx to auto, which leaves such programs as they are, or to off");
    }

    private static CommandResult start(CommandRunner runner, Command command) {
        try {
            return runner.run(command);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("upx did not run to its end")
                    .because(e.getMessage())
                    .from(command.arguments().get(0))
                    .causedBy(e)
                    .remedy("run upx --version in a terminal; if that works, build again or set sos.upx to off");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Background.stopped();
        }
    }
}
