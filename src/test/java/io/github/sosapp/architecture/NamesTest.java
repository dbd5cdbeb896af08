package io.github.sosapp.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names that say nothing are not used. */
class NamesTest {

    private static final Pattern EMPTY_NAME =
            Pattern.compile(".*(Utils?|Helper|Manager|Common|Impl|Processor|Handler)|Abstract.*");
    private static final Set<String> EXCEPT = Set.of("AbstractSosMojo");
    private static final Pattern EMPTY_PACKAGE = Pattern.compile("(.*\\.)?(utils?|common|core|internal|misc)(\\..*)?");

    @Test
    void typesAreNamedAfterWhatTheyAre() {
        noEmptyTypeNames().check(ProductionClasses.all());
    }

    @Test
    void packagesAreNamedAfterWhatTheyHold() {
        noEmptyPackageNames().check(ProductionClasses.all());
    }

    @Test
    void mojosLiveInTheirPackage() {
        noMojosElsewhere().check(ProductionClasses.all());
    }

    @Test
    void emptyTypeNamesAreCaught() {
        assertThat(report(noEmptyTypeNames()))
                .contains("names.StringUtil", "names.AbstractThing", "names.AbstractThing$PushHandler")
                .contains("name it after what it does");
    }

    @Test
    void emptyPackageNamesAreCaught() {
        assertThat(report(noEmptyPackageNames())).contains("names.common.Leftover");
    }

    @Test
    void aMojoInAnotherPackageIsCaught() {
        assertThat(report(noMojosElsewhere())).contains("names.StrayMojo");
    }

    private static String report(ArchRule rule) {
        return rule.evaluate(ProductionClasses.offenders("names"))
                .getFailureReport()
                .toString();
    }

    private static ArchRule noEmptyTypeNames() {
        return noClasses()
                .should(ArchConditions.be(named(EMPTY_NAME)))
                .because(
                        "such a name fits anything and so collects everything: name it after what it does or holds, such as"
                                + " LayerWriter, and put a base class's code into the values that need it")
                .allowEmptyShould(true);
    }

    private static ArchRule noEmptyPackageNames() {
        return noClasses()
                .should(ArchConditions.be(describe(
                        "in a package that is named after nothing",
                        type -> EMPTY_PACKAGE.matcher(type.getPackageName()).matches())))
                .because("such a package grows without end: move the class to the package whose story needs it")
                .allowEmptyShould(true);
    }

    private static ArchRule noMojosElsewhere() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ProductionClasses.ROOT + ".mojo..")
                .should()
                .haveSimpleNameEndingWith("Mojo")
                .because("only the package mojo knows Maven: write what is done as a goal and call it from there")
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> named(Pattern pattern) {
        return describe(
                "named like " + pattern,
                type -> pattern.matcher(type.getSimpleName()).matches() && !EXCEPT.contains(type.getSimpleName()));
    }
}
