package io.hashpool.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:19108, 127.0.0.1, 19108",
    "localhost:0, localhost, 0",
    ":19108, '', 19108",
    "[::1]:19108, ::1, 19108",
    "[fe80::1%eth0]:65535, fe80::1%eth0, 65535",
    "[fe80::1%br-lan.10]:1, fe80::1%br-lan.10, 1",
    "[fe80::1%eth0:1]:1, fe80::1%eth0:1, 1",
    "[fe80::1%veth@if5]:1, fe80::1%veth@if5, 1",
    "[fe80::1%2]:1, fe80::1%2, 1",
  })
  void readsTheFormsThatExportersTake(String text, String host, int port) {
    HostAndPort address = HostAndPort.parse(text);
    assertThat(address).isEqualTo(new HostAndPort(host, port));
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "19108", "host", "host:", "host:x", "::1:19108", "a b:1", "host:-1"})
  void refusesTheRestAndSaysWhatToWrite(String text) {
    assertThatThrownBy(() -> HostAndPort.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining("host:port");
  }

  @Test
  void refusesAPortOutOfRange() {
    assertThatThrownBy(() -> HostAndPort.parse(":65536"))
        .hasMessage("a port is a number from 0 to 65535, not 65536");
  }
}
