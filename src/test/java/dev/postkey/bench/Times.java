package dev.postkey.bench;

import java.util.Arrays;

/** How long things took. Not thread-safe. */
public final class Times {
  private int[] micros = new int[1024];
  private int count;

  void add(long nanos) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = Math.toIntExact(Math.min(nanos / 1_000, Integer.MAX_VALUE));
  }

  public int count() {
    return count;
  }

  /** In milliseconds: what {@code share} of them, from 0 to 1, stayed within; 0 without any. */
  public double quantile(double share) {
    if (count == 0) {
      return 0;
    }
    int[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (share * count))] / 1_000.0;
  }

  @Override
  public String toString() {
    return String.format("p50 %.0f p99 %.0f ms", quantile(0.5), quantile(0.99));
  }
}
