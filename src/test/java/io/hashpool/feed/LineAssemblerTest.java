package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LineAssemblerTest {
  private static final int MAX_LINE = 1000;

  /** What one connection gave. */
  private static final class Received implements LineAssembler.Lines {
    private final List<String> lines = new ArrayList<>();
    private int tooLong;
    private int evicted;

    @Override
    public void line(byte[] bytes, int offset, int length) {
      lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void tooLong() {
      tooLong++;
    }

    @Override
    public void evicted() {
      evicted++;
    }
  }

  private final LineBuffers buffers = new LineBuffers(3 * MAX_LINE);
  private final Received received = new Received();
  private final LineAssembler assembler = new LineAssembler(MAX_LINE, buffers, received);

  @Property(tries = 300)
  void linesAreTheSameHoweverTheyAreCut(@ForAll("lines") List<String> lines, @ForAll Random cuts) {
    Received got = new Received();
    LineBuffers memory = new LineBuffers(2 * MAX_LINE);
    LineAssembler cutter = new LineAssembler(MAX_LINE, memory, got);
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; ) {
      int to = Math.min(bytes.length, at + 1 + cuts.nextInt(400));
      cutter.accept(bytes, at, to);
      at = to;
    }

    List<String> fitting = lines.stream().filter(line -> size(line) <= MAX_LINE).toList();
    assertThat(got.lines).isEqualTo(fitting);
    assertThat(got.tooLong).isEqualTo(lines.size() - fitting.size());
    assertThat(cutter.isUnfinished()).isFalse();
    assertThat(memory.used()).isBetween(0L, (long) MAX_LINE);
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> text =
        Arbitraries.strings().withChars('a', 'é', '€').ofMinLength(0).ofMaxLength(700);
    return text.list().ofMinSize(1).ofMaxSize(12);
  }

  @Test
  void lineOfExactlyTheLimitFits() {
    feed("x".repeat(MAX_LINE) + "\n");
    assertThat(received.lines).containsExactly("x".repeat(MAX_LINE));
    feed("y".repeat(MAX_LINE - 1));
    feed("y\n");
    assertThat(received.lines).hasSize(2);
    feed("z".repeat(MAX_LINE + 1) + "\n");
    feed("z".repeat(MAX_LINE));
    feed("z\nok\n");
    assertThat(received.tooLong).isEqualTo(2);
    assertThat(received.lines.get(2)).isEqualTo("ok");
  }

  @Test
  void lineWithoutEndHoldsNoMemoryOnceItIsTooLong() {
    for (int i = 0; i < 1000; i++) {
      feed("x".repeat(100));
      assertThat(buffers.used()).isLessThanOrEqualTo(MAX_LINE);
    }
    assertThat(buffers.used()).isZero();
    assertThat(received.tooLong).isEqualTo(1);

    feed("\nnext\n");
    assertThat(received.lines).containsExactly("next");
  }

  @Test
  void halfALineHoldsMemoryForWhatCameAndNotForWhatMayCome() {
    LineBuffers memory = new LineBuffers(64 << 20);
    LineAssembler patient = new LineAssembler(16 << 20, memory, received);
    patient.accept(new byte[] {'{'}, 0, 1);
    assertThat(memory.used()).isLessThanOrEqualTo(4096);

    patient.dropBuffer();
    assertThat(memory.used()).isZero();
  }

  @Test
  void memoryRunsOutForWhoeverBeganItsLineFirst() {
    List<Received> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Received other = new Received();
      others.add(other);
      LineAssembler stuck = new LineAssembler(MAX_LINE, buffers, other);
      stuck.accept("h".repeat(900).getBytes(StandardCharsets.UTF_8), 0, 900);
    }
    feed("mine" + "x".repeat(900));
    feed("\n");

    assertThat(received.lines).hasSize(1);
    assertThat(received.evicted).isZero();
    assertThat(others).extracting(other -> other.evicted).containsExactly(1, 0, 0);
    assertThat(buffers.used()).isLessThanOrEqualTo(3 * MAX_LINE);
  }

  @Test
  void buffersKeptForTheNextLineGoBeforeAnyUnfinishedLine() {
    Received stuck = new Received();
    LineAssembler unfinished = new LineAssembler(MAX_LINE, buffers, stuck);
    unfinished.accept("h".repeat(900).getBytes(StandardCharsets.UTF_8), 0, 900);
    for (int i = 0; i < 5; i++) {
      LineAssembler done = new LineAssembler(MAX_LINE, buffers, new Received());
      done.accept("d".repeat(900).getBytes(StandardCharsets.UTF_8), 0, 900);
      done.accept(new byte[] {'\n'}, 0, 1);
    }
    assertThat(stuck.evicted).isZero();
    assertThat(buffers.used()).isLessThanOrEqualTo(3 * MAX_LINE);
  }

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assembler.accept(bytes, 0, bytes.length);
  }

  private static int size(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length;
  }
}
