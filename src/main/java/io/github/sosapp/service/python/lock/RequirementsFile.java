package io.github.sosapp.service.python.lock;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.python.PackageName;
import io.github.sosapp.python.PythonVersion;
import io.github.sosapp.python.Requirement;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.service.python.lock.RequirementLines.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A requirements.txt of pip that names every package in one version, with the files that it includes. */
public final class RequirementsFile implements Dependencies {

    private static final Pattern OPTION = Pattern.compile("(--?[a-z][a-z-]*)(?:\\s*=\\s*|\\s+)?(.*)");
    private static final Pattern SHORT_OPTION = Pattern.compile("-[cefir]");
    private static final Pattern HASH = Pattern.compile("--hash(?:=|\\s+)(\\S+)");
    private static final Pattern OTHER_OPTION = Pattern.compile("(?<=\\s)(--(?!hash\\b)[a-z-]+)");
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("--require-hashes", "--pre", "--prefer-binary", "--only-binary", "--no-cache-dir", "--use-feature");
    private static final Set<String> INDEX = Set.of("--index-url", "-i", "--extra-index-url");

    private record Wish(Requirement requirement, Set<String> hashes, Line line) {}

    private final Path file;
    private final List<Wish> wishes = new ArrayList<>();
    private final List<Wish> constraints = new ArrayList<>();
    private final Set<String> options = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<Path> seen = new LinkedHashSet<>();

    private RequirementsFile(Path file) {
        this.file = file;
    }

    /** @throws BuildFailure naming the line that cannot be used */
    public static RequirementsFile read(Path file) {
        RequirementsFile requirements = new RequirementsFile(file);
        requirements.include(file.toAbsolutePath().normalize(), requirements.wishes);
        boolean hashed =
                requirements.wishes.stream().anyMatch(wish -> !wish.hashes().isEmpty());
        if (!hashed && !requirements.wishes.isEmpty()) {
            requirements.warnings.add(file.getFileName()
                    + " has no hashes: an index could give other files tomorrow (pip-compile --generate-hashes, or uv pip"
                    + " compile --universal --generate-hashes)");
        }
        return requirements;
    }

    @Override
    public String origin() {
        return file.getFileName().toString();
    }

    @Override
    public List<String> indexOptions() {
        return List.copyOf(options);
    }

    @Override
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void include(Path path, List<Wish> into) {
        if (!seen.add(path)) {
            return;
        }
        for (Line line : RequirementLines.read(path)) {
            if (line.text().startsWith("-")) {
                option(line, into);
            } else {
                into.add(wish(line));
            }
        }
    }

    private void option(Line line, List<Wish> into) {
        Matcher option = OPTION.matcher(line.text());
        String text = line.text();
        String name = option.matches() ? option.group(1) : text;
        String value = option.matches() ? option.group(2).strip() : "";
        Matcher joined = SHORT_OPTION.matcher(text);
        if (joined.lookingAt() && !text.startsWith("--")) {
            name = joined.group();
            value = text.substring(joined.end()).strip();
        }
        Path beside = line.file().getParent();
        if (name.equals("-r") || name.equals("--requirement")) {
            include(beside.resolve(value).normalize(), into);
        } else if (name.equals("-c") || name.equals("--constraint")) {
            include(beside.resolve(value).normalize(), constraints);
        } else if (INDEX.contains(name)) {
            requireNoSecret(line, value);
            options.add((name.equals("-i") ? "--index-url" : name) + " " + value);
        } else if (name.equals("--trusted-host")) {
            warnings.add(line.place() + ": --trusted-host is not passed on (pip config set global.trusted-host)");
        } else if (!WITHOUT_EFFECT.contains(name)) {
            throw refused(line, name);
        }
    }

    private static void requireNoSecret(Line line, String address) {
        if (address.contains("@") || address.contains("${")) {
            throw BuildFailure.ofUser("the address of an index has a user or a password in it")
                    .because("it would be shown with the plan of the image")
                    .from(line.place())
                    .remedy("write it without them, and put them into .netrc or pip's own configuration (pip config set"
                            + " global.index-url)");
        }
    }

    private static BuildFailure refused(Line line, String name) {
        boolean source = name.equals("-e") || name.equals("--editable") || name.equals("--no-binary");
        return BuildFailure.ofUser("the option " + name + " cannot be used")
                .because(
                        source
                                ? "only wheels are installed: sources would have to be built for each platform"
                                : "packages come from an index, each one for its platform")
                .from(line.place())
                .remedy(
                        source
                                ? "publish the package to an index as a wheel, or copy its code below the service's source"
                                : "remove the line, or set the option with pip config");
    }

    private static Wish wish(Line line) {
        Matcher other = OTHER_OPTION.matcher(line.text());
        if (other.find()) {
            throw refused(line, other.group(1));
        }
        Set<String> hashes = new LinkedHashSet<>();
        Matcher hash = HASH.matcher(line.text());
        while (hash.find()) {
            hashes.add(hash.group(1));
        }
        String text = line.text().replaceFirst("\\s--hash\\b.*", "").strip();
        if (text.matches("(\\.{0,2}/|[a-z+]+://|file:).*|\\S+\\.(whl|tar\\.gz|zip)")) {
            throw fromElsewhere(text, line);
        }
        Requirement requirement;
        try {
            requirement = Requirement.parse(text);
        } catch (IllegalArgumentException e) {
            throw BuildFailure.ofUser("\"" + text + "\" is no requirement")
                    .because(e.getMessage())
                    .from(line.place())
                    .causedBy(e)
                    .remedy("write it like name==1.2.3");
        }
        if (!requirement.url().isEmpty()) {
            throw fromElsewhere(requirement.name().toString(), line);
        }
        return new Wish(requirement, hashes, line);
    }

    private static BuildFailure fromElsewhere(String what, Line line) {
        return BuildFailure.ofUser(what + " does not come from an index")
                .because("only wheels of an index are installed: sources would have to be built for each platform")
                .from(line.place())
                .remedy(
                        "publish it to an index as a wheel and write name==version, or copy its code below the service's"
                                + " source");
    }

    @Override
    public List<LockedPackage> on(TargetPython target) {
        Map<PackageName, LockedPackage> packages = new TreeMap<>();
        Map<PackageName, Line> lines = new HashMap<>();
        for (Wish wish : wishes) {
            if (wish.requirement().marker().holds(target, Set.of())) {
                LockedPackage locked = locked(wish, target);
                LockedPackage before = packages.put(locked.name(), locked);
                if (before != null && !before.version().isSameAs(locked.version())) {
                    throw BuildFailure.ofUser("two versions of " + locked.name() + " are required for " + target)
                            .because(before.version() + " by "
                                    + lines.get(locked.name()).place() + ", " + locked.version() + " by "
                                    + wish.line().place())
                            .remedy("remove one of the lines");
                }
                if (before != null) {
                    packages.put(locked.name(), merged(before, locked));
                }
                lines.put(locked.name(), wish.line());
            }
        }
        requireAllOrNoHashes(packages, lines);
        return List.copyOf(packages.values());
    }

    private static LockedPackage merged(LockedPackage one, LockedPackage other) {
        TreeSet<PackageName> extras = new TreeSet<>(one.extras());
        extras.addAll(other.extras());
        List<String> hashes = new ArrayList<>(one.hashes());
        hashes.addAll(other.hashes());
        return new LockedPackage(one.name(), extras, one.version(), hashes);
    }

    private LockedPackage locked(Wish wish, TargetPython target) {
        Requirement requirement = wish.requirement();
        Set<String> hashes = new TreeSet<>(wish.hashes());
        Optional<PythonVersion> version = requirement.versions().pinned();
        for (Wish constraint : constraints) {
            if (constraint.requirement().name().equals(requirement.name())
                    && constraint.requirement().marker().holds(target, Set.of())) {
                version = version.or(() -> constraint.requirement().versions().pinned());
                hashes.addAll(constraint.hashes());
            }
        }
        if (version.isEmpty()) {
            throw BuildFailure.ofUser(requirement.name() + " is not pinned to one version")
                    .because("two builds of the same commit could install two versions")
                    .from(wish.line().place())
                    .remedy("move your wishes to requirements.in and run pip-compile --generate-hashes requirements.in"
                            + " (or uv pip compile --universal --generate-hashes -o requirements.txt requirements.in)");
        }
        return new LockedPackage(
                requirement.name(), new TreeSet<>(requirement.extras()), version.get(), List.copyOf(hashes));
    }

    private static void requireAllOrNoHashes(Map<PackageName, LockedPackage> packages, Map<PackageName, Line> lines) {
        boolean some = packages.values().stream().anyMatch(one -> !one.hashes().isEmpty());
        for (LockedPackage one : packages.values()) {
            if (some && one.hashes().isEmpty()) {
                throw BuildFailure.ofUser(one.name() + " has no hash, although other packages have one")
                        .because("pip checks all packages or none")
                        .from(lines.get(one.name()).place())
                        .remedy("run pip-compile --generate-hashes again");
            }
        }
    }
}
