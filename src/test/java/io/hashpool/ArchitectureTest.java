package io.hashpool;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** Holds the arrows between packages: what each may depend on, its package-info says in words. */
@AnalyzeClasses(packages = "io.hashpool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] EVERYWHERE = {"java..", "org.jspecify.."};
  private static final String SLF4J = "org.slf4j..";
  private static final String MICROMETER_CORE = "io.micrometer.core..";

  @ArchTest static final ArchRule quoteDependsOnTheJdkAlone = only("io.hashpool.quote");

  @ArchTest
  static final ArchRule statsDependsOnQuoteAndMicrometersFacade =
      only("io.hashpool.stats", "io.hashpool.quote", MICROMETER_CORE, SLF4J);

  @ArchTest
  static final ArchRule poolKnowsNoMetricsLibrary =
      only("io.hashpool.pool", "io.hashpool.quote", "io.hashpool.stats", SLF4J);

  @ArchTest
  static final ArchRule demoIsMinersOnThePool =
      only("io.hashpool.demo", "io.hashpool.pool", "io.hashpool.quote", "io.hashpool.stats", SLF4J);

  @ArchTest
  static final ArchRule feedDependsOnStatsAndJackson =
      only("io.hashpool.feed", "io.hashpool.stats", "com.fasterxml.jackson..", SLF4J);

  @ArchTest
  static final ArchRule httpKnowsStatsAndPrometheus =
      only(
          "io.hashpool.http",
          "io.hashpool.stats",
          MICROMETER_CORE,
          "io.micrometer.prometheusmetrics..",
          "io.prometheus.metrics..",
          "com.sun.net.httpserver..",
          "com.sun.management..",
          "javax.net.ssl..",
          "javax.crypto..",
          "com.fasterxml.jackson..",
          "org.bouncycastle..",
          "at.favre.lib.crypto.bcrypt..",
          SLF4J);

  @ArchTest
  static final ArchRule webConfigKnowsNoServer =
      noClasses()
          .that()
          .resideInAPackage("io.hashpool.http.webconfig..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.net.httpserver..", "io.prometheus..", "io.micrometer..");

  @ArchTest
  static final ArchRule expositionKnowsNothingOfPools =
      noClasses()
          .that()
          .resideInAPackage("io.hashpool.http.exposition..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.hashpool..")
                  .and(not(resideInAPackage("io.hashpool.http.exposition.."))));

  @ArchTest
  static final ArchRule onlyHttpAndCliKnowPrometheus =
      noClasses()
          .that(not(resideInAnyPackage("io.hashpool.http..", "io.hashpool.cli..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.prometheus..", "io.micrometer.prometheusmetrics..");

  @ArchTest
  static final ArchRule nothingDependsOnCli =
      noClasses()
          .that(not(resideInAPackage("io.hashpool.cli..")))
          .should()
          .dependOnClassesThat(resideInAPackage("io.hashpool.cli.."));

  @ArchTest
  static final ArchRule onlyCliEndsTheProcessOrHandlesWhatItsThreadsDieOf =
      noClasses()
          .that(not(resideInAPackage("io.hashpool.cli..")))
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .orShould()
          .callMethod(
              Thread.class,
              "setDefaultUncaughtExceptionHandler",
              Thread.UncaughtExceptionHandler.class)
          .because("the process may be a pool's own");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.hashpool.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noStaticStateChanges =
      fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal()
          .because("two pools may live in one process");

  @ArchTest
  static void everyPackageIsNullMarkedAndDescribed(JavaClasses all) {
    Set<String> packages = new TreeSet<>();
    all.forEach(type -> packages.add(type.getPackageName()));
    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(all.get(name + ".package-info").isAnnotatedWith(NullMarked.class))
                    .as(name + " is @NullMarked")
                    .isTrue());
  }

  private static ArchRule only(String source, String... targets) {
    List<String> allowed = new ArrayList<>(List.of(EVERYWHERE));
    allowed.add(source + "..");
    for (String target : targets) {
      allowed.add(target.endsWith("..") ? target : target + "..");
    }
    return classes()
        .that()
        .resideInAPackage(source + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(JavaClass.Predicates.belongToAnyOf(Object.class)))
        .allowEmptyShould(true);
  }
}
