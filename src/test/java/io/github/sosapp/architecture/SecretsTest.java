package io.github.sosapp.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What must never be printed has a type that cannot be printed. */
class SecretsTest {

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(password|passphrase|passwd|secret|token|api_?key|private_?key)s?");
    private static final Set<String> PRINTABLE =
            Set.of("java.lang.String", "java.lang.CharSequence", "java.lang.StringBuilder", "char[]", "byte[]");

    @Test
    void secretsAreOfTheTypeSecret() {
        rule().check(ProductionClasses.all());
    }

    @Test
    void secretsOfPrintableTypesAreCaught() {
        assertThat(rule().evaluate(ProductionClasses.offenders("secrets"))
                        .getFailureReport()
                        .toString())
                .contains("PrintsItsSecrets.password")
                .contains("PrintsItsSecrets.refreshToken")
                .contains("PrintsItsSecrets.clientSecrets")
                .contains("PrintsItsSecrets.apiKey")
                .contains("use secret.Secret")
                .doesNotContain("PrintsItsSecrets.user")
                .doesNotContain("PrintsItsSecrets.TOKEN");
    }

    private static ArchRule rule() {
        return noFields()
                .that(describe(
                        "are named like a secret",
                        field -> SECRET_NAME.matcher(field.getName()).matches() && !isConstant(field)))
                .should(ArchConditions.be(printable()))
                .because(
                        "a record prints its components, and a log or a failure prints the record: use secret.Secret, and"
                                + " reveal it in the one line that sends it")
                .allowEmptyShould(true);
    }

    /** A constant holds the name of a property or a parameter; a secret is never one. */
    private static boolean isConstant(JavaField field) {
        return field.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL));
    }

    private static DescribedPredicate<JavaField> printable() {
        return describe("of a type that can be printed", field -> isPrintable(field.getType()));
    }

    /** True also for an Optional or a collection of texts, and for a map whose values are texts. */
    private static boolean isPrintable(JavaType type) {
        if (type instanceof JavaParameterizedType generic) {
            List<JavaType> arguments = generic.getActualTypeArguments();
            return isPrintable(arguments.get(arguments.size() - 1));
        }
        return PRINTABLE.contains(type.toErasure().getName())
                || PRINTABLE.contains(type.toErasure().getSimpleName());
    }
}
