package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words what pip complained about, and shows pip's own lines. */
final class PipFailure {

    private static final int MOST_LINES = 12;
    private static final int LONGEST_LINE = 400;
    private static final Pattern USER_INFORMATION = Pattern.compile("://[^/@\\s]+@");

    /** What to say when a line matches; the first rule of the table that matches any line wins. */
    private record Rule(Pattern pattern, BiFunction<Matcher, Preparation, BuildFailure> failure) {

        static Rule of(String pattern, BiFunction<Matcher, Preparation, BuildFailure> failure) {
            return new Rule(Pattern.compile(pattern), failure);
        }
    }

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "No space left on device",
                    (found, preparation) -> BuildFailure.ofWorld("the disk is full")
                            .remedy(
                                    "make room on the disk of the project, of pip's cache (pip cache dir) or of TMPDIR")),
            Rule.of(
                    "DO NOT MATCH THE HASHES",
                    (found, preparation) -> BuildFailure.ofUser("a package is not what its hash says it is")
                            .because("its file changed since the lock was written, at its source or on the way")
                            .remedy("do not build with it; find out who changed it, then lock again")),
            Rule.of(
                    "CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify failed",
                    (found, preparation) -> BuildFailure.ofWorld("pip could not trust the server that it fetches from")
                            .because("its certificate comes from an authority that this machine does not know")
                            .remedy("name your company's PEM file in PIP_CERT, or pip config set global.cert")),
            Rule.of(
                    "40[13] Client Error|HTTP error 40[13]|User for ",
                    (found, preparation) -> BuildFailure.ofWorld("the index of packages refused this user")
                            .because("it wants a login, or the login may not read the package")
                            .remedy(
                                    "put the login into .netrc or pip's configuration (pip config set global.index-url)")),
            Rule.of(
                    "NewConnectionError|ConnectTimeout|Connection refused|Connection reset|ProxyError|Max retries"
                            + " exceeded|name resolution|Network is unreachable|ReadTimeout|after connection broken",
                    (found, preparation) -> BuildFailure.ofWorld("pip could not reach the network")
                            .because("a wheel is not on this machine and had to be fetched")
                            .remedy(
                                    "check the network, HTTPS_PROXY and the index (pip config list), then build again")),
            Rule.of(
                    "satisfies the requirement (\\S+?)==(\\S+) \\(from versions:(.*)\\)",
                    (found, preparation) -> noWheel(found.group(1), found.group(2), found.group(3), preparation)),
            Rule.of(
                    "No matching distribution found for (\\S+?)==(\\S+)",
                    (found, preparation) -> noWheel(found.group(1), found.group(2), "", preparation)),
            Rule.of(
                    "no such option|No module named pip",
                    (found, preparation) -> BuildFailure.ofWorld("this pip cannot fetch for other platforms")
                            .because("it is older than 20.3, or damaged")
                            .remedy("update it: python3 -m pip install --upgrade pip")));

    private PipFailure() {}

    // pip lists the versions that it could take; of a package that has only sources, or none for the platform, none.
    private static BuildFailure noWheel(String name, String version, String others, Preparation preparation) {
        String bare = name.replaceAll("\\[.*", "");
        String known = others.strip();
        String why = "the index has no wheel of it that runs there: only sources, only other platforms or Pythons"
                + " (musl and older C libraries count), or not this version at all";
        return BuildFailure.ofUser("there is no wheel of " + bare + " " + version + " for " + preparation.platform())
                .because(
                        known.isEmpty() || known.equals("none")
                                ? why
                                : why + "; versions with a wheel there: " + newest(known))
                .remedy("use a version that has wheels; or build one on each platform (pip wheel --no-binary=" + bare
                        + " "
                        + bare + "==" + version
                        + ") and publish it to your own index; or let Docker build it from source: sos.engine=docker");
    }

    private static String newest(String versions) {
        String[] all = versions.split(",\\s*");
        int from = Math.max(0, all.length - 5);
        return String.join(", ", List.of(all).subList(from, all.length));
    }

    static BuildFailure of(Preparation preparation, List<String> complaint) {
        List<String> lines = withoutSecrets(complaint);
        for (Rule rule : RULES) {
            for (String line : complaint) {
                Matcher found = rule.pattern().matcher(line);
                if (found.find()) {
                    return shown(rule.failure().apply(found, preparation), lines);
                }
            }
        }
        return BuildFailure.ofWorld("pip failed for " + preparation.platform())
                .listing(last(lines))
                .remedy("read what pip says above; pip config list shows what it was told");
    }

    /** What pip said, without logins and tries that were repeated. */
    static List<String> withoutSecrets(List<String> complaint) {
        return complaint.stream()
                .filter(line -> !line.contains("WARNING: Retrying") || complaint.size() < MOST_LINES)
                .map(line -> USER_INFORMATION.matcher(line).replaceAll("://***@"))
                .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line)
                .toList();
    }

    private static BuildFailure shown(BuildFailure failure, List<String> lines) {
        BuildFailure.Facts facts = failure.blame() == BuildFailure.Blame.USER
                ? BuildFailure.ofUser(failure.problem())
                : BuildFailure.ofWorld(failure.problem());
        failure.why().ifPresent(facts::because);
        return facts.listing(last(lines)).remedy(failure.remedy());
    }

    static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size());
    }
}
