package io.hashpool.webconfig;

import io.hashpool.base.NetworkPrefix;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks passwords without letting anyone spend the server's time on it. A bcrypt check costs a
 * tenth of a second and more, so: what was right once is remembered, few checks run at once, and
 * few of one network wait. Thread-safe.
 */
public final class PasswordChecks {
  /** What came of a check. */
  public enum Verdict {
    /** The name and the password fit. */
    RIGHT,
    /** They do not. */
    WRONG,
    /** Too many checks are under way to tell. */
    BUSY
  }

  private static final int REMEMBERED = 128;
  private static final int WAITING = 32;
  private static final int WAITING_OF_ONE_NETWORK = 4;
  private static final long PATIENCE_MILLIS = 3_000;
  private static final String HMAC = "HmacSHA256";

  private final Semaphore running =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /** Checks that take many seconds run one at a time, beside the others. */
  private final Semaphore runningCostly = new Semaphore(1, true);

  private final Semaphore waiting = new Semaphore(WAITING);
  private final Map<NetworkPrefix, Integer> waitingByNetwork = new ConcurrentHashMap<>();

  /** Of this process alone: what is remembered tells nothing of the passwords. */
  private final SecretKeySpec key;

  private final Set<ByteBuffer> right =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>(REMEMBERED, 0.75f, /* by access */ true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  /** With nothing remembered. */
  public PasswordChecks() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, HMAC);
  }

  /** Whether this is a user and the user's password. */
  public Verdict check(Users users, String user, String password, InetAddress peer) {
    PasswordHash hash = users.hashOf(user);
    ByteBuffer mark = mark(user, hash.text(), password);
    if (right.contains(mark)) {
      return Verdict.RIGHT;
    }
    NetworkPrefix network = NetworkPrefix.ofHost(peer);
    if (!waiting.tryAcquire()) {
      return Verdict.BUSY;
    }
    try {
      if (waitingByNetwork.merge(network, 1, Integer::sum) > WAITING_OF_ONE_NETWORK) {
        return Verdict.BUSY;
      }
      return checkInTurn(users, user, password, hash, mark);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.BUSY;
    } finally {
      waitingByNetwork.computeIfPresent(network, (n, count) -> count == 1 ? null : count - 1);
      waiting.release();
    }
  }

  private Verdict checkInTurn(
      Users users, String user, String password, PasswordHash hash, ByteBuffer mark)
      throws InterruptedException {
    Semaphore permits = hash.isCostly() ? runningCostly : running;
    if (!permits.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      return Verdict.BUSY;
    }
    try {
      // Both are always asked, so that an unknown name takes as long as a wrong password.
      if (hash.matches(password) & users.knows(user)) {
        right.add(mark);
        return Verdict.RIGHT;
      }
      return Verdict.WRONG;
    } finally {
      permits.release();
    }
  }

  private ByteBuffer mark(String user, String hash, String password) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      for (String part : new String[] {user, hash, password}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
      }
      return ByteBuffer.wrap(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }
}
