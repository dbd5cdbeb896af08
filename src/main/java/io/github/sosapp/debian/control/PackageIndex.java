package io.github.sosapp.debian.control;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The packages of one architecture that one or several archive indices offer: of each name the highest version, and of equal
 * versions that of the index read first.
 */
public final class PackageIndex {

    private final String architecture;
    private final List<String> sources;
    private final Map<String, PackageStanza> byName;
    private final Map<String, List<PackageStanza>> providers;

    private PackageIndex(String architecture, List<String> sources, Map<String, PackageStanza> byName) {
        this.architecture = architecture;
        this.sources = sources;
        this.byName = byName;
        this.providers = providers(byName);
    }

    /** Starts an index of the packages for this Debian architecture, such as {@code amd64}. */
    public static Collector of(String architecture) {
        return new Collector(architecture);
    }

    /** In Debian's words, for example {@code arm64}. */
    public String architecture() {
        return architecture;
    }

    /** The names of the indices that were read, in that order. */
    public List<String> sources() {
        return sources;
    }

    /** How many packages it lists. */
    public int size() {
        return byName.size();
    }

    /** The package of exactly this name. */
    public Optional<PackageStanza> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The packages whose Provides field has this name, sorted by their own; the package of that name is not among them. */
    public List<PackageStanza> providersOf(String name) {
        return Collections.unmodifiableList(providers.getOrDefault(name, List.of()));
    }

    /** The names of all packages, sorted. */
    public List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    private static Map<String, List<PackageStanza>> providers(Map<String, PackageStanza> byName) {
        Map<String, List<PackageStanza>> providers = new HashMap<>();
        for (PackageStanza stanza : byName.values()) {
            for (String name : stanza.providedNames()) {
                if (!name.equals(stanza.name())) {
                    providers
                            .computeIfAbsent(name, provided -> new ArrayList<>(1))
                            .add(stanza);
                }
            }
        }
        for (List<PackageStanza> stanzas : providers.values()) {
            stanzas.sort(Comparator.comparing(PackageStanza::name));
        }
        return providers;
    }

    /** Takes index after index. */
    public static final class Collector {

        private static final int MOST_PACKAGES = 1_000_000;

        private final String architecture;
        private final List<String> sources = new ArrayList<>();
        private final Map<String, PackageStanza> byName = new HashMap<>();

        private Collector(String architecture) {
            this.architecture = architecture;
        }

        /**
         * Reads a whole Packages file, uncompressed; packages of other architectures are passed over. The caller closes it.
         *
         * @param name how failures and reports call this index, for example {@code bookworm-security/main}
         * @throws IOException if the stream fails
         * @throws io.github.sosapp.failure.BuildFailure if it is malformed
         */
        public Collector add(InputStream packages, String name) throws IOException {
            sources.add(name);
            StanzaReader reader = new StanzaReader(packages, name, PackageStanza.FIELDS);
            for (Optional<Stanza> next = reader.next(); next.isPresent(); next = reader.next()) {
                add(PackageStanza.of(next.get(), name));
            }
            return this;
        }

        private void add(PackageStanza stanza) {
            String its = stanza.architecture();
            if (!its.equals(architecture) && !its.equals("all")) {
                return;
            }
            PackageStanza known = byName.putIfAbsent(stanza.name(), stanza);
            if (known == null) {
                if (byName.size() > MOST_PACKAGES) {
                    throw Malformed.in(stanza.index(), "it has more than " + MOST_PACKAGES + " packages");
                }
            } else if (stanza.version().compareTo(known.version()) > 0) {
                byName.put(stanza.name(), stanza);
            }
        }

        /** What has been read so far; the collector may go on. */
        public PackageIndex index() {
            return new PackageIndex(architecture, List.copyOf(sources), new HashMap<>(byName));
        }
    }
}
