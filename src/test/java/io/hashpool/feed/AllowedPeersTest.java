package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hashpool.stats.FeedError;
import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedPeersTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/9, 10.127.255.255, true",
    "10.0.0.0/9, 10.128.0.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 10.0.0.1, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "2001:db8::1, 2001:db8::1, true",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.0/104, 11.1.2.3, false",
    "::ffff:192.0.2.7, 192.0.2.7, true",
    "'10.0.0.0/8, 127.0.0.1', 127.0.0.1, true",
  })
  void aPeerIsAllowedByItsFirstBits(String list, String peer, boolean allowed) throws Exception {
    assertThat(AllowedPeers.parse(list).allows(InetAddress.getByName(peer))).isEqualTo(allowed);
  }

  @Property
  boolean networkHoldsExactlyItsAddresses(
      @ForAll int network, @ForAll int peer, @ForAll @IntRange(max = 32) int prefix)
      throws Exception {
    int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
    AllowedPeers allowed = AllowedPeers.parse(text(network & mask) + "/" + prefix);
    return allowed.allows(InetAddress.getByName(text(peer))) == ((peer & mask) == (network & mask));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost | \"localhost\" is not a network; write one such as 10.0.0.0/8",
        "10.0.0.0/8, | \"\" is not a network",
        "10.1/16 | \"10.1/16\" is not a network",
        "300.1.1.1 | \"300.1.1.1\" is not a network",
        "10.0.0.256 | \"10.0.0.256\" is not a network",
        "010.0.0.1 | \"010.0.0.1\" is not a network",
        "::g | \"::g\" is not a network",
        ": | \":\" is not a network",
        "10.0.0.0/33 | the length after the slash is 0 to 32",
        "::ffff:10.0.0.0/8 | the length after the slash is 96 to 128",
        "10.0.0.5/8 | write 10.0.0.0/8 for the network or 10.0.0.5 for the address",
      })
  void anythingElseIsRefusedWithWhatWouldBeRight(String list, String message) {
    assertThatThrownBy(() -> AllowedPeers.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aStrangersConnectionIsClosedAndCounted() throws Exception {
    try (Exporter exporter = Exporter.start(AllowedPeers.parse("10.0.0.0/8"));
        Peer stranger = new Peer(exporter.address())) {
      await().until(stranger::isHungUpOn);
      await().until(() -> exporter.stats.errors(FeedError.NOT_ALLOWED) == 1);
      assertThat(exporter.stats.connections()).isZero();
    }
  }

  @Test
  void anAllowedOneIsServed() throws Exception {
    try (Exporter exporter = Exporter.start(AllowedPeers.parse("127.0.0.0/8"));
        Peer pool = new Peer(exporter.address())) {
      pool.send(Wire.pool(Wire.T0, Wire.miner(7, 5)) + "\n");
      await().until(() -> exporter.stats.snapshots() == 1);
      assertThat(exporter.stats.errors(FeedError.NOT_ALLOWED)).isZero();
    }
  }

  private static String text(int address) throws Exception {
    return InetAddress.getByAddress(
            new byte[] {
              (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
            })
        .getHostAddress();
  }
}
