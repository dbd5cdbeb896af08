package io.github.sosapp.engine.daemonless;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandResult;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Says in plain words what pnpm or yarn complained about, and shows its own lines. */
final class InstallerFailure {

    // Lines that count what was done so far, or frame the others.
    private static final Pattern CHATTER = Pattern.compile(
            "^Progress: |^\\s*\\++$|^\\[\\d/\\d]|^info Visit|^➤ YN0000|^yarn install v|Already up to date");

    /** What to say when a line matches, for the program of that name; the first rule that matches any line wins. */
    private record Rule(Pattern pattern, Function<String, BuildFailure.Facts> facts, Function<String, String> remedy) {

        static Rule of(String pattern, Function<String, BuildFailure.Facts> facts, Function<String, String> remedy) {
            return new Rule(Pattern.compile(pattern), facts, remedy);
        }
    }

    private static final Rule MISFIT = Rule.of(
            "ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_LOCKFILE_CONFIG_MISMATCH|ERR_PNPM_LOCKFILE_MISSING_DEPENDENCY|YN0028"
                    + "|lockfile needs to be updated",
            program -> BuildFailure.ofUser("the lock file of " + program + " does not fit package.json")
                    .because("exactly what the lock file names is installed, and package.json wants something else"),
            program -> "run " + program + " install in the directory of package.json and commit the lock file");

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "ENOSPC|no space left on device",
                    program -> BuildFailure.ofWorld("the disk is full"),
                    program -> "make room on the disk of the project and of " + program + "'s cache"),
            MISFIT,
            Rule.of(
                    "ERR_PNPM_TARBALL_INTEGRITY|YN0018|Integrity check failed",
                    program -> BuildFailure.ofWorld("a package is not the one that the lock file names")
                            .because("its content has another checksum than the lock file says"),
                    program -> "find out who changed it before you trust it: the registry, a proxy in between, or the"
                            + " lock file"),
            Rule.of(
                    "ERR_PNPM_FETCH_40[134]|YN0035|YN0041|YN0033|HTTPError: (?:Response code )?40[134]"
                            + "|\"40[134] |: Request failed .*40[134]|An unexpected error occurred: .*: Not found",
                    program -> BuildFailure.ofUser(program + " could not get a package")
                            .because(
                                    "it does not exist, or it is private and the registry refused this machine's login"),
                    program -> "check name and version; for a private package put the token's variable into "
                            + (program.equals("yarn")
                                    ? ".yarnrc.yml (npmAuthToken: ${NPM_TOKEN}; for yarn 1 .npmrc)"
                                    : ".npmrc (//registry.example.com/:_authToken=${NPM_TOKEN})")
                            + " and set it"),
            Rule.of(
                    "UNABLE_TO_VERIFY|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|CERT_HAS_EXPIRED"
                            + "|self.signed certificate|unable to (?:verify|get local issuer)",
                    program -> BuildFailure.ofWorld(program + " could not trust the server that it fetches from")
                            .because("its certificate comes from an authority that this machine does not know"),
                    program -> "name your company's authority in NODE_EXTRA_CA_CERTS"),
            Rule.of(
                    "ERR_PNPM_NO_OFFLINE|YN0080|in your offline mirror|couldn't find package .* in",
                    program -> BuildFailure.ofWorld(
                                    "a package is not in " + program + "'s cache, and nothing may be fetched")
                            .because("the build is offline"),
                    program -> "build once with the network"),
            Rule.of(
                    "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ESOCKETTIMEDOUT"
                            + "|ERR_PNPM_META_FETCH_FAIL|ERR_PNPM_FETCH_5|YN0001.*RequestError",
                    program -> BuildFailure.ofWorld(program + " could not reach the network")
                            .because("a package is not in its cache and had to be fetched"),
                    program -> "check the network, HTTPS_PROXY and the registry, then build again"),
            Rule.of(
                    "ERR_PNPM_UNSUPPORTED_PLATFORM",
                    program -> BuildFailure.ofUser("a package does not exist for a platform of the image")
                            .because("its package.json excludes the platform, and it is not an optional dependency"),
                    program -> "replace the package, make it optional, or take the platform out of sos.platforms"));

    private InstallerFailure() {}

    static BuildFailure of(Preparation preparation, CommandResult result) {
        List<String> lines = NpmFailure.lines(result).stream()
                .filter(line -> !CHATTER.matcher(line).find())
                .toList();
        for (Rule rule : RULES) {
            if (lines.stream().anyMatch(line -> rule.pattern().matcher(line).find())) {
                return failure(preparation, rule, lines);
            }
        }
        return BuildFailure.ofUser(preparation.tool() + " install failed with exit code " + result.exitCode())
                .from(origin(preparation))
                .listing(NpmFailure.shorten(lines))
                .remedy("mend what the lines above complain about");
    }

    /** Of a lock file that would have been changed. */
    static BuildFailure misfit(Preparation preparation) {
        return failure(preparation, MISFIT, List.of());
    }

    private static BuildFailure failure(Preparation preparation, Rule rule, List<String> lines) {
        return rule.facts()
                .apply(preparation.tool())
                .from(origin(preparation))
                .listing(NpmFailure.shorten(lines))
                .remedy(rule.remedy().apply(preparation.tool()));
    }

    private static String origin(Preparation preparation) {
        return preparation.tool() + " install in " + preparation.directory();
    }
}
