package io.github.sosapp.python.wheel;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says which files of an image wheels become (PEP 427, "Installing a wheel"): the same as pip makes, apart from compiled
 * bytecode, times, owners and the name of the installer. Content stays in the wheels until somebody reads it.
 */
public final class WheelInstaller {

    private static final byte[] INSTALLER = "sos-maven-plugin\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PLAIN = 0644;
    private static final int EXECUTABLE = 0755;

    /** Finds the content of a file of an archive. */
    public interface Contents {
        FileContent of(Path archive, String entry) throws IOException;
    }

    /** A file in the image, and the wheel that it came from. */
    private record Installed(LayerEntry entry, Wheel wheel, WheelRecord.Line line) {}

    private final VirtualEnvironment environment;
    private final Contents contents;
    private final Map<String, Installed> installed = new TreeMap<>();

    private WheelInstaller(VirtualEnvironment environment, Contents contents) {
        this.environment = environment;
        this.contents = contents;
    }

    /**
     * The files of all wheels, sorted by their paths.
     *
     * @throws BuildFailure when two wheels have different files of the same path
     */
    public static List<LayerEntry> entries(List<Wheel> wheels, VirtualEnvironment environment, Contents contents)
            throws IOException {
        WheelInstaller installer = new WheelInstaller(environment, contents);
        for (Wheel wheel : wheels) {
            try {
                installer.install(wheel);
            } catch (IllegalArgumentException e) {
                throw Wheel.unusable(wheel.file(), e.getMessage(), e);
            }
        }
        return installer.installed.values().stream().map(Installed::entry).toList();
    }

    private void install(Wheel wheel) throws IOException {
        Map<String, WheelRecord.Line> record = new TreeMap<>();
        for (Wheel.Member member : wheel.members()) {
            if (!wheel.isRecord(member.path())) {
                Installed file = installed(wheel, member);
                add(file);
                record.put(inRecord(file.entry().path()), file.line());
            }
        }
        Map<String, byte[]> made = new TreeMap<>();
        ConsoleScripts.of(wheel.documents().entryPoints(), environment.interpreter())
                .forEach((name, text) ->
                        made.put(environment.scripts() + "/" + name, text.getBytes(StandardCharsets.UTF_8)));
        String distInfo = environment.sitePackages() + "/" + wheel.distInfo();
        made.put(distInfo + "/INSTALLER", INSTALLER);
        made.forEach((path, content) -> {
            WheelRecord.Line line = WheelRecord.Line.of(content);
            int mode = path.startsWith(environment.scripts() + "/") ? EXECUTABLE : PLAIN;
            replace(new Installed(file(path, mode, FileContent.of(content)), wheel, line));
            record.put(inRecord(path), line);
        });
        record.put(wheel.distInfo() + "/RECORD", new WheelRecord.Line("", ""));
        add(new Installed(
                file(distInfo + "/RECORD", PLAIN, FileContent.of(WheelRecord.write(record))),
                wheel,
                new WheelRecord.Line("", "")));
    }

    private Installed installed(Wheel wheel, Wheel.Member member) throws IOException {
        FileContent content = contents.of(wheel.file(), member.path());
        WheelRecord.Line line = wheel.documents().record().lines().get(member.path());
        if (line == null) {
            throw new IllegalArgumentException("its file " + member.path() + " is not in its list of files");
        }
        String data = wheel.distInfo().replaceAll("dist-info$", "data/");
        if (!member.path().startsWith(data)) {
            return new Installed(
                    file(environment.sitePackages() + "/" + member.path(), mode(member), content), wheel, line);
        }
        String[] parts = member.path().substring(data.length()).split("/", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException("its file " + member.path() + " belongs nowhere");
        }
        return switch (parts[0]) {
            case "purelib", "platlib" ->
                new Installed(file(environment.sitePackages() + "/" + parts[1], mode(member), content), wheel, line);
            case "data" ->
                new Installed(file(environment.directory() + "/" + parts[1], mode(member), content), wheel, line);
            case "headers" ->
                new Installed(
                        file(
                                environment.headers(wheel.distInfo().split("-", 2)[0]) + "/" + parts[1],
                                mode(member),
                                content),
                        wheel,
                        line);
            case "scripts" -> script(wheel, environment.scripts() + "/" + parts[1], content, line);
            default -> throw new IllegalArgumentException("its file " + member.path() + " belongs nowhere");
        };
    }

    // The builder of a wheel writes #!python, because only its installer knows where Python is.
    private Installed script(Wheel wheel, String path, FileContent content, WheelRecord.Line line) throws IOException {
        byte[] bytes;
        try (InputStream stream = content.open()) {
            byte[] start = stream.readNBytes("#!python".length());
            if (!new String(start, StandardCharsets.ISO_8859_1).equals("#!python")) {
                return new Installed(file(path, EXECUTABLE, content), wheel, line);
            }
            bytes = stream.readAllBytes();
        }
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        script.writeBytes(("#!" + environment.interpreter()).getBytes(StandardCharsets.UTF_8));
        int from = 0;
        // A w behind it asks for an interpreter without a window.
        while (from < bytes.length && bytes[from] == 'w') {
            from++;
        }
        script.write(bytes, from, bytes.length - from);
        byte[] complete = script.toByteArray();
        return new Installed(file(path, EXECUTABLE, FileContent.of(complete)), wheel, WheelRecord.Line.of(complete));
    }

    private static int mode(Wheel.Member member) {
        return member.executable() ? EXECUTABLE : PLAIN;
    }

    private static LayerEntry file(String path, int mode, FileContent content) {
        return LayerEntry.file(path, mode, Owner.ROOT, content);
    }

    // Relative to where packages are, as PEP 376 wants it.
    private String inRecord(String path) {
        String site = environment.sitePackages() + "/";
        return path.startsWith(site)
                ? path.substring(site.length())
                : "../../../" + path.substring(environment.directory().length() + 1);
    }

    private void replace(Installed file) {
        Installed before = installed.get(file.entry().path());
        if (before == null || before.wheel() == file.wheel()) {
            installed.put(file.entry().path(), file);
        } else {
            add(file);
        }
    }

    private void add(Installed file) {
        Installed before = installed.putIfAbsent(file.entry().path(), file);
        if (before == null) {
            return;
        }
        if (!before.line().equals(file.line())) {
            throw BuildFailure.ofUser(
                            "two packages have different files " + file.entry().path())
                    .because(before.wheel().name().name() + " "
                            + before.wheel().name().version() + " and "
                            + file.wheel().name().name() + " "
                            + file.wheel().name().version()
                            + " overwrite each other: which one wins would be chance")
                    .remedy("leave one of the two packages out of the requirements");
        }
    }
}
