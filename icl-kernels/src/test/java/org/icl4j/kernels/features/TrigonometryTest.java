package org.icl4j.kernels.features;

import static org.assertj.core.api.Assertions.assertThat;

import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class TrigonometryTest {

    @Test
    void agreesWithMathToItsErrorAtAllSizes() {
        Randoms randoms = Randoms.of(1);
        int n = 200_000;
        double[] a = new double[n];
        for (int i = 0; i < n; i++) {
            a[i] = randoms.gaussian() * Math.pow(10, randoms.uniform(-12, 8));
        }
        for (int q = 0; q < 1000; q++) {
            a[q] = (q - 500) * (Math.PI / 4);
        }
        a[1000] = 0;
        a[1001] = -0.0;
        a[1002] = 1e300;
        double[] c = new double[n];
        double[] s = new double[n];
        new Trigonometry().cosinesAndSines(a, 0, n, 1, c, 0, s, 0);
        double worst = 0;
        for (int i = 0; i < n; i++) {
            // Math.cos and Math.sin are within 1 ulp, at most 1.2e-16.
            worst = Math.max(worst, Math.abs(c[i] - Math.cos(a[i])));
            worst = Math.max(worst, Math.abs(s[i] - Math.sin(a[i])));
        }
        assertThat(worst).isLessThan(Trigonometry.ERROR);
    }

    @Test
    void anElementDoesNotFeelItsNeighbours() {
        double[] c = new double[4];
        double[] s = new double[4];
        new Trigonometry().cosinesAndSines(new double[] {1, 2e6, 3, 4e5}, 0, 4, 0.5, c, 0, s, 0);
        double[] one = new double[1];
        double[] other = new double[1];
        double[] a = {1, 2e6, 3, 4e5};
        for (int i = 0; i < 4; i++) {
            new Trigonometry().cosinesAndSines(a, i, 1, 0.5, one, 0, other, 0);
            assertThat(c[i]).isEqualTo(one[0]);
            assertThat(s[i]).isEqualTo(other[0]);
        }
    }
}
