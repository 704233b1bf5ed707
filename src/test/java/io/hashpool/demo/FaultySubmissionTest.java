package io.hashpool.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.pool.ExtendedShare;
import io.hashpool.pool.Extranonce;
import io.hashpool.pool.Hash256;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaultySubmissionTest {
  private static final Hash256 TIP = Hash256.doubleSha256(new byte[] {1});
  private static final Hash256 NEXT_TIP = Hash256.doubleSha256(new byte[] {2});

  private final List<ExtendedShare> sent = new ArrayList<>();
  private final FaultySubmission submission =
      new FaultySubmission(sent::add, new SplittableRandom(1));

  @Test
  void firstShareOfATipArrivesOnlyAfterTheTipMoved() {
    submission.onTip(TIP);
    submission.onShare(share(1));
    submission.onTip(TIP);
    assertThat(sent).isEmpty();
    submission.onTip(NEXT_TIP);
    assertThat(sent).containsExactly(share(1));
  }

  @Test
  void eachFaultIsShownOnceSoonAfterTheStart() {
    submission.onTip(TIP);
    for (int nonce = 0; nonce <= Fault.values().length; nonce++) {
      submission.onShare(share(nonce));
    }
    List<ExtendedShare> expected = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      ExtendedShare good = share(fault.ordinal() + 1);
      expected.add(good);
      expected.add(fault.spoil(good));
    }
    assertThat(sent).isEqualTo(expected);
  }

  @Test
  void fromThenOnFaultsAreRare() {
    submission.onTip(TIP);
    for (int nonce = 0; nonce <= Fault.values().length; nonce++) {
      submission.onShare(share(nonce));
    }
    sent.clear();
    for (int nonce = 0; nonce < 1_000; nonce++) {
      submission.onShare(share(nonce));
    }
    assertThat(sent).hasSizeBetween(1_100, 1_200);
  }

  private static ExtendedShare share(int nonce) {
    return new ExtendedShare(1, nonce, 1, nonce, 0, 0, Extranonce.of(new byte[8]));
  }
}
