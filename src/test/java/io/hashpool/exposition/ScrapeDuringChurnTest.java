package io.hashpool.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.config.PrometheusProperties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ScrapeDuringChurnTest {
  private static final int ALWAYS_THERE = 500;

  private final RegistryExposition exposition =
      new RegistryExposition(PrometheusConfig.DEFAULT, PrometheusProperties.builder().build());

  @Test
  void showsEachSeriesOnceAndThoseThatStayAlways() throws Exception {
    for (int id = 0; id < ALWAYS_THERE; id++) {
      counter("stays" + id).increment(id);
    }
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int seed = 0; seed < 2; seed++) {
        Random random = new Random(seed);
        String prefix = "comes" + seed + "-";
        all.add(threads.submit(() -> churn(prefix, random, over)));
      }
      List<Future<?>> scrapes = new ArrayList<>();
      for (int scraper = 0; scraper < 2; scraper++) {
        scrapes.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 150; i++) {
                    assertWhole(scrape());
                  }
                  return null;
                }));
      }
      for (Future<?> scrape : scrapes) {
        scrape.get(60, TimeUnit.SECONDS);
      }
      over.set(true);
      for (Future<?> churn : all) {
        churn.get(10, TimeUnit.SECONDS);
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    assertThat(scrape()).isEqualTo(exposition.registry().scrape());
  }

  @Test
  void theLengthsOfProtobufHoldWhileSamplesComeAndGo() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> churn = threads.submit(() -> churn("comes", new Random(0), over));
      for (int scrape = 0; scrape < 500; scrape++) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exposition.write(ScrapeRequest.of(ScrapeFormat.PROTOBUF), out);
        ByteBuffer rest = ByteBuffer.wrap(out.toByteArray());
        while (rest.hasRemaining()) {
          // The one family, or none: a length, and so many bytes.
          assertThat(varint(rest)).isEqualTo(rest.remaining());
          rest.position(rest.limit());
        }
      }
      over.set(true);
      churn.get(10, TimeUnit.SECONDS);
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  private static long varint(ByteBuffer from) {
    long number = 0;
    int shift = 0;
    byte next;
    do {
      next = from.get();
      number |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return number;
  }

  @Test
  void aScrapeThatCannotSendHoldsUpNobody() throws Exception {
    for (int id = 0; id < 20_000; id++) {
      counter("filler" + id);
    }
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> slow =
          threads.submit(
              () -> {
                exposition.write(
                    ScrapeRequest.of(ScrapeFormat.PROMETHEUS_TEXT),
                    new StuckStream(stuck, release));
                return null;
              });
      assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
      Counter newcomer = counter("newcomer");
      newcomer.increment();
      assertThat(scrape()).contains("events_total{id=\"newcomer\"} 1.0\n");
      exposition.registry().remove(newcomer);
      assertThat(scrape()).doesNotContain("newcomer");
      release.countDown();
      slow.get(10, TimeUnit.SECONDS);
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void allocatesABufferAndNotTheWorld() throws IOException {
    for (int id = 0; id < 20_000; id++) {
      // As times are. For other fractions the JDK is asked, and JDK 21 allocates for each of them.
      double value = 1_700_000_000 + id / 1e3;
      Gauge.builder("root", this, ignored -> value)
          .tag("id", "" + id)
          .register(exposition.registry());
    }
    ThreadMXBean allocations = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // The text is over 600,000 bytes.
    long allowed = 2L * ScrapeBuffer.CAPACITY;
    long allocated = Long.MAX_VALUE;
    // The first ones also sort, and the compiler takes some: more of them on a busy machine.
    for (int scrape = 0; scrape < 1_000 && allocated >= allowed; scrape++) {
      long before = allocations.getCurrentThreadAllocatedBytes();
      discard();
      allocated = allocations.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isLessThan(allowed);
  }

  private void churn(String prefix, Random random, AtomicBoolean over) {
    List<Meter> live = new ArrayList<>();
    while (!over.get()) {
      if (live.size() > 50 || (!live.isEmpty() && random.nextBoolean())) {
        exposition.registry().remove(live.remove(random.nextInt(live.size())));
      } else {
        // Few ids, so that the same one comes back.
        Counter counter = counter(prefix + random.nextInt(100));
        if (!live.contains(counter)) {
          live.add(counter);
        }
      }
    }
  }

  private static void assertWhole(String scrape) {
    Set<String> series = new HashSet<>();
    int stayed = 0;
    for (String line : scrape.lines().filter(l -> !l.startsWith("#")).toList()) {
      assertThat(line).matches("events_total\\{id=\"[a-z0-9-]+\"} [0-9.]+");
      String name = line.substring(0, line.indexOf(' '));
      assertThat(series.add(name)).as(name).isTrue();
      if (name.contains("stays")) {
        stayed++;
      }
    }
    assertThat(stayed).isEqualTo(ALWAYS_THERE);
  }

  private Counter counter(String id) {
    return Counter.builder("events").tag("id", id).register(exposition.registry());
  }

  private String scrape() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exposition.write(ScrapeRequest.of(ScrapeFormat.PROMETHEUS_TEXT), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void discard() throws IOException {
    exposition.write(
        ScrapeRequest.of(ScrapeFormat.PROMETHEUS_TEXT), OutputStream.nullOutputStream());
  }

  /** A reader that stops reading. */
  private static final class StuckStream extends OutputStream {
    private final CountDownLatch stuck;
    private final CountDownLatch release;

    StuckStream(CountDownLatch stuck, CountDownLatch release) {
      this.stuck = stuck;
      this.release = release;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      stuck.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
