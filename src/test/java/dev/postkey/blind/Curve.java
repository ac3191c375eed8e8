package dev.postkey.blind;

import java.util.Arrays;

/**
 * How well two kinds of requests can be told apart by a number such as their time: the area under
 * the receiver operating characteristic, which is the chance that one of the first kind has the
 * larger number. 0.5 is a coin. The interval is that of Hanley and McNeil (1982), 95 %.
 */
record Curve(double area, double within) {
  private static final double TWO_SIDED_95 = 1.96;

  static Curve of(double[] first, double[] second) {
    double[] sorted = second.clone();
    Arrays.sort(sorted);
    double wins = 0;
    for (double one : first) {
      wins += (rank(sorted, one, false) + rank(sorted, one, true)) / 2.0;
    }
    double area = wins / first.length / second.length;
    return new Curve(area, TWO_SIDED_95 * deviation(area, first.length, second.length));
  }

  /** How many of {@code sorted} are smaller than {@code value}, or not larger. */
  private static int rank(double[] sorted, double value, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double deviation(double area, int first, int second) {
    double one = area / (2 - area) - area * area;
    double other = 2 * area * area / (1 + area) - area * area;
    double variance = area * (1 - area) + (first - 1) * one + (second - 1) * other;
    return Math.sqrt(variance / first / second);
  }

  /** Whether the area is that of a coin, give or take {@code margin}. */
  boolean isBlind(double margin) {
    return Math.abs(area - 0.5) <= margin;
  }

  @Override
  public String toString() {
    return String.format("%.3f ± %.3f", area, within);
  }
}
