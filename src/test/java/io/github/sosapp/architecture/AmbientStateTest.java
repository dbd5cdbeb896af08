package io.github.sosapp.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing from the machine, the user or the moment gets into an image unless a mojo hands it in. */
class AmbientStateTest {

    /**
     * Calls that only a mojo may make.
     *
     * @param calls as {@code Class.method(ParameterTypes)} in simple names, {@code Class.new(…)} for constructors
     * @param reason why, and what to do instead
     */
    private record Ambience(String name, Set<String> calls, String reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Ambience> ambiences() {
        return Stream.of(
                new Ambience(
                        "environment",
                        Set.of("System.getenv()", "System.getenv(String)"),
                        "a build must not change with its surroundings: take the environment as a Map argument"),
                new Ambience(
                        "clock",
                        Set.of(
                                "Instant.now()",
                                "LocalDate.now()",
                                "LocalDateTime.now()",
                                "ZonedDateTime.now()",
                                "OffsetDateTime.now()",
                                "Clock.systemUTC()",
                                "Clock.systemDefaultZone()",
                                "System.currentTimeMillis()",
                                "Date.new()"),
                        "the same sources must give the same bytes tomorrow: take an Instant as argument, and measure"
                                + " durations with System.nanoTime"),
                new Ambience(
                        "properties of the whole process",
                        Set.of(
                                "System.setProperty(String,String)",
                                "System.setProperties(Properties)",
                                "System.clearProperty(String)",
                                "Locale.setDefault(Locale)",
                                "TimeZone.setDefault(TimeZone)"),
                        "other modules build at the same time in the same process: pass an argument or an option of the"
                                + " library instead"),
                new Ambience(
                        "time zone",
                        Set.of("ZoneId.systemDefault()", "TimeZone.getDefault()"),
                        "the same moment must read the same everywhere: use ZoneOffset.UTC"),
                new Ambience(
                        "locale",
                        Set.of(
                                "Locale.getDefault()",
                                "String.toLowerCase()",
                                "String.toUpperCase()",
                                "String.format(String,Object[])",
                                "String.formatted(Object[])"),
                        "a Turkish machine lower-cases I to another letter: pass Locale.ROOT, or join strings"),
                new Ambience(
                        "charset",
                        Set.of(
                                "Charset.defaultCharset()",
                                "String.getBytes()",
                                "String.new(byte[])",
                                "InputStreamReader.new(InputStream)",
                                "OutputStreamWriter.new(OutputStream)",
                                "FileReader.new(String)",
                                "FileReader.new(File)",
                                "FileWriter.new(String)",
                                "FileWriter.new(File)",
                                "PrintStream.new(OutputStream)",
                                "PrintWriter.new(OutputStream)",
                                "Scanner.new(InputStream)",
                                "ByteArrayOutputStream.toString()"),
                        "the same text must give the same bytes everywhere: pass StandardCharsets.UTF_8"));
    }

    @ParameterizedTest
    @MethodSource("ambiences")
    void onlyMojosAskTheirSurroundings(Ambience ambience) {
        rule(ambience).check(ProductionClasses.all());
    }

    @ParameterizedTest
    @MethodSource("ambiences")
    void aClassThatAsksItsSurroundingsIsCaught(Ambience ambience) {
        String report = rule(ambience)
                .evaluate(ProductionClasses.offenders("ambient"))
                .getFailureReport()
                .toString();

        assertThat(report).contains("ambient.AsksItsSurroundings", ambience.reason());
    }

    @Test
    void pathsAreUsedInsteadOfFiles() {
        noFiles().check(ProductionClasses.all());
    }

    @Test
    void aUseOfFileIsCaught() {
        assertThat(noFiles()
                        .evaluate(ProductionClasses.offenders("ambient"))
                        .getFailureReport()
                        .toString())
                .contains("ambient.AsksItsSurroundings", "java.io.File", "use java.nio.file.Path");
    }

    @Test
    void noStaticFieldCanChange() {
        noMutableStatics().check(ProductionClasses.all());
    }

    @Test
    void aStaticFieldThatCanChangeIsCaught() {
        assertThat(noMutableStatics()
                        .evaluate(ProductionClasses.offenders("ambient"))
                        .getFailureReport()
                        .toString())
                .contains("AsksItsSurroundings.lastAnswer", "hand it in through the constructor");
    }

    private static ArchRule rule(Ambience ambience) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ProductionClasses.ROOT + ".mojo..")
                .should()
                .callCodeUnitWhere(is(ambience))
                .because(ambience.reason())
                .allowEmptyShould(true);
    }

    private static ArchRule noFiles() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        ProductionClasses.ROOT + ".mojo..",
                        ProductionClasses.ROOT + ".process..",
                        ProductionClasses.ROOT + ".git..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(File.class)
                .because(
                        "File hides failures and knows no links: use java.nio.file.Path; only Maven, ProcessBuilder and JGit"
                                + " want a File")
                .allowEmptyShould(true);
    }

    private static ArchRule noMutableStatics() {
        return noFields()
                .that()
                .areStatic()
                .and()
                .areNotFinal()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .beDeclaredInClassesThat()
                .resideInAPackage(ProductionClasses.ROOT + "..")
                .because("modules build at the same time in the same process: hand it in through the constructor")
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaCall<?>> is(Ambience ambience) {
        return describe(
                "the " + ambience.name() + " is asked or changed",
                call -> ambience.calls().contains(signature(call.getTarget())));
    }

    private static String signature(CodeUnitCallTarget target) {
        String name = target.getName().equals("<init>") ? "new" : target.getName();
        return target.getOwner().getSimpleName() + "." + name
                + target.getRawParameterTypes().stream()
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }
}
