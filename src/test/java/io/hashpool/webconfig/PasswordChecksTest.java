package io.hashpool.webconfig;

import static io.hashpool.webconfig.PasswordChecks.Verdict.BUSY;
import static io.hashpool.webconfig.PasswordChecks.Verdict.RIGHT;
import static io.hashpool.webconfig.PasswordChecks.Verdict.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.hashpool.webconfig.PasswordChecks.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class PasswordChecksTest {
  private static final int COST = 10;

  private final PasswordChecks checks = new PasswordChecks();
  private final Users users = users("secret", COST);

  @Test
  void nameAndPasswordMustFit() throws Exception {
    assertThat(check("alice", "secret")).isEqualTo(RIGHT);
    assertThat(check("alice", "secret")).as("remembered").isEqualTo(RIGHT);
    assertThat(check("alice", "Secret")).isEqualTo(WRONG);
    assertThat(check("alice", "")).isEqualTo(WRONG);
    assertThat(check("alice", "secret\0")).isEqualTo(WRONG);
    assertThat(check("bob", "secret")).isEqualTo(WRONG);
    assertThat(check("alice\0", "secret")).isEqualTo(WRONG);
    assertThat(check("alice", "x".repeat(100_000))).isEqualTo(WRONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$2a$", "$2b$", "$2y$"})
  void everyToolsHashesAreUnderstood(String version) throws Exception {
    String hash = BCrypt.withDefaults().hashToString(4, "pässword".toCharArray());
    Users others = new Users(Map.of("alice", new PasswordHash(version + hash.substring(4))));
    assertThat(checks.check(others, "alice", "pässword", address(1))).isEqualTo(RIGHT);
    assertThat(checks.check(others, "alice", "password", address(1))).isEqualTo(WRONG);
  }

  @Test
  void hashOfHtpasswdIsUnderstood() throws Exception {
    // htpasswd -nbBC 4 alice secret
    Users others = new Users(Map.of("alice", new PasswordHash(WebConfigFileTest.HASH)));
    assertThat(checks.check(others, "alice", "secret", address(1))).isEqualTo(RIGHT);
  }

  @Test
  void whatIsRememberedIsOfThisHashAlone() throws Exception {
    assertThat(check("alice", "secret")).isEqualTo(RIGHT);
    Users changed = users("other", 4);
    assertThat(checks.check(changed, "alice", "secret", address(1))).isEqualTo(WRONG);
  }

  @Test
  void unknownNameCostsOneCheckAsCostlyAsAWrongPassword() throws Exception {
    PasswordHash ofNobody = users.hashOf("nobody");
    assertThat(ofNobody.cost()).isEqualTo(users.hashOf("alice").cost());
    assertThat(ofNobody.matches("secret")).isFalse();
    assertThat(check("nobody", "secret")).isEqualTo(WRONG);
  }

  @Test
  void aFloodOfWrongPasswordsKeepsNoOneOut() throws Exception {
    assertThat(check("alice", "secret")).isEqualTo(RIGHT);
    ExecutorService flood = Executors.newFixedThreadPool(64);
    try {
      List<Future<Verdict>> verdicts = new ArrayList<>();
      for (int i = 0; i < 256; i++) {
        String wrong = "wrong" + i;
        verdicts.add(flood.submit(() -> checks.check(users, "alice", wrong, address(66))));
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(check("alice", "secret")).isEqualTo(RIGHT);
      }
      assertThat(checks.check(users("new", COST), "alice", "new", address(1)))
          .as("one of another network that must be computed")
          .isEqualTo(RIGHT);
      int busy = 0;
      for (Future<Verdict> verdict : verdicts) {
        Verdict seen = verdict.get(30, TimeUnit.SECONDS);
        assertThat(seen).isNotEqualTo(RIGHT);
        busy += seen == BUSY ? 1 : 0;
      }
      assertThat(busy).as("turned away at once").isGreaterThan(150);
    } finally {
      flood.shutdownNow();
    }
    assertThat(check("alice", "wrong")).as("it has ended").isEqualTo(WRONG);
  }

  private Verdict check(String user, String password) throws Exception {
    return checks.check(users, user, password, address(1));
  }

  private static Users users(String password, int cost) {
    String hash = BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(cost, password.toCharArray());
    return new Users(Map.of("alice", new PasswordHash(hash)));
  }

  private static InetAddress address(int host) throws Exception {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host});
  }
}
