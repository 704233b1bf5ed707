package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hashpool.feed.ReconcilerOracleTest.Event;
import io.hashpool.feed.ReconcilerOracleTest.Totals;
import io.hashpool.ingest.PoolReport;
import io.hashpool.ingest.Report;
import io.hashpool.ingest.WindowReport;
import io.hashpool.stats.FeedError;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whatever bytes a peer sends, and whatever is written into the list of those who may. A build
 * replays the inputs kept beside this class's resources; {@code scripts/fuzz.sh} looks for new
 * ones, led by coverage.
 */
class FeedFuzzTest {
  private static final int MAX_LINE = 64;
  private static final int MAX_EVENTS = 40;
  private static final int IDS = 6;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * A line is taken or refused with a reason, never anything else; what is taken can be sent on.
   */
  @FuzzTest
  void anyLineIsTakenOrRefused(byte[] line) {
    if (contains(line, '\n')) {
      return; // two lines
    }
    LineDecoder decoder = new LineDecoder(Accepted.SHARES);
    Report taken;
    try {
      taken = decoder.decode(line, 0, line.length, badRow -> {});
    } catch (LineRefusedException e) {
      assertThat(e.getMessage()).matches("[\\x20-\\x7e]{1,300}");
      if (e.reason() == FeedError.NOT_JSON) {
        assertThat(isJsonObject(line)).as("%s: %s", e.getMessage(), text(line)).isFalse();
      }
      return;
    }
    assertThat(isJsonObject(line)).as(text(line)).isTrue();
    byte[] again = LineEncoder.object(taken);
    assertThat(decoded(decoder, again)).as(text(again)).isEqualTo(readable(taken));
    assertThat(decoded(decoder, line)).as("read with a decoder that was used").isEqualTo(taken);
  }

  /** A list of networks is refused with a reason, or holds just the addresses that it says. */
  @FuzzTest
  void anyListOfNetworksIsReadOrRefused(byte[] bytes) throws UnknownHostException {
    String list = text(bytes);
    AllowedPeers peers;
    try {
      peers = AllowedPeers.parse(list);
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
      assertThat(e.getMessage()).contains("\"");
      return;
    }
    String canonical = peers.toString();
    assertThat(AllowedPeers.parse(canonical)).hasToString(canonical);
    assertThat(peers.isEveryone()).isFalse();
    String[] networks = canonical.split(",", -1);
    assertThat(networks).hasSameSizeAs(list.split(",", -1));
    for (String network : networks) {
      assertHolds(network, peers);
    }
  }

  /** Its first and last address, and none that differs in the last bit of its length. */
  private static void assertHolds(String network, AllowedPeers peers) throws UnknownHostException {
    String[] parts = network.split("/");
    byte[] address = InetAddress.getByName(parts[0]).getAddress();
    int hostBits = Byte.SIZE * address.length - Integer.parseInt(parts[1]);
    BigInteger first = new BigInteger(1, address);
    BigInteger last = first.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE);
    assertThat(peers.allows(address(first, address.length))).as(network).isTrue();
    // The JDK makes an IPv4 address of a mapped one, and no IPv6 network holds those.
    if (address(last, address.length).getAddress().length == address.length) {
      assertThat(peers.allows(address(last, address.length))).as(network).isTrue();
    }
    if (hostBits < Byte.SIZE * address.length) {
      InetAddress outside = address(first.flipBit(hostBits), address.length);
      assertThat(AllowedPeers.parse(network).allows(outside)).as(network).isFalse();
    }
  }

  private static InetAddress address(BigInteger value, int length) throws UnknownHostException {
    byte[] address = new byte[length];
    for (int i = 0; i < length; i++) {
      address[i] = value.shiftRight(Byte.SIZE * (length - 1 - i)).byteValue();
    }
    return InetAddress.getByAddress(address);
  }

  /** However the bytes are cut into packets, the lines are those between the newlines. */
  @FuzzTest
  void linesDoNotDependOnThePackets(FuzzedDataProvider data) {
    int cuts = data.consumeInt(0, 20);
    int[] lengths = new int[cuts];
    for (int i = 0; i < cuts; i++) {
      lengths[i] = data.consumeInt(0, 2 * MAX_LINE);
    }
    byte[] bytes = data.consumeRemainingAsBytes();
    List<String> got = new ArrayList<>();
    LineAssembler assembler =
        new LineAssembler(MAX_LINE, new LineBuffers(1 << 20), new Recording(got));
    int from = 0;
    for (int length : lengths) {
      int to = Math.min(bytes.length, from + length);
      assembler.accept(bytes, from, to);
      from = to;
    }
    assembler.accept(bytes, from, bytes.length);
    assertThat(got).isEqualTo(linesOf(bytes));
  }

  /** Any history of a pool, against the plain model. */
  @FuzzTest
  void anyHistoryCountsAsThePlainModelDoes(FuzzedDataProvider data) {
    List<Event> events = new ArrayList<>();
    while (data.remainingBytes() > 0 && events.size() < MAX_EVENTS) {
      events.add(
          switch (data.consumeInt(0, 9)) {
            case 0 -> new Event.Repeat();
            case 1 -> new Event.Late(downstreams(data));
            case 2 -> new Event.Silence();
            default -> new Event.Snapshot(downstreams(data), data.consumeInt(0, IDS));
          });
    }
    ReconcilerOracleTest.assertFeedFollowsTheModel(events);
  }

  private static Map<Long, Totals> downstreams(FuzzedDataProvider data) {
    Map<Long, Totals> downstreams = new TreeMap<>();
    int present = data.consumeInt(0, (1 << IDS) - 1);
    for (long id = 1; id <= IDS; id++) {
      if ((present >> (id - 1) & 1) == 1) {
        downstreams.put(id, new Totals(total(data), total(data), total(data)));
      }
    }
    return downstreams;
  }

  /** Small ones meet and fall often; large ones, exact in a double yet, are beyond 32 bits. */
  private static long total(FuzzedDataProvider data) {
    return data.consumeBoolean() ? data.consumeInt(0, 6) : data.consumeLong(0, 1L << 45);
  }

  /** The last line too, if it is over the limit before its newline came. */
  private static List<String> linesOf(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      boolean end = i == bytes.length;
      if (end || bytes[i] == '\n') {
        if (i - start > MAX_LINE) {
          lines.add(Recording.TOO_LONG);
        } else if (!end) {
          lines.add(new String(bytes, start, i - start, StandardCharsets.ISO_8859_1));
        }
        start = i + 1;
      }
    }
    return lines;
  }

  /** As the library's other parser sees it, which reads characters and not bytes. */
  private static boolean isJsonObject(byte[] line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      return JSON.readTree(text) instanceof ObjectNode;
    } catch (CharacterCodingException | JsonProcessingException e) {
      return false;
    }
  }

  private static Report decoded(LineDecoder decoder, byte[] line) {
    try {
      return decoder.decode(line, 0, line.length, badRow -> {});
    } catch (LineRefusedException e) {
      throw new AssertionError("taken once, refused again: " + text(line), e);
    }
  }

  /** What was left out is not written either. */
  private static Report readable(Report report) {
    if (report instanceof PoolReport pool) {
      return new PoolReport(
          pool.services(), pool.downstreams(), pool.listenAddress(), pool.timestamp());
    }
    return report instanceof WindowReport windows
        ? new WindowReport(windows.sender(), windows.downstreams(), windows.timestamp())
        : report;
  }

  private static boolean contains(byte[] bytes, int wanted) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(wanted) >= 0;
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }

  private record Recording(List<String> lines) implements LineAssembler.Lines {
    static final String TOO_LONG = "(too long)";

    @Override
    public void line(byte[] bytes, int offset, int length) {
      lines.add(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void tooLong() {
      lines.add(TOO_LONG);
    }

    @Override
    public void evicted() {
      throw new AssertionError("memory enough");
    }
  }
}
