package org.icl4j.solvers.internal.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.icl4j.core.Randoms;
import org.icl4j.solvers.internal.Examples;
import org.icl4j.solvers.internal.tables.Vectors;
import org.junit.jupiter.api.Test;

/** One right-hand side of the refinement, step by step, with preconditioned residuals that are far from the error. */
class RefinedColumnTest {

    private static final int N = 12;
    private static final double KAPPA = 50;

    private final Randoms randoms = Randoms.of(2);
    private final double[][] a = Examples.symmetric(Randoms.of(1), Examples.logarithmic(N, KAPPA));
    private final RefinedColumn column = new RefinedColumn(randoms.gaussians(N));

    /** A step along whatever direction z makes; the product A p. */
    private double[] step() {
        System.arraycopy(randoms.gaussians(N), 0, column.z, 0, N);
        column.normR = Vectors.norm(column.r);
        column.turn();
        double[] product = Examples.times(a, column.p);
        assertThat(column.advance(product)).isTrue();
        return product;
    }

    @Test
    void eachDirectionIsConjugateToTheOneBeforeAndEachStepOptimal() {
        double[] before = step();
        for (int t = 0; t < 5; t++) {
            double[] product = step();
            // Sums of n products, of which beta p is at most kappa times z.
            double rounding = 4 * N * Examples.EPS * KAPPA;
            double size = Examples.norm(column.p) * Examples.norm(before);
            assertThat(Examples.dot(column.p, before)).isCloseTo(0, within(rounding * size));
            // The length makes the residual orthogonal to the direction.
            double sizeOfResidual = Examples.norm(column.p) * (column.normR + Examples.norm(column.r));
            assertThat(Examples.dot(column.r, column.p)).isCloseTo(0, within(rounding * sizeOfResidual));
            double stretch = Examples.norm(product) / Examples.norm(column.p);
            assertThat(column.stretch()).isCloseTo(stretch, within(4 * N * Examples.EPS * stretch));
            before = product;
        }
    }

    @Test
    void afterARestartTheResidualIsTrueAndTheDirectionNew() {
        step();
        step();
        double[] b = randoms.gaussians(N);
        RefinedColumn other = new RefinedColumn(b.clone());
        other.restart(Examples.times(a, column.x));
        double[] expected = Examples.minus(b, scaled(other.scale, Examples.times(a, column.x)));
        for (int i = 0; i < N; i++) {
            assertThat(other.scale * other.r[i])
                    .isCloseTo(expected[i], within(4 * Examples.EPS * Math.abs(expected[i])));
        }
        column.restart(Examples.times(a, column.x));
        System.arraycopy(randoms.gaussians(N), 0, column.z, 0, N);
        column.turn();
        assertThat(column.p).isEqualTo(column.z);
    }

    private static double[] scaled(double factor, double[] v) {
        return java.util.Arrays.stream(v).map(e -> factor * e).toArray();
    }

    @Test
    void anIndefiniteMatrixIsNoticedAndASolvedColumnRests() {
        System.arraycopy(column.r, 0, column.z, 0, N);
        column.normR = Vectors.norm(column.r);
        column.turn();
        double[] negative = new double[N];
        for (int i = 0; i < N; i++) {
            negative[i] = -column.p[i];
        }
        assertThat(column.advance(negative)).isFalse();

        RefinedColumn solved = new RefinedColumn(new double[N]);
        solved.turn();
        assertThat(solved.advance(new double[N])).isTrue();
        assertThat(solved.x).containsOnly(0);
        assertThat(solved.stretch()).isZero();
    }
}
