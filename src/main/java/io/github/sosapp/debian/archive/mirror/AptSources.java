package io.github.sosapp.debian.archive.mirror;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mirrors in the apt sources of a Debian machine or image (sources.list(5)). Which keys apt would trust does not matter here;
 * keys of others only tell that a source is not Debian's.
 */
public final class AptSources implements MirrorPlace {

    private static final Pattern SUITE = Pattern.compile("([a-z]+)(-updates|-backports|-proposed-updates|-security)?");
    private static final Set<String> MOVING_SUITES = Set.of("oldoldstable", "oldstable", "stable", "testing", "sid");
    private static final Pattern MIRROR_LIST = Pattern.compile("mirror\\+file:(?://)?(/.*)");

    private final Path root;
    private final String owner;

    /** Those of this machine. */
    public AptSources(Path root) {
        this(root, "this machine");
    }

    /**
     * @param root of the file system whose {@code etc} is read
     * @param owner whose file system it is, in words
     */
    public AptSources(Path root, String owner) {
        this.root = root;
        this.owner = owner;
    }

    @Override
    public Optional<DebianMirrors> mirrors() {
        if (!release("ID").equals("debian")) {
            return Optional.empty();
        }
        Set<URI> main = new LinkedHashSet<>();
        Set<URI> security = new LinkedHashSet<>();
        List<String> files = new ArrayList<>();
        for (Path file : sourceFiles()) {
            int before = main.size() + security.size();
            for (AptSource source : AptSource.read(file.getFileName().toString(), text(file))) {
                add(source, main, security);
            }
            if (main.size() + security.size() > before) {
                files.add("/" + root.relativize(file));
            }
        }
        String origin = "apt sources of " + owner + " (" + String.join(", ", files) + ")";
        return main.isEmpty()
                ? Optional.empty()
                : Optional.of(new DebianMirrors(List.copyOf(main), List.copyOf(security), origin));
    }

    @Override
    public String otherwise() {
        String system = release("ID");
        if (system.equals("debian")) {
            return "the apt sources of this machine name no Debian mirror";
        }
        return system.isEmpty()
                ? "this machine is no Debian whose apt sources could tell"
                : "this machine is no Debian whose apt sources could tell (/etc/os-release says ID=" + system + ")";
    }

    private void add(AptSource source, Set<URI> main, Set<URI> security) {
        boolean debians = source.components().contains("main") && source.maybeSignedByDebian();
        for (String suite : debians ? source.suites() : List.<String>of()) {
            Matcher matcher = SUITE.matcher(suite);
            if (matcher.matches() && isDebians(matcher.group(1))) {
                Set<URI> target = DebianMirrors.isSecurity(suite) ? security : main;
                source.addresses().forEach(address -> target.addAll(web(address)));
            }
        }
    }

    private boolean isDebians(String release) {
        return release.equals(release("VERSION_CODENAME")) || MOVING_SUITES.contains(release);
    }

    /** The web addresses that an address of a source stands for: itself, the lines of a list, or none. */
    private List<URI> web(String address) {
        Matcher list = MIRROR_LIST.matcher(address);
        List<String> written = list.matches() ? listed(list.group(1).substring(1)) : List.of(address);
        List<URI> addresses = new ArrayList<>();
        for (String text : written) {
            try {
                addresses.add(DebianMirrors.parse(text));
            } catch (IllegalArgumentException e) {
                continue; // cdrom:, file: and the like are of no use here
            }
        }
        return addresses;
    }

    // The sources of an image must not lead to files of this machine.
    private List<String> listed(String path) {
        Path file = root.resolve(path).normalize();
        return !file.startsWith(root)
                ? List.of()
                : text(file)
                        .lines()
                        .map(line -> line.strip().split("\\s+")[0])
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .toList();
    }

    private List<Path> sourceFiles() {
        List<Path> files = new ArrayList<>();
        Path apt = root.resolve("etc").resolve("apt");
        files.add(apt.resolve("sources.list"));
        Path directory = apt.resolve("sources.list.d");
        if (Files.isDirectory(directory)) {
            try (Stream<Path> more = Files.list(directory)) {
                more.filter(file -> file.toString().endsWith(".list")
                                || file.toString().endsWith(".sources"))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException | UncheckedIOException unreadable) {
                return files; // sources that we may not read are sources that we do not have
            }
        }
        return files;
    }

    private String release(String variable) {
        String text = text(root.resolve("etc").resolve("os-release"));
        return (text.isEmpty() ? text(root.resolve("usr").resolve("lib").resolve("os-release")) : text)
                .lines()
                .filter(line -> line.startsWith(variable + "="))
                .map(line -> line.substring(variable.length() + 1)
                        .replaceAll("[\"']", "")
                        .strip())
                .findFirst()
                .orElse("");
    }

    private static String text(Path file) {
        try {
            return Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException unreadable) {
            return "";
        }
    }
}
