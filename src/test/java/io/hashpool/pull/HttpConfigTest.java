package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpConfigTest {
  @TempDir Path directory;

  @Test
  void fileThatSaysNothingIsNoCredentials() throws IOException {
    assertThat(read("# nothing\n").authorization()).isEmpty();
    assertThat(read("follow_redirects: true\nenable_http2: true\n").authorization()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "basic_auth:|\"basic_auth\" is left empty",
        "basic_auth: {password: }|\"password\" is left empty",
        "basic_auth: {user: x}|unknown field \"basic_auth.user\"; there is password, password_file",
        "basic_auth: {password: a, password_file: b}|has password and password_file",
        "basic_auth: {password_file: none}|no such file",
        "authorization: {type: Bearer}|needs credentials or credentials_file",
        "authorization: {type: Basic, credentials: x}|use basic_auth",
        "authorization: {credentials: \"a\\nb\"}|printable ASCII",
        "tls_config: {ca: x}|tls_config.ca",
        "tls_config: {cert: x}|cert and key together",
        "proxy_url: http://x|unknown field \"proxy_url\"",
        "tls_config: [1]|\"tls_config\" is of the wrong type",
        "a: b: c|not valid YAML",
      })
  void mistakeIsNamedWithItsFile(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml + "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(message);
  }

  @Test
  void messageNeverHoldsASecret() {
    assertThatThrownBy(
            () -> read("basic_auth: {username: u, password: {s3cret: 1}}\nauthorization: {}\n"))
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> read("authorization: {credentials: \"s3cret\\u0001\"}\n"))
        .hasMessageNotContaining("s3cret");
  }

  private HttpConfig read(String yaml) throws IOException {
    return HttpConfig.read(Files.writeString(directory.resolve("http.yml"), yaml));
  }
}
