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

/**
 * Holds the table of {@code docs/architecture.md}: what each package may depend on. A rule whose
 * package is empty fails.
 */
@AnalyzeClasses(packages = "io.hashpool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] EVERYWHERE = {"java..", "org.jspecify..", "org.slf4j.."};
  private static final String BASE = "io.hashpool.base";
  private static final String QUOTE = "io.hashpool.quote";
  private static final String STATS = "io.hashpool.stats";
  private static final String POOL = "io.hashpool.pool";
  private static final String INGEST = "io.hashpool.ingest";
  private static final String FEED = "io.hashpool.feed";
  private static final String PULL = "io.hashpool.pull";
  private static final String EXPOSITION = "io.hashpool.exposition";
  private static final String WEBCONFIG = "io.hashpool.webconfig";
  private static final String HTTP = "io.hashpool.http";
  private static final String DEMO = "io.hashpool.demo";
  private static final String MICROMETER_CORE = "io.micrometer.core..";
  private static final String[] PROMETHEUS = {
    "io.micrometer.prometheusmetrics..", "io.prometheus.metrics.."
  };
  private static final String HTTP_SERVER = "com.sun.net.httpserver..";

  @ArchTest static final ArchRule base = only(BASE, "com.sun.management..");

  @ArchTest static final ArchRule quote = only(QUOTE, BASE);

  @ArchTest static final ArchRule stats = only(STATS, BASE, QUOTE, MICROMETER_CORE);

  @ArchTest static final ArchRule poolKnowsNoMetricsLibrary = only(POOL, BASE, QUOTE, STATS);

  @ArchTest static final ArchRule demo = only(DEMO, BASE, QUOTE, STATS, POOL);

  @ArchTest static final ArchRule ingestKnowsNoTransportAndNoFormat = only(INGEST, BASE, STATS);

  @ArchTest
  static final ArchRule feed = only(FEED, BASE, STATS, INGEST, "com.fasterxml.jackson.core..");

  @ArchTest
  static final ArchRule pull =
      only(PULL, BASE, STATS, INGEST, "com.fasterxml.jackson..", "javax.net.ssl..");

  @ArchTest
  static final ArchRule expositionKnowsNothingOfPools =
      only(EXPOSITION, MICROMETER_CORE, PROMETHEUS[0], PROMETHEUS[1], HTTP_SERVER);

  @ArchTest
  static final ArchRule webConfigKnowsNoServer =
      only(
          WEBCONFIG,
          BASE,
          "com.fasterxml.jackson..",
          "at.favre.lib.crypto.bcrypt..",
          "javax.net.ssl..",
          "javax.crypto..");

  @ArchTest
  static final ArchRule http =
      only(
          HTTP,
          BASE,
          STATS,
          EXPOSITION,
          WEBCONFIG,
          MICROMETER_CORE,
          PROMETHEUS[0],
          PROMETHEUS[1],
          HTTP_SERVER,
          "javax.net.ssl..");

  @ArchTest
  static final ArchRule onlyExpositionHttpAndCliKnowPrometheus =
      noClasses()
          .that(not(resideInAnyPackage(EXPOSITION, HTTP, "io.hashpool.cli")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PROMETHEUS);

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
    allowed.add(source);
    allowed.addAll(List.of(targets));
    return classes()
        .that()
        .resideInAPackage(source)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(JavaClass.Predicates.belongToAnyOf(Object.class)))
        .allowEmptyShould(false);
  }
}
