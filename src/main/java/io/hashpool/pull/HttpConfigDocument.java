package io.hashpool.pull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/**
 * The file as it is written, field by field, in the terms of Prometheus's {@code http_config}. What
 * is not in it is null; what is there and empty is refused.
 */
record HttpConfigDocument(
    @JsonProperty("basic_auth") @JsonSetter(nulls = Nulls.FAIL) @Nullable BasicAuth basicAuth,
    @JsonProperty("authorization") @JsonSetter(nulls = Nulls.FAIL)
        @Nullable Authorization authorization,
    @JsonProperty("tls_config") @JsonSetter(nulls = Nulls.FAIL) @Nullable Tls tls,
    @JsonProperty("follow_redirects") @JsonSetter(nulls = Nulls.FAIL)
        @Nullable Boolean followRedirects,
    @JsonProperty("enable_http2") @Nullable Boolean enableHttp2) {

  record BasicAuth(
      @JsonProperty("username") @JsonSetter(nulls = Nulls.FAIL) @Nullable String username,
      @JsonProperty("username_file") @JsonSetter(nulls = Nulls.FAIL) @Nullable String usernameFile,
      @JsonProperty("password") @JsonSetter(nulls = Nulls.FAIL) @Nullable String password,
      @JsonProperty("password_file") @JsonSetter(nulls = Nulls.FAIL)
          @Nullable String passwordFile) {}

  record Authorization(
      @JsonProperty("type") @JsonSetter(nulls = Nulls.FAIL) @Nullable String type,
      @JsonProperty("credentials") @JsonSetter(nulls = Nulls.FAIL) @Nullable String credentials,
      @JsonProperty("credentials_file") @JsonSetter(nulls = Nulls.FAIL)
          @Nullable String credentialsFile) {}

  record Tls(
      @JsonProperty("ca") @JsonSetter(nulls = Nulls.FAIL) @Nullable String ca,
      @JsonProperty("ca_file") @JsonSetter(nulls = Nulls.FAIL) @Nullable String caFile,
      @JsonProperty("cert") @JsonSetter(nulls = Nulls.FAIL) @Nullable String cert,
      @JsonProperty("cert_file") @JsonSetter(nulls = Nulls.FAIL) @Nullable String certFile,
      @JsonProperty("key") @JsonSetter(nulls = Nulls.FAIL) @Nullable String key,
      @JsonProperty("key_file") @JsonSetter(nulls = Nulls.FAIL) @Nullable String keyFile,
      @JsonProperty("server_name") @JsonSetter(nulls = Nulls.FAIL) @Nullable String serverName,
      @JsonProperty("insecure_skip_verify") @JsonSetter(nulls = Nulls.FAIL)
          @Nullable Boolean insecureSkipVerify) {}
}
