package io.hashpool.stats;

import java.util.Arrays;

/**
 * Why a share was rejected: the error codes of SV2's {@code SubmitShares.Error}, those that the SV2
 * reference implementation adds, and one for all others. A closed set, never free text: it becomes
 * a label.
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
  DUPLICATE_SHARE("duplicate-share"),
  /** The extranonce has the wrong length; a code of the SV2 reference implementation. */
  BAD_EXTRANONCE_SIZE("bad-extranonce-size"),
  /** A version bit changed that may not; a code of the SV2 reference implementation. */
  INVALID_NON_ROLLABLE_VERSION_BIT("invalid-non-rollable-version-bit"),
  /** A code that is none of these. */
  OTHER("other");

  private final String code;

  RejectReason(String code) {
    this.code = code;
  }

  /** The SV2 error code, which is the value of the {@code reason} label. */
  public String code() {
    return code;
  }

  /** The reason with this error code; {@link #OTHER} for a code that is not listed here. */
  public static RejectReason fromCode(String code) {
    return Arrays.stream(values())
        .filter(reason -> reason.code.equals(code))
        .findFirst()
        .orElse(OTHER);
  }
}
