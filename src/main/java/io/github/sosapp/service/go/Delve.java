package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The release of the debugger Delve that understands programs of a Go release and is compiled by it. The plugin carries a
 * module that requires it, with the sums of all that gets compiled in.
 *
 * @param oldest, newest minor numbers of the Go releases that it is for
 */
record Delve(String version, int oldest, int newest) {

    static final String PACKAGE = "github.com/go-delve/delve/cmd/dlv";

    private static final String FOLDER = "/io/github/sosapp/service/go/development/";
    // Read in the go.mod and the version check of Delve's releases: 1.25 needs nothing else than 1.24 does, and 1.26 is
    // the first for go 1.26.
    private static final List<Delve> ALL = List.of(new Delve("1.24.2", 21, 23), new Delve("1.26.0", 24, 26));

    static Delve of(GoVersion go) {
        return ALL.stream()
                .filter(delve -> delve.oldest <= go.minor() && go.minor() <= delve.newest)
                .findFirst()
                .orElseThrow(() -> BuildFailure.ofUser("no release of Delve is known for go " + go.text())
                        .because("the target development is there for go 1." + ALL.get(0).oldest + " to 1."
                                + ALL.get(ALL.size() - 1).newest)
                        .remedy(
                                go.minor() < ALL.get(0).oldest
                                        ? "raise sos.go.version or the toolchain line, or use the target production"
                                        : "use a newer release of this plugin, or the target production"));
    }

    /** The files of the module that requires it. */
    SortedMap<String, String> module() {
        SortedMap<String, String> files = new TreeMap<>();
        for (String name : List.of("go.mod", "go.sum")) {
            files.put(name, carried("delve-" + version + "/" + name));
        }
        return files;
    }

    static String carried(String name) {
        try (InputStream stream = Delve.class.getResourceAsStream(FOLDER + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the plugin's own archive cannot be read", e);
        }
    }
}
