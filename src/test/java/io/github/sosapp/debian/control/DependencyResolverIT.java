package io.github.sosapp.debian.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Chooses what apt chooses from the same indices for a machine on which nothing is installed. No difference is known for
 * packages that are wanted by their own names; with a name that several packages provide both refuse.
 */
class DependencyResolverIT {

    private static final Pattern INSTALLED = Pattern.compile("^Inst ([^ :]+)\\S* \\(([^ ]+) .*$", Pattern.MULTILINE);

    @TempDir
    static Path directory;

    private static PackageIndex index;

    @BeforeAll
    static void readTheIndicesOfThisMachine() throws IOException {
        index = HostArchive.index();
        Files.createFile(directory.resolve("nothing-installed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openjdk-17-jre-headless",
                "default-jdk maven",
                "python3",
                "python3-pip python3-venv",
                "nodejs",
                "npm",
                "golang-go",
                "build-essential",
                "curl",
                "git",
                "nginx",
                "apache2 php",
                "postgresql",
                "postgresql-client",
                "mariadb-server",
                "redis-server",
                "tomcat10",
                "openssh-server",
                "docker.io",
                "exim4",
                "imagemagick ffmpeg",
                "firefox-esr",
                "gnome-core"
            })
    void theChoiceIsThatOfApt(String wanted) {
        SortedSet<String> chosen = ours(wanted).packages().stream()
                .map(one -> one.stanza().name() + "=" + one.stanza().version())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(chosen).isNotEmpty().isEqualTo(apts(wanted));
    }

    @Test
    void aNameThatSeveralPackagesProvideIsRefusedByBoth() {
        assertThatThrownBy(() -> ours("mail-transport-agent"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("mail-transport-agent is not a package but a name that several packages provide");
        assertThat(apt("mail-transport-agent").exitCode()).isNotZero();
    }

    @Test
    void eachChoiceCanBeFollowedBackToWhatWasWanted() {
        for (Resolution.Chosen chosen : ours("openjdk-17-jre-headless").packages()) {
            String name = chosen.stanza().name();
            if (name.equals("openjdk-17-jre-headless")) {
                assertThat(chosen.reason()).isEqualTo("a test");
            } else {
                assertThat(chosen.reason())
                        .startsWith("openjdk-17-jre-headless -> ")
                        .containsPattern(" -> " + Pattern.quote(name) + "(:any)?( \\([^)]*\\))?$");
            }
        }
    }

    private static Resolution ours(String wanted) {
        return new DependencyResolver(index)
                .resolve(PackageRequest.withClosure(
                        List.of(wanted.split(" ")).stream()
                                .map(name -> new PackageRequest.Wanted(PackageRelation.to(name), "a test"))
                                .toList(),
                        Map.of()));
    }

    private static SortedSet<String> apts(String wanted) {
        CommandResult result = apt(wanted);
        assertThat(result.exitCode()).as(result.output() + result.errors()).isZero();
        return INSTALLED
                .matcher(result.output())
                .results()
                .map(line -> line.group(1) + "=" + line.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static CommandResult apt(String wanted) {
        List<String> command = new ArrayList<>(List.of("apt-get", "--simulate", "--no-install-recommends"));
        Map<String, String> places = Map.of(
                "Dir::State::status", "nothing-installed",
                "Dir::Cache::pkgcache", "packages.cache",
                "Dir::Cache::srcpkgcache", "sources.cache",
                "Dir::State::extended_states", "no-states");
        places.forEach((name, file) -> command.addAll(List.of("-o", name + "=" + directory.resolve(file))));
        command.add("install");
        command.addAll(List.of(wanted.split(" ")));
        return Programs.run(directory, Map.of("LC_ALL", "C"), command.toArray(String[]::new));
    }
}
