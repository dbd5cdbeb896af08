package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words what go complained about, and shows go's own lines. */
final class GoFailure {

    private static final int MOST_LINES = 20;
    private static final Pattern USER_INFORMATION = Pattern.compile("://[^/@\\s]+@");
    private static final Pattern DOWNLOADING = Pattern.compile("go: downloading (.*)");
    private static final Pattern MISSING = Pattern.compile("disabled by GOPROXY=off|toolchain not available");

    /** What to say when a line matches; the first rule of the table that matches any line wins. */
    private record Rule(Pattern pattern, BiFunction<Matcher, Preparation, BuildFailure.Facts> facts, String remedy) {

        static Rule of(String pattern, BiFunction<Matcher, Preparation, BuildFailure.Facts> facts, String remedy) {
            return new Rule(Pattern.compile(pattern), facts, remedy);
        }
    }

    private static final String TIDY = "run go mod tidy and commit go.mod and go.sum";

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "no space left on device",
                    (found, preparation) -> BuildFailure.ofWorld("the disk is full"),
                    "make room on the disk of the project, of go's caches (go env GOCACHE GOMODCACHE) or of TMPDIR"),
            Rule.of(
                    "build cache is (?:disabled|required)|could not create module cache|module cache not found",
                    (found, preparation) -> BuildFailure.ofWorld("go has no place for its caches")
                            .because(
                                    "neither the home directory nor GOCACHE and GOMODCACHE are places that this user may"
                                            + " write to"),
                    "set HOME, or GOCACHE and GOMODCACHE, to directories that this user may write to"),
            Rule.of(
                    "x509: |certificate signed by unknown authority",
                    (found, preparation) -> BuildFailure.ofWorld("go could not trust the server that it fetches from")
                            .because("its certificate comes from an authority that this machine does not know"),
                    "add your company's authority to the system, or name its PEM file in SSL_CERT_FILE"),
            Rule.of(
                    "dial tcp|no such host|i/o timeout|connection refused|connection reset|TLS handshake timeout"
                            + "|proxyconnect|network is unreachable|Could not resolve host",
                    (found, preparation) -> BuildFailure.ofWorld("go could not reach the network")
                            .because("a module or a Go release is not on this machine and had to be fetched"),
                    "check the network, HTTPS_PROXY and GOPROXY (go env GOPROXY), then build again"),
            Rule.of(
                    "download (go1\\S*?):.*checksum database disabled",
                    (found, preparation) -> BuildFailure.ofWorld(
                                    "go may not fetch " + found.group(1) + " without the checksum database")
                            .because("GOSUMDB is off, and go fetches no release that it cannot check"),
                    "turn it on again (go env -u GOSUMDB) and keep private modules out of it with GOPRIVATE,"
                            + " or install exactly this release"),
            Rule.of(
                    "download (go1\\S*?)(?: for \\S+)?:",
                    (found, preparation) -> BuildFailure.ofUser("the Go release " + found.group(1) + " cannot be had")
                            .because("there is no such release, or the module proxy of this machine does not give it"),
                    "name an existing release in sos.go.version or the toolchain line; go list -m -versions go lists them"),
            Rule.of(
                    "requires go >= (\\S+?)[;,)]? \\(running go (\\S+?)[;)]",
                    (found, preparation) -> BuildFailure.ofUser(
                            "the service needs go " + found.group(1) + ", and go " + found.group(2) + " was chosen"),
                    "raise sos.go.version or the toolchain line of go.mod"),
            Rule.of(
                    "checksum mismatch",
                    (found, preparation) -> BuildFailure.ofUser("a module is not what go.sum says it is")
                            .because("its content changed since go.sum was written, at its source or on the way"),
                    "do not build with it; find out who changed it, then run go mod verify"),
            Rule.of(
                    "missing go\\.sum entry",
                    (found, preparation) -> BuildFailure.ofUser("go.sum lacks entries for modules of go.mod")
                            .because("go.sum says which content of a module is the right one"),
                    TIDY),
            Rule.of(
                    "listed in go\\.work file requires|not one of the workspace modules",
                    (found, preparation) -> BuildFailure.ofUser("go.work does not fit the modules that it uses"),
                    "run go work use and go work sync, and commit go.work"),
            Rule.of(
                    "errors parsing \\S*go\\.(?:mod|work)",
                    (found, preparation) -> BuildFailure.ofUser(
                                    preparation.toolVersion() + " cannot understand go.mod or go.work")
                            .because("a line has a mistake, or needs a newer release than the chosen one"),
                    "correct the line, or raise sos.go.version"),
            Rule.of(
                    "inconsistent vendoring",
                    (found, preparation) -> BuildFailure.ofUser("the vendor directory does not fit go.mod")
                            .because("go.mod changed after the vendor directory was made"),
                    "run go mod vendor (in a workspace: go work vendor) and commit the directory vendor"),
            Rule.of(
                    "updates to go\\.mod needed|updating go\\.mod|no required module provides package"
                            + "|cannot find module providing package|ambiguous import",
                    (found, preparation) -> BuildFailure.ofUser("go.mod does not fit the sources")
                            .because("an imported package belongs to no module of go.mod, or go.mod is not tidy"),
                    TIDY),
            Rule.of(
                    "terminal prompts disabled|could not read Username|Authentication failed|Permission denied"
                            + "|410 Gone|404 Not Found|401 Unauthorized|403 Forbidden|unknown revision"
                            + "|Repository not found|no secure protocol found for repository"
                            + "|executable file not found",
                    (found, preparation) -> BuildFailure.ofUser("go could not get a module")
                            .because("it does not exist, or it is private and this machine has no access"),
                    "check module and version; for a private one name it in GOPRIVATE (go env -w GOPRIVATE=example.com/team/*)"
                            + " and give git access: a credential helper, ~/.netrc or an SSH agent"),
            Rule.of(
                    "build constraints exclude all Go files in (\\S+)",
                    (found, preparation) -> BuildFailure.ofUser(
                                    "nothing to compile for " + preparation.platform() + " in " + found.group(1))
                            .because("the build constraints of all its files exclude this platform (cgo is off)"),
                    "take the platform out of sos.platforms, set sos.go.tags, or add a file for it"),
            Rule.of(
                    "is not in std|is not in GOROOT",
                    (found, preparation) -> BuildFailure.ofUser("the service imports a package that does not exist")
                            .because(
                                    "it is neither of this module, nor of go.mod, nor of " + preparation.toolVersion()),
                    "correct the import, or name a newer release in sos.go.version"),
            Rule.of(
                    "^\\S+\\.(?:go|s):\\d+(?::\\d+)?: ",
                    (found, preparation) ->
                            BuildFailure.ofUser("the service does not compile for " + preparation.platform()),
                    "correct the lines above"));

    private GoFailure() {}

    /**
     * @param complaint what go printed
     * @param nothingFetched true when go was told to stay off the network
     */
    static BuildFailure of(Preparation preparation, List<String> complaint, boolean nothingFetched) {
        List<String> lines = complaint.stream()
                .filter(line -> !DOWNLOADING.matcher(line).matches())
                .map(GoFailure::withoutUserInformation)
                .toList();
        if (nothingFetched
                && lines.stream().anyMatch(line -> MISSING.matcher(line).find())) {
            return offline(preparation, complaint);
        }
        for (Rule rule : RULES) {
            for (String line : lines) {
                Matcher found = rule.pattern().matcher(line);
                if (found.find()) {
                    return rule.facts()
                            .apply(found, preparation)
                            .from("go build in " + preparation.directory())
                            .listing(shorten(lines))
                            .remedy(rule.remedy());
                }
            }
        }
        return BuildFailure.ofUser("go build failed for " + preparation.platform())
                .from("go build in " + preparation.directory())
                .listing(shorten(lines))
                .remedy("mend what go complains about");
    }

    // What is missing stands only in the line that announces the attempt to fetch it.
    private static BuildFailure offline(Preparation preparation, List<String> complaint) {
        List<String> missing = complaint.stream()
                .map(DOWNLOADING::matcher)
                .filter(Matcher::matches)
                .map(downloading -> downloading.group(1))
                .distinct()
                .toList();
        String what = missing.isEmpty() ? "a module of go.mod" : String.join(", ", missing);
        return BuildFailure.ofWorld(what + " is not on this machine, and nothing may be fetched")
                .because("the build is offline, or GOPROXY is off")
                .from("go build in " + preparation.directory())
                .remedy("build once with the network, or commit a vendor directory: go mod vendor");
    }

    /** At most 20 lines. */
    static List<String> shorten(List<String> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> shortened = new ArrayList<>(lines.subList(0, MOST_LINES));
        shortened.add("… and " + (lines.size() - MOST_LINES) + " more lines");
        return shortened;
    }

    private static String withoutUserInformation(String line) {
        return USER_INFORMATION.matcher(line).replaceAll("://***@");
    }
}
