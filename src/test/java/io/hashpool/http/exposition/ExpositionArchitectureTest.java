package io.hashpool.http.exposition;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ExpositionArchitectureTest {
  @Test
  void knowsNothingOfPools() {
    noClasses()
        .that()
        .resideInAPackage("io.hashpool.http.exposition")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of this project and elsewhere",
                c ->
                    c.getPackageName().startsWith("io.hashpool")
                        && !c.getPackageName().equals("io.hashpool.http.exposition")))
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.hashpool"));
  }
}
