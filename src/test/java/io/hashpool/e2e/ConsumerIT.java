package io.hashpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Maven project that depends on the installed artifact alone, and runs the README's lines. Maven
 * takes everything else from the repository that this build has filled.
 */
class ConsumerIT {
  private static final Path CONSUMER = Path.of("src/test/consumer");
  private static final Path JAR = Path.of(System.getProperty("exporter.jar"));
  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir static Path project;

  private static List<Path> classpath;

  @BeforeAll
  static void build() throws Exception {
    Path repository = project.resolve("repository");
    Path source = Files.createDirectories(project.resolve("src/main/java/consumer"));
    Files.copy(CONSUMER.resolve("pom.xml"), project.resolve("pom.xml"));
    Files.writeString(
        source.resolve("Pool.java"),
        Files.readString(CONSUMER.resolve("Pool.java.template"))
            .replace("@README@", linesOfTheReadme()));
    install(repository);
    Path settings =
        Files.writeString(
            project.resolve("settings.xml"),
            "<settings><mirrors><mirror><id>filled</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors></settings>"
                .formatted(Path.of(System.getProperty("maven.repository")).toUri()));
    run(
        Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
        "-q",
        "-B",
        "-s",
        settings.toString(),
        "-Dmaven.repo.local=" + repository,
        "-Dhashpool.version=" + version(),
        "-Dmdep.outputFile=classpath",
        "compile",
        "dependency:build-classpath");
    classpath =
        Stream.of(Files.readString(project.resolve("classpath")).split(File.pathSeparator))
            .map(Path::of)
            .toList();
  }

  @Test
  void scrapesInEveryFormatByTheLinesOfTheReadme() throws Exception {
    List<String> entries = new ArrayList<>(List.of(project.resolve("target/classes").toString()));
    classpath.forEach(entry -> entries.add(entry.toString()));
    String output =
        run(
            Path.of(JAVA_HOME, "bin", "java").toString(),
            "-cp",
            String.join(File.pathSeparator, entries),
            "consumer.Pool");

    assertThat(output)
        .contains(
            "200 text/plain\n",
            "200 application/openmetrics-text\n",
            "200 application/vnd.google.protobuf",
            "\nhashpool_pool_downstream_shares_total{downstream_id=\"7\"} 2.0\n",
            "\nhashpool_pool_downstream_ehash_mined_total{downstream_id=\"7\"} 2048.0\n",
            "\nhashpool_pool_downstream_rejected_shares_total{downstream_id=\"7\",reason=\"stale-share\"} 1.0\n");
  }

  @Test
  void getsNothingThatOnlyTheProgramNeeds() {
    assertThat(classpath)
        .extracting(jar -> jar.getFileName().toString().replaceFirst("-[0-9.]+\\.jar$", ""))
        .containsExactlyInAnyOrder(
            "HdrHistogram",
            "hashpool-exporter",
            "jackson-core",
            "jspecify",
            "micrometer-commons",
            "micrometer-core",
            "micrometer-observation",
            "micrometer-registry-prometheus",
            "prometheus-metrics-config",
            "prometheus-metrics-core",
            "prometheus-metrics-exporter-common",
            "prometheus-metrics-exporter-httpserver",
            "prometheus-metrics-exposition-formats",
            "prometheus-metrics-exposition-textformats",
            "prometheus-metrics-model",
            "prometheus-metrics-tracer-common",
            "slf4j-api");
  }

  @Test
  void namesItsModule() {
    assertThat(ModuleFinder.of(JAR).find("io.hashpool.exporter")).isPresent();
  }

  /** On a port of the system's choice, and scraped before the downstream disconnects. */
  private static String linesOfTheReadme() throws IOException {
    Matcher block =
        Pattern.compile("```java\\n(PrometheusMeterRegistry .*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(block.find()).isTrue();
    assertThat(block.group(1)).contains("port(19108)").contains("session.close();");
    return block
        .group(1)
        .replace("port(19108)", "port(0)")
        .replace("session.close();", "scrape(server); session.close();");
  }

  /** Lays the artifact into the repository as {@code mvn install} does. */
  private static void install(Path repository) throws IOException {
    Path place =
        Files.createDirectories(repository.resolve("io/hashpool/hashpool-exporter/" + version()));
    Files.copy(JAR, place.resolve("hashpool-exporter-" + version() + ".jar"));
    Files.copy(Path.of("pom.xml"), place.resolve("hashpool-exporter-" + version() + ".pom"));
  }

  private static String version() {
    return System.getProperty("exporter.version");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(project, "output", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", JAVA_HOME);
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("it ended: %s", Files.readString(output)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}
