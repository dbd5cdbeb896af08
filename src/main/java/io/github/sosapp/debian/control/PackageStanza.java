package io.github.sosapp.debian.control;

import io.github.sosapp.image.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One binary package of an index (Policy 5.3). The name is checked when it is made, every other field when it is asked for;
 * each failure names the package and its index.
 */
public final class PackageStanza {

    /** All fields that the methods below read. */
    static final Set<String> FIELDS = Set.of(
            "Package",
            "Version",
            "Architecture",
            "Multi-Arch",
            "Source",
            "Essential",
            "Priority",
            "Installed-Size",
            "Pre-Depends",
            "Depends",
            "Conflicts",
            "Breaks",
            "Provides",
            "Filename",
            "Size",
            "SHA256");

    private final Stanza stanza;
    private final String name;
    private final String index;

    private PackageStanza(Stanza stanza, String name, String index) {
        this.stanza = stanza;
        this.name = name;
        this.index = index;
    }

    /**
     * Takes a stanza of an index, or of a package's own control file.
     *
     * @param index what it was read from, in words
     */
    public static PackageStanza of(Stanza stanza, String index) {
        String name = stanza.field("Package").orElseThrow(() -> Malformed.in(index, "a stanza has no Package field"));
        if (!RelationParser.isPackageName(name)) {
            throw Malformed.in(index, Malformed.quoted(name) + " is not the name of a package");
        }
        return new PackageStanza(stanza, name, index);
    }

    /** The field {@code Package}. */
    public String name() {
        return name;
    }

    /** What the stanza was read from, in the words of whoever read it; for the reader of a report. */
    public String index() {
        return index;
    }

    /** The field {@code Version}. */
    public PackageVersion version() {
        return PackageVersion.parse(required("Version"), origin());
    }

    /** {@code all}, or the only architecture that it runs on. */
    public String architecture() {
        String architecture = required("Architecture");
        if (!RelationParser.isArchitecture(architecture)) {
            throw Malformed.in(origin(), Malformed.quoted(architecture) + " is not an architecture");
        }
        return architecture;
    }

    /** The field {@code Multi-Arch}, which is {@code no} where it is missing. */
    public MultiArch multiArch() {
        String value = stanza.field("Multi-Arch").orElse("no");
        return switch (value) {
            case "no" -> MultiArch.NO;
            case "same" -> MultiArch.SAME;
            case "foreign" -> MultiArch.FOREIGN;
            case "allowed" -> MultiArch.ALLOWED;
            default -> throw Malformed.in(origin(), "Multi-Arch is " + Malformed.quoted(value));
        };
    }

    /** The source package's name, which is the package's own unless the field Source says otherwise. */
    public String sourceName() {
        String source = stanza.field("Source").orElse(name);
        String sourceName = source.contains(" (") ? source.substring(0, source.indexOf(" (")) : source;
        if (!RelationParser.isPackageName(sourceName)) {
            throw Malformed.in(origin(), "Source is " + Malformed.quoted(source));
        }
        return sourceName;
    }

    /** Whether the field {@code Essential} says yes. */
    public boolean essential() {
        return stanza.field("Essential").filter("yes"::equals).isPresent();
    }

    /** How much Debian wants it installed; unknown words count as optional. */
    public Priority priority() {
        return Priority.of(stanza.field("Priority").orElse(""));
    }

    /** The estimated size unpacked, in KiB; 0 if the index does not tell. */
    public long installedKibibytes() {
        return stanza.field("Installed-Size").isEmpty() ? 0 : number("Installed-Size");
    }

    /** The field {@code Pre-Depends}; empty where it is missing. */
    public List<Dependency> preDepends() {
        return dependencies("Pre-Depends");
    }

    /** The field {@code Depends}; empty where it is missing. */
    public List<Dependency> depends() {
        return dependencies("Depends");
    }

    /** The field {@code Conflicts}; empty where it is missing. */
    public List<PackageRelation> conflicts() {
        return single("Conflicts");
    }

    /** The field {@code Breaks}; empty where it is missing. */
    public List<PackageRelation> breaks() {
        return single("Breaks");
    }

    /** The names that the package answers to besides its own; a bound is always an exact version (Policy 7.5). */
    public List<PackageRelation> provides() {
        List<PackageRelation> provided = single("Provides");
        for (PackageRelation relation : provided) {
            if (relation.bound().isPresent() && relation.bound().get().operator() != PackageRelation.Operator.EXACTLY) {
                throw Malformed.in(origin(), "it provides " + relation + ", but only = may stand there");
            }
        }
        return provided;
    }

    /** The path below the archive's root: relative, without {@code .} and {@code ..}. */
    public String filename() {
        String path = required("Filename");
        boolean clean = path.chars().allMatch(sign -> sign > ' ' && sign < 0x7f && sign != '\\');
        if (!clean || Stream.of(path.split("/", -1)).anyMatch(Set.of("", ".", "..")::contains)) {
            throw Malformed.in(origin(), Malformed.quoted(path) + " is not a path below the archive's root");
        }
        return path;
    }

    /** Bytes of the package file. */
    public long size() {
        return number("Size");
    }

    /** Of the package file. */
    public Digest sha256() {
        String hex = required("SHA256");
        if (hex.length() != 64 || !hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw Malformed.in(origin(), Malformed.quoted(hex) + " is not a SHA-256 in hexadecimal digits");
        }
        return new Digest(hex);
    }

    /** The names alone of {@link #provides()}, unchecked: an index asks all its packages, and bounds cost a second there. */
    Set<String> providedNames() {
        String field = stanza.field("Provides").orElse("");
        Set<String> names = new HashSet<>();
        int start = 0;
        while (start < field.length()) {
            int comma = field.indexOf(',', start);
            int end = comma < 0 ? field.length() : comma;
            int bracket = field.indexOf('(', start);
            String name = field.substring(start, bracket < 0 ? end : Math.min(end, bracket))
                    .strip();
            if (!name.isEmpty()) {
                names.add(name);
            }
            start = end + 1;
        }
        return names;
    }

    private List<PackageRelation> single(String field) {
        return dependencies(field).stream()
                .map(dependency -> {
                    if (dependency.alternatives().size() > 1) {
                        throw Malformed.in(origin(), field + " has the alternatives " + dependency);
                    }
                    return dependency.alternatives().get(0);
                })
                .toList();
    }

    private List<Dependency> dependencies(String field) {
        return Dependency.parseAll(stanza.field(field).orElse(""), origin());
    }

    private long number(String field) {
        String value = required(field);
        if (value.isEmpty() || value.length() > 18 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw Malformed.in(origin(), field + " is " + Malformed.quoted(value) + " instead of a number");
        }
        return Long.parseLong(value);
    }

    private String required(String field) {
        return stanza.field(field).orElseThrow(() -> Malformed.in(origin(), "the field " + field + " is missing"));
    }

    private String origin() {
        return "package " + name + " in " + index;
    }

    /** Name, version and architecture, as in {@code libc6 2.36-9 amd64}. */
    @Override
    public String toString() {
        return name + " " + version() + " " + architecture();
    }
}
