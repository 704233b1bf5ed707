package io.hashpool.stats;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a share was rejected: the error codes of SV2's {@code SubmitShares.Error}. A closed set,
 * never free text: it becomes a label.
 */
public enum RejectReason {
  /** The channel does not exist. */
  INVALID_CHANNEL_ID("invalid-channel-id"),
  /** The share is malformed. */
  INVALID_SHARE("invalid-share"),
  /** The share is for a block that is no longer the tip. */
  STALE_SHARE("stale-share"),
  /** The job does not exist. */
  INVALID_JOB_ID("invalid-job-id"),
  /** The hash does not meet the channel's target. */
  DIFFICULTY_TOO_LOW("difficulty-too-low"),
  /** The same share was submitted before. */
  DUPLICATE_SHARE("duplicate-share");

  private final String code;

  RejectReason(String code) {
    this.code = code;
  }

  /** The SV2 error code, which is the value of the {@code reason} label. */
  public String code() {
    return code;
  }

  /** The reason with this SV2 error code. */
  public static Optional<RejectReason> fromCode(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code.equals(code)).findFirst();
  }
}
