package io.hashpool.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullTargetTest {
  @ParameterizedTest
  @CsvSource({
    "hashpool=http://127.0.0.1:9108/metrics, http://127.0.0.1:9108",
    "hashpool=http://127.0.0.1:9108, http://127.0.0.1:9108",
    "sri=http://pool:9090/, http://pool:9090",
    "sri=https://pool/behind/proxy/metrics, https://pool/behind/proxy",
    "sri=http://[2001:db8::1]:9090, http://[2001:db8::1]:9090"
  })
  void urlMayEndInThePathOfTheMetricsOrNot(String flag, String base) {
    assertThat(PullTarget.parse(flag).base()).hasToString(base);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9108, 'names no source; write hashpool=URL or sri=URL'",
    "ckpool=http://x, names no source",
    "sri, names no source",
    "sri=, needs a URL such as",
    "sri=ftp://x, needs a URL such as",
    "sri=http:///x, needs a URL such as",
    "sri=http://a b, has no valid URL",
    "sri=http://x?y=1, has a URL with a query",
    "sri=http://user:s3cret@x, --pull.http-config-file"
  })
  void mistakeIsNamed(String flag, String message) {
    assertThatThrownBy(() -> PullTarget.parse(flag))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cret");
  }
}
