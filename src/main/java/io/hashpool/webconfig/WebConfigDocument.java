package io.hashpool.webconfig;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file as it is written, field by field. What is not in it is null. */
record WebConfigDocument(
    @JsonProperty("tls_server_config") @Nullable Tls tls,
    @JsonProperty("http_server_config") @Nullable Http http,
    @JsonProperty("rate_limit") @Nullable Rate rate,
    @JsonProperty("basic_auth_users") @Nullable Map<String, String> users) {

  static final WebConfigDocument EMPTY = new WebConfigDocument(null, null, null, null);

  record Tls(
      @JsonProperty("cert") @Nullable String cert,
      @JsonProperty("key") @Nullable String key,
      @JsonProperty("client_ca") @Nullable String clientCa,
      @JsonProperty("cert_file") @Nullable String certFile,
      @JsonProperty("key_file") @Nullable String keyFile,
      @JsonProperty("client_auth_type") @Nullable ClientAuthType clientAuthType,
      @JsonProperty("client_ca_file") @Nullable String clientCaFile,
      @JsonProperty("client_allowed_sans") @JsonSetter(contentNulls = Nulls.FAIL)
          @Nullable List<String> clientAllowedSans,
      @JsonProperty("min_version") @Nullable TlsVersion minVersion,
      @JsonProperty("max_version") @Nullable TlsVersion maxVersion,
      @JsonProperty("cipher_suites") @JsonSetter(contentNulls = Nulls.FAIL)
          @Nullable List<CipherSuite> cipherSuites,
      @JsonProperty("prefer_server_cipher_suites") @Nullable Boolean preferServerCipherSuites,
      @JsonProperty("curve_preferences") @JsonSetter(contentNulls = Nulls.FAIL)
          @Nullable List<Curve> curvePreferences) {
    /** Whether any field says that there is to be TLS. */
    boolean isEnabled() {
      return Stream.of(cert, key, clientCa, certFile, keyFile, clientCaFile, clientAuthType)
          .anyMatch(Objects::nonNull);
    }
  }

  record Http(
      @JsonProperty("http2") @Nullable Boolean http2,
      @JsonProperty("headers") @Nullable Map<String, String> headers) {}

  /** The interval is 0, or a duration with its unit. */
  record Rate(
      @JsonProperty("interval") @Nullable Object interval,
      @JsonProperty("burst") @Nullable Integer burst) {}
}
