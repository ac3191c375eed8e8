package dev.postkey.blind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CurveTest {
  @Test
  void what_is_always_larger_is_told_apart_for_certain() {
    assertThat(Curve.of(new double[] {3, 4, 5}, new double[] {0, 1, 2}).area()).isEqualTo(1);
    assertThat(Curve.of(new double[] {0, 1, 2}, new double[] {3, 4, 5}).area()).isZero();
  }

  @Test
  void equals_count_half() {
    assertThat(Curve.of(new double[] {1, 1}, new double[] {1, 1, 1}).area()).isEqualTo(0.5);
    assertThat(Curve.of(new double[] {1, 2}, new double[] {1, 0}).area()).isEqualTo(0.875);
  }

  @Test
  void a_difference_of_a_tenth_of_the_noise_is_seen_among_thousands() {
    Random random = new Random(7);
    double[] plain = random.doubles(20_000, 0, 10).toArray();
    double[] same = random.doubles(20_000, 0, 10).toArray();
    double[] later = random.doubles(20_000, 1, 11).toArray();

    Curve blind = Curve.of(same, plain);
    Curve seeing = Curve.of(later, plain);

    assertThat(blind.isBlind(0.02)).isTrue();
    assertThat(blind.within()).isCloseTo(0.0057, within(0.0002));
    // Uniform over ten, shifted by one: 1 - 0.9² / 2.
    assertThat(seeing.area()).isCloseTo(0.595, within(0.006));
    assertThat(seeing.isBlind(0.02)).isFalse();
  }
}
