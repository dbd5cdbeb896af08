package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says in plain words what npm complained about, and shows npm's own lines. */
final class NpmFailure {

    private static final int MOST_LINES = 20;
    private static final Pattern USER_INFORMATION = Pattern.compile("://[^/@\\s]+@");
    private static final Pattern PREFIX = Pattern.compile("^npm (?:error|ERR!|warn|WARN) ?");
    // Where npm wrote its own log, in a cache that nobody needs to know of.
    private static final Pattern CHATTER = Pattern.compile(
            "A complete log of this run|Log files were not written|^\\s+/?\\S+debug-\\d+\\.log" + "|^\\s+at ");

    /** What to say when a line matches; the first rule of the table that matches any line wins. */
    private record Rule(Pattern pattern, Supplier<BuildFailure.Facts> facts, String remedy) {

        static Rule of(String pattern, Supplier<BuildFailure.Facts> facts, String remedy) {
            return new Rule(Pattern.compile(pattern), facts, remedy);
        }
    }

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "ENOSPC|no space left on device",
                    () -> BuildFailure.ofWorld("the disk is full"),
                    "make room on the disk of the project and of npm's cache (npm config get cache)"),
            Rule.of(
                    "code ENOTCACHED",
                    () -> BuildFailure.ofWorld("a package is not in npm's cache, and nothing may be fetched")
                            .because("the build is offline"),
                    "build once with the network"),
            Rule.of(
                    "code EUSAGE|code ETARGET|are in sync|Missing: .* from lock file|Invalid: lock file",
                    () -> BuildFailure.ofUser("package-lock.json does not fit package.json")
                            .because(
                                    "npm ci installs exactly what the lock file names, and package.json wants something else"),
                    "run npm install in the directory of package.json and commit package-lock.json"),
            Rule.of(
                    "code EINTEGRITY",
                    () -> BuildFailure.ofWorld("a package is not the one that the lock file names")
                            .because("its content has another checksum than package-lock.json says"),
                    "find out who changed it before you trust it: the registry, a proxy in between, or the lock file"),
            Rule.of(
                    "code E401|code ENEEDAUTH|code E403|code E404",
                    () -> BuildFailure.ofUser("npm could not get a package")
                            .because(
                                    "it does not exist, or it is private and the registry refused this machine's login"),
                    "check name and version; for a private package run npm login, or put the token's variable into .npmrc"
                            + " (//registry.example.com/:_authToken=${NPM_TOKEN}) and set it"),
            Rule.of(
                    "UNABLE_TO_VERIFY|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|CERT_HAS_EXPIRED",
                    () -> BuildFailure.ofWorld("npm could not trust the server that it fetches from")
                            .because("its certificate comes from an authority that this machine does not know"),
                    "name your company's authority: npm config set cafile <PEM file>, or NODE_EXTRA_CA_CERTS"),
            Rule.of(
                    "code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH"
                            + "|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|E5\\d\\d)|network request .* failed",
                    () -> BuildFailure.ofWorld("npm could not reach the network")
                            .because("a package is not in npm's cache and had to be fetched"),
                    "check the network, HTTPS_PROXY and the registry (npm config get registry), then build again"),
            Rule.of(
                    "code EBADENGINE",
                    () -> BuildFailure.ofUser("a package wants another release of Node.js or npm"),
                    "use the release that it asks for, or another version of the package"),
            Rule.of(
                    "code EBADPLATFORM",
                    () -> BuildFailure.ofUser("a package does not exist for a platform of the image")
                            .because("its package.json excludes the platform, and it is not an optional dependency"),
                    "replace the package, make it optional, or take the platform out of sos.platforms"),
            Rule.of(
                    "^(?:.*: )?error TS\\d+|\\(\\d+,\\d+\\): error TS",
                    () -> BuildFailure.ofUser("the service does not compile"),
                    "correct the lines above"));

    private NpmFailure() {}

    /** @param offline true when npm was told to stay off the network */
    static BuildFailure of(Preparation preparation, CommandResult result, boolean offline) {
        String command = "npm " + String.join(" ", words(preparation));
        return of(command, command + " in " + preparation.directory(), result, offline);
    }

    /** @param command without options, as people would write it */
    static BuildFailure of(String command, CommandResult result, boolean offline) {
        return of(command, command, result, offline);
    }

    private static BuildFailure of(String command, String origin, CommandResult result, boolean offline) {
        List<String> lines = lines(result);
        for (Rule rule : RULES) {
            if (lines.stream().anyMatch(line -> rule.pattern().matcher(line).find())) {
                return rule.facts().get().from(origin).listing(shorten(lines)).remedy(rule.remedy());
            }
        }
        return BuildFailure.ofUser(command + " failed with exit code " + result.exitCode())
                .because(offline ? "the build is offline; a script may have wanted the network" : null)
                .from(origin)
                .listing(shorten(lines))
                .remedy("mend what the lines above complain about");
    }

    // Without options, which are many and not the reader's.
    private static List<String> words(Preparation preparation) {
        return preparation.arguments().stream()
                .filter(word -> !word.startsWith("--"))
                .toList();
    }

    // A script's own lines come first; npm's say little more than that it failed.
    static List<String> lines(CommandResult result) {
        return Stream.concat(result.output().lines(), result.errors().lines())
                .filter(line -> !line.isBlank())
                .filter(line -> !line.startsWith("> "))
                .filter(line -> !line.startsWith("npm notice"))
                .map(line -> PREFIX.matcher(line).replaceFirst(""))
                .filter(line -> !line.isBlank() && !CHATTER.matcher(line).find())
                .map(line -> USER_INFORMATION.matcher(line).replaceAll("://***@"))
                .toList();
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
}
