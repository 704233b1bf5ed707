package io.hashpool.demo;

import io.hashpool.pool.ExtendedShare;
import io.hashpool.pool.Extranonce;

/** Ways to spoil a good share: one for each reject reason that needs no waiting. */
enum Fault {
  /** The same share again. */
  DUPLICATE {
    @Override
    ExtendedShare spoil(ExtendedShare good) {
      return good;
    }
  },
  /** A nonce that nobody tried. */
  TOO_EASY {
    @Override
    ExtendedShare spoil(ExtendedShare good) {
      return with(good, good.channelId(), good.jobId(), ~good.nonce(), good.extranonce());
    }
  },
  /** A job that was never given. */
  UNKNOWN_JOB {
    @Override
    ExtendedShare spoil(ExtendedShare good) {
      return with(
          good, good.channelId(), good.jobId() + 1_000_000, good.nonce(), good.extranonce());
    }
  },
  /** A channel that was never opened. */
  UNKNOWN_CHANNEL {
    @Override
    ExtendedShare spoil(ExtendedShare good) {
      return with(
          good, good.channelId() ^ 0x8000_0000L, good.jobId(), good.nonce(), good.extranonce());
    }
  },
  /** An extranonce too long. */
  MALFORMED {
    @Override
    ExtendedShare spoil(ExtendedShare good) {
      Extranonce longer = good.extranonce().padTo(good.extranonce().size() + 1);
      return with(good, good.channelId(), good.jobId(), good.nonce(), longer);
    }
  };

  /** The share with this fault. */
  abstract ExtendedShare spoil(ExtendedShare good);

  private static ExtendedShare with(
      ExtendedShare share, long channelId, long jobId, int nonce, Extranonce extranonce) {
    return new ExtendedShare(
        channelId, share.sequenceNumber(), jobId, nonce, share.time(), share.version(), extranonce);
  }
}
