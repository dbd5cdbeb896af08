package io.github.sosapp.engine.docker.context;

import static io.github.sosapp.engine.docker.context.IgnorePatternTest.isIgnored;
import static io.github.sosapp.engine.docker.context.IgnorePatternTest.rules;
import static io.github.sosapp.engine.docker.context.IgnorePatternTest.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.SecretFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IgnoreRulesTest {

    @TempDir
    Path module;

    @Test
    void commentsBlankLinesSpacesAndLineEndsOfWindowsDoNotCount() {
        IgnoreRules rules = rules("\uFEFF# a\r\n\r\n  \t\n  a  \r\n!\u00a0 /a/b \r\n #c\n");

        assertThat(verdict(rules, "a").isLeftOut()).isTrue();
        assertThat(verdict(rules, "a/b").isLeftOut()).isFalse();
        assertThat(verdict(rules, "#c").isLeftOut())
                .as("a comment starts its line")
                .isTrue();
    }

    @Test
    void aPatternMayHoldSpacesAndHashes() {
        assertThat(isIgnored("my docs", "my docs/a")).isTrue();
        assertThat(isIgnored("a#b", "a#b")).isTrue();
    }

    @Test
    void theFileOfADockerfileComesBeforeTheFileOfTheModule() throws IOException {
        Files.writeString(module.resolve(".dockerignore"), "general");
        Files.createDirectories(module.resolve("docker"));
        Files.writeString(module.resolve("docker/Web.dockerignore"), "special");
        Files.writeString(module.resolve("Dockerfile.dockerignore"), "own");

        assertThat(find("Other"))
                .extracting(rules -> verdict(rules, "general").isLeftOut())
                .isEqualTo(true);
        assertThat(find("Dockerfile"))
                .extracting(rules -> verdict(rules, "general").isLeftOut())
                .isEqualTo(false);
        assertThat(find("Dockerfile"))
                .extracting(rules -> verdict(rules, "own").isLeftOut())
                .isEqualTo(true);
        IgnoreRules below = find("docker/Web");
        assertThat(verdict(below, "special").isLeftOut())
                .as("from the root of the context on")
                .isTrue();
        assertThat(below.origin())
                .isEqualTo(module.resolve("docker/Web.dockerignore").toString());
    }

    @Test
    void aFileThatCannotBeReadIsNotTakenForNone() throws IOException {
        // A file that exists and gives an error to every reader, root too.
        Files.createSymbolicLink(module.resolve(".dockerignore"), Path.of("/proc/self/mem"));

        assertThatThrownBy(() -> find("Dockerfile"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(
                        module.resolve(".dockerignore") + " cannot be read",
                        "it says what the build must not see",
                        "let this user read it");
    }

    @Test
    void aModuleWithoutAnyFileHasTheStandardRules() {
        assertThat(find("Dockerfile").origin()).isEqualTo("the plugin's own rules");
        assertThat(verdict(find("Dockerfile"), "node_modules/a/index.js").isLeftOut())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git/config", "node_modules/a", "packages/a/node_modules/b", ".venv/bin/python",
                        "src/__pycache__/a.pyc",
                "coverage/index.html", "src/app.test.ts", "cmd/main_test.go", "dist/index.js", "target/classes/A.class",
                "target/sos/production/index.json", ".env", ".env.production", "api/.env.local", ".idea/workspace.xml",
                ".vscode/launch.json", "service.iml", ".github/workflows/build.yml", ".gitlab-ci.yml", "docs/index.md",
                "CHANGELOG.md", "Dockerfile", "Dockerfile.arm", "compose.yaml", "docker-compose.override.yml",
                ".dockerignore", "tls/server.pem", "tls/server.KEY", "credentials.json", "home/.ssh/id_ed25519"
            })
    void theStandardRulesLeaveOut(String path) {
        assertThat(verdict(IgnoreRules.standard(), path).isLeftOut()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package.json",
                "package-lock.json",
                "tsconfig.json",
                ".npmrc",
                "src/index.ts",
                "src/latest.ts",
                "bin/www",
                "go.mod",
                "go.sum",
                "cmd/main.go",
                "vendor/modules.txt",
                "internal/test/http.go",
                "requirements.txt",
                "pyproject.toml",
                "README.md",
                "LICENSE",
                "src/main.py",
                "src/environment.py",
                "src/coverage/policy.ts",
                "pom.xml",
                "src/main/java/A.java",
                "target/service-1.0.jar",
                "target/quarkus-app/app/a.jar"
            })
    void theStandardRulesLetIn(String path) {
        assertThat(verdict(IgnoreRules.standard(), path).isLeftOut()).isFalse();
    }

    @Test
    void theTextOfTheStandardRulesNamesEverySecret() {
        List<String> lines = IgnoreRules.standardText().lines().toList();

        assertThat(lines)
                .containsAll(
                        SecretFiles.NAMES.stream().map(name -> "**/" + name).toList());
    }

    @ParameterizedTest
    @CsvSource({"!**", "!.env", "!**/*.pem", "'*\n!.env\n!tls\n!tls/*'"})
    void noPatternLetsASecretIn(String patterns) {
        assertThat(verdict(rules(patterns), ".env").isLeftOut()).isTrue();
        assertThat(verdict(rules(patterns), "tls/a.pem").isLeftOut()).isTrue();
        assertThat(verdict(rules(patterns), "a/.ssh/known_hosts").isLeftOut()).isTrue();
    }

    @Test
    void aSecretThatTheRulesLeaveOutAnywayIsNotWithheld() {
        assertThat(verdict(rules("tls"), "tls/a.pem").isWithheld()).isFalse();
        assertThat(verdict(rules("src"), "tls/a.pem").isWithheld()).isTrue();
    }

    @Test
    void aWaiverLetsExactlyItsFileIn() {
        IgnoreRules rules = rules("**/*.pem\n# sos:allow public certificate of our authority\n!tls/authority.pem\n");

        assertThat(verdict(rules, "tls/authority.pem").isLeftOut()).isFalse();
        assertThat(verdict(rules, "tls/server.pem").isLeftOut()).isTrue();
        assertThat(verdict(rules, "authority.pem").isLeftOut()).isTrue();
    }

    @Test
    void aWaiverForADirectoryHoldsForWhatIsInIt() {
        IgnoreRules rules = rules("#sos:allow: made up for the tests\n!tls/.ssh/made-up\n");

        assertThat(verdict(rules, "tls/.ssh/made-up/id_rsa").isLeftOut()).isFalse();
        assertThat(verdict(rules, "tls/.ssh/id_rsa").isLeftOut()).isTrue();
        assertThat(rules.mayLetInBelow("tls/.ssh", verdict(rules, "tls/.ssh"))).isTrue();
        assertThat(rules.mayLetInBelow("other/.ssh", verdict(rules, "other/.ssh")))
                .isFalse();
    }

    @Test
    void aWaiverMayStandAnywhereAboveThePatternsThatStillDecide() {
        assertThat(isIgnored("# sos:allow not secret\n!a.pem\n*.pem", "a.pem")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'# sos:allow\n!a.pem' | a secret gets near a build only for a reason | line 1",
                "'# sos:allow -\n!a.pem' | a secret gets near a build only for a reason | line 1",
                "'# sos:allow reason\na.pem' | the line below it takes no file back in | line 2",
                "'# sos:allow reason' | the line below it takes no file back in | line 1",
                "'# sos:allow reason\n!**/*.pem' | a waiver holds for the files that somebody looked at | line 2"
            })
    void aWaiverThatSaysTooLittleIsRefused(String text, String why, String line) {
        assertThatThrownBy(() -> rules(text))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(why, "from    .dockerignore, " + line, "do      ");
    }

    @Test
    void otherCommentsAreNoWaivers() {
        assertThat(isIgnored("# sos:allowed\n# see sos:allow\n!a.pem", "a.pem")).isTrue();
    }

    @Test
    void whatTheBuildMakesStaysOutWhateverThePatternsSay() {
        IgnoreRules rules = rules("!target/sos").without("target/sos");

        assertThat(verdict(rules, "target/sos/production/index.json").isLeftOut())
                .isTrue();
        assertThat(verdict(rules, "target/app.jar").isLeftOut()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // patterns | directory that is left out | whether something in it may be let in
                "node_modules | node_modules | false",
                "'node_modules\n!README.md' | node_modules | false",
                "'node_modules\n!src/**' | node_modules | false",
                "'node_modules\n!node_modules/a/b' | node_modules | true",
                "'node_modules\n!node_modules/a/b' | node_modules/a | true",
                "'node_modules\n!node_modules/a/b' | node_modules/c | false",
                "'node_modules\n!node_modules/*/b' | node_modules/c | true",
                "'node_modules\n!node_modules/*/b' | node_modules/c/d | false",
                "'node_modules\n!**/b' | node_modules/c/d | true",
                "'keep/c\n!ke*' | keep/c | false",
                "'!**/b\nnode_modules' | node_modules | false",
                "'target/*\n!target/*.jar' | target/classes | false",
                "'*\n![a-c]/x' | b | true",
                "'*\n!a\\*b/x' | a*b | true",
                ".env | .env | false",
                "'!**' | .env | false"
            })
    void directoriesAreWalkedOnlyForWhatMayBeLetIn(String patterns, String directory, boolean walked) {
        IgnoreRules rules = rules(patterns);
        var verdict = verdict(rules, directory);

        assertThat(verdict.isLeftOut()).isTrue();
        assertThat(rules.mayLetInBelow(directory, verdict)).isEqualTo(walked);
    }

    private IgnoreRules find(String dockerfile) {
        return IgnoreRules.find(module, Path.of(dockerfile));
    }
}
