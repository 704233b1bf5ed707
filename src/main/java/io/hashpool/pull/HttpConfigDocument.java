package io.hashpool.pull;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The file as it is written, field by field, in the terms of Prometheus's {@code http_config}. What
 * is not in it is null; what is there and empty is refused.
 */
record HttpConfigDocument(
    @JsonProperty("basic_auth") @Nullable BasicAuth basicAuth,
    @JsonProperty("authorization") @Nullable Authorization authorization,
    @JsonProperty("tls_config") @Nullable Tls tls,
    @JsonProperty("follow_redirects") @Nullable Boolean followRedirects,
    @JsonProperty("enable_http2") @Nullable Boolean enableHttp2) {

  record BasicAuth(
      @JsonProperty("username") @Nullable String username,
      @JsonProperty("username_file") @Nullable String usernameFile,
      @JsonProperty("password") @Nullable String password,
      @JsonProperty("password_file") @Nullable String passwordFile) {}

  record Authorization(
      @JsonProperty("type") @Nullable String type,
      @JsonProperty("credentials") @Nullable String credentials,
      @JsonProperty("credentials_file") @Nullable String credentialsFile) {}

  record Tls(
      @JsonProperty("ca") @Nullable String ca,
      @JsonProperty("ca_file") @Nullable String caFile,
      @JsonProperty("cert") @Nullable String cert,
      @JsonProperty("cert_file") @Nullable String certFile,
      @JsonProperty("key") @Nullable String key,
      @JsonProperty("key_file") @Nullable String keyFile,
      @JsonProperty("server_name") @Nullable String serverName,
      @JsonProperty("insecure_skip_verify") @Nullable Boolean insecureSkipVerify) {}
}
