package io.hashpool.exposition;

/**
 * Samples in the order of their labels, some of which may have gone since, and beside each the text
 * of its labels, so that writing one does not have to look for it. Neither array is to be changed.
 */
record SortedSamples(Sample[] samples, byte[][] labels) {
  // Arrays in records compare by identity; nothing compares these.
  static final SortedSamples NONE = of(new Sample[0]);

  /** Takes the array over. */
  static SortedSamples of(Sample[] sorted) {
    byte[][] labels = new byte[sorted.length][];
    for (int i = 0; i < sorted.length; i++) {
      labels[i] = sorted[i].labels().text();
    }
    return new SortedSamples(sorted, labels);
  }

  int size() {
    return samples.length;
  }
}
