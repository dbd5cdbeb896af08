package io.github.sosapp.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package may use which: everything that the table does not list is forbidden. */
class PackageArrowsTest {

    private static final Set<String> ALL_BUT_MOJO = Set.of(
            "failure",
            "file",
            "secret",
            "process",
            "http",
            "image",
            "settings",
            "plan",
            "git",
            "dockerfile",
            "python",
            "service",
            "debian",
            "base",
            "engine",
            "registry",
            "report");

    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("failure", Set.of()),
            entry("file", Set.of()),
            entry("secret", Set.of()),
            entry("process", Set.of("secret", "failure")),
            entry("http", Set.of("file", "secret", "failure")),
            entry("image", Set.of("file", "failure")),
            entry("settings", Set.of("image", "secret", "failure")),
            entry("plan", Set.of("image", "failure")),
            entry("git", Set.of("process", "failure")),
            entry("python", Set.of("image", "process", "failure")),
            entry("dockerfile", Set.of("image", "failure")),
            entry("service", Set.of("plan", "dockerfile", "python", "image", "settings", "failure")),
            entry("debian", Set.of("image", "http", "process", "file", "failure")),
            entry(
                    "base",
                    Set.of("plan", "python", "debian", "registry", "image", "http", "process", "file", "failure")),
            entry("engine", Set.of("base", "plan", "dockerfile", "python", "image", "process", "secret", "failure")),
            entry("registry", Set.of("image", "http", "process", "secret", "failure")),
            entry("report", Set.of("plan", "image", "settings", "registry", "file", "failure")),
            entry("goal", ALL_BUT_MOJO),
            entry("mojo", with(ALL_BUT_MOJO, "goal")));

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        onlyListedArrows(ProductionClasses.ROOT).check(ProductionClasses.all());
    }

    @Test
    void noPackageUsesItselfThroughOthers() {
        noCycles(ProductionClasses.ROOT).check(ProductionClasses.all());
    }

    @Test
    void anArrowUpwardIsCaught() {
        assertThat(complaintsAboutArrows())
                .contains("failure may not use goal", "failure.ReachesUp", "goal hands it down as a value");
    }

    @Test
    void aPackageThatTheTableDoesNotKnowIsCaught() {
        assertThat(complaintsAboutArrows()).contains("surprise is not in the table", "surprise.NotInTheTable");
    }

    @Test
    void aCycleBetweenAPackageAndItsSubpackageIsCaught() {
        String root = ProductionClasses.FIXTURES + ".arrows";

        assertThat(noCycles(root)
                        .evaluate(ProductionClasses.offenders("arrows"))
                        .getFailureReport()
                        .toString())
                .contains("Cycle detected", "image.UsesItsSubpackage", "image.layer.UsesItsParent");
    }

    private static String complaintsAboutArrows() {
        return onlyListedArrows(ProductionClasses.FIXTURES + ".arrows")
                .evaluate(ProductionClasses.offenders("arrows"))
                .getFailureReport()
                .toString();
    }

    private static ArchRule onlyListedArrows(String root) {
        return ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(root + "..")
                .should(followTheTable(root))
                .because(
                        "a reader must be able to understand a package without those above it; instead, take the value as"
                                + " an argument: goal hands it down as a value or as an interface that the lower package owns."
                                + " A new package gets a line in the table of PackageArrowsTest")
                .allowEmptyShould(true);
    }

    private static ArchRule noCycles(String root) {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("packages that use each other are one package with two names; a contract is used by its"
                        + " subpackages, a facade uses them, never both: move the shared value to the lower one")
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> followTheTable(String root) {
        return new ArchCondition<>("follow the table of packages") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String from = topPackage(root, user);
                if (!ARROWS.containsKey(from)) {
                    events.add(SimpleConditionEvent.violated(
                            user, "package " + from + " is not in the table: " + user.getName()));
                    return;
                }
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    JavaClass used = dependency.getTargetClass();
                    String to = topPackage(root, used);
                    if (used.getPackageName().startsWith(root)
                            && !to.equals(from)
                            && !ARROWS.get(from).contains(to)) {
                        events.add(SimpleConditionEvent.violated(
                                user, from + " may not use " + to + ": " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** {@code image} for a class of {@code root.image.layer}; empty for the root itself. */
    private static String topPackage(String root, JavaClass type) {
        String name = type.getPackageName();
        return name.length() <= root.length()
                ? ""
                : name.substring(root.length() + 1).split("\\.")[0];
    }

    private static Set<String> with(Set<String> some, String more) {
        Set<String> all = new HashSet<>(some);
        all.add(more);
        return Set.copyOf(all);
    }
}
