package io.github.sosapp.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** What the rules look at: the plugin without its tests, or one package of deliberate offenders. */
final class ProductionClasses {

    static final String ROOT = "io.github.sosapp";
    static final String FIXTURES = ROOT + ".architecture.fixtures";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private ProductionClasses() {}

    static JavaClasses all() {
        return ALL;
    }

    static JavaClasses offenders(String fixturePackage) {
        return new ClassFileImporter().importPackages(FIXTURES + "." + fixturePackage);
    }
}
