package org.icl4j.attention.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.Score;
import org.icl4j.core.Randoms;
import org.icl4j.solvers.iterate.Chebyshev;
import org.icl4j.solvers.iterate.ConjugateGradient;
import org.icl4j.solvers.iterate.GradientDescent;
import org.icl4j.solvers.iterate.HeavyBall;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.MatrixOperator;

/**
 * P12 before convergence, and conjugate gradients beside Chebyshev's iteration at equal steps. With A = H + c I, H = X'X, and B = XX' + c I, a
 * step of a method whose coefficients are fixed makes a polynomial p_t of the matrix, and
 *
 * <pre>
 *   q'p_t(A) X'y = (p_t(A) q)'X'y = (X q)'p_t(B) y
 * </pre>
 *
 * so that the primal, the mesa layer's, which solves for q, and the dual answer agree at every step. Conjugate gradients choose p_t by the
 * right-hand side, and theirs do not.
 */
class TruncatedSolvesProperties {

    private static final int D = 4;
    private static final int STEPS = 6;

    /** Numbers near 1 after at most six steps with condition numbers below 1e3. */
    private static final double ROUNDING = 1e-11;

    private static double[][] gram(double[] rows, int n, int d, boolean dual, double ridge) {
        int size = dual ? n : d;
        double[][] a = new double[size][size];
        for (int i = 0; i < size; i++) {
            a[i][i] = ridge;
            for (int j = 0; j < size; j++) {
                for (int l = 0; l < (dual ? d : n); l++) {
                    a[i][j] += dual ? rows[i * d + l] * rows[j * d + l] : rows[l * d + i] * rows[l * d + j];
                }
            }
        }
        return a;
    }

    private static double[] times(double[] x, int n, int d, boolean transposed, double[] v) {
        double[] product = new double[transposed ? d : n];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < d; c++) {
                product[transposed ? c : i] += x[i * d + c] * v[transposed ? i : c];
            }
        }
        return product;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** |H|, Frobenius: the same for X'X and XX'. */
    private static double norm(double[][] h, double ridge) {
        double sum = 0;
        for (int i = 0; i < h.length; i++) {
            for (int j = 0; j < h.length; j++) {
                double entry = h[i][j] - (i == j ? ridge : 0);
                sum += entry * entry;
            }
        }
        return Math.sqrt(sum);
    }

    private static double mixed(TokenMixer mixer, int n, double[] q, double[] x, double[] y) {
        double[] output = new double[1];
        mixer.pass(D, 1).forward(1, n, new int[] {n}, q, x, y, output);
        return output[0];
    }

    @Property(tries = 30)
    void fixedCoefficientsAgreeAtEveryStepOfPrimalDualAndMesa(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 12) int n,
            @ForAll @DoubleRange(min = 0.1, max = 2) double ridge) {
        Randoms randoms = Randoms.of(seed);
        double[] x = randoms.gaussians(n * D);
        double[] y = randoms.gaussians(n);
        double[] q = randoms.gaussians(D);
        double[][] a = gram(x, n, D, false, ridge);
        double[][] b = gram(x, n, D, true, ridge);
        double top = ridge + norm(a, ridge);
        for (IterativeMethod method : new IterativeMethod[] {
            GradientDescent.of(1 / top).withTolerance(0),
            HeavyBall.between(ridge, top).withTolerance(0),
            Chebyshev.between(ridge, top).withTolerance(0)
        }) {
            IterativeMethod.Iterates primal = method.start(MatrixOperator.of(a), times(x, n, D, true, y));
            IterativeMethod.Iterates dual = method.start(MatrixOperator.of(b), y);
            IterativeMethod.Iterates query = method.start(MatrixOperator.of(a), q);
            for (int t = 1; t <= STEPS; t++) {
                primal.step();
                dual.step();
                query.step();
                double answer = dot(q, primal.solution());
                double tolerance = ROUNDING * Math.max(1, Math.abs(answer));
                assertThat(dot(times(x, n, D, false, q), dual.solution())).isCloseTo(answer, within(tolerance));
                assertThat(dot(times(x, n, D, true, y), query.solution())).isCloseTo(answer, within(tolerance));
                if (method instanceof Chebyshev) {
                    assertThat(mixed(TokenMixer.chebyshev(ridge, 1, t), n, q, x, y))
                            .isCloseTo(answer, within(tolerance));
                }
            }
        }
    }

    @Property(tries = 30)
    void mesaIsTheIterateOfConjugateGradientsOnTheQueryAtEveryStep(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 2) double ridge) {
        int n = 9;
        Randoms randoms = Randoms.of(seed);
        double[] x = randoms.gaussians(n * D);
        double[] y = randoms.gaussians(n);
        double[] q = randoms.gaussians(D);
        double[][] a = gram(x, n, D, false, ridge);
        double[] moments = times(x, n, D, true, y);
        ConjugateGradient method = ConjugateGradient.withDefaults().withTolerance(0);
        IterativeMethod.Iterates query = method.start(MatrixOperator.of(a), q);
        IterativeMethod.Iterates primal = method.start(MatrixOperator.of(a), moments);
        IterativeMethod.Iterates dual = method.start(MatrixOperator.of(gram(x, n, D, true, ridge)), y);
        for (int t = 1; t <= D; t++) {
            query.step();
            primal.step();
            dual.step();
            double mesa = mixed(TokenMixer.mesa(ridge, 1, t), n, q, x, y);
            double size = Math.max(1, Math.abs(mesa));
            // Steps of conjugate gradients lose a digit or two in their quotients.
            assertThat(mesa).isCloseTo(dot(moments, query.solution()), within(1e3 * ROUNDING * size));
            double onWeights = dot(q, primal.solution());
            double onCoefficients = dot(times(x, n, D, false, q), dual.solution());
            if (t == 1) {
                // One step along q, X'y or y: different numbers but by accident.
                assertThat(Math.abs(mesa - onWeights)).isGreaterThan(1e-9);
                assertThat(Math.abs(mesa - onCoefficients)).isGreaterThan(1e-9);
            } else if (t == D) {
                // The end in the primal space of four numbers; the dual system has a fifth eigenvalue, the ridge
                // itself.
                assertThat(mesa).isCloseTo(onWeights, within(1e5 * ROUNDING * size));
            }
        }
    }

    // Both methods' iterates lie in the same Krylov space, where conjugate gradients have the least |x_t - x*|_A. Keys
    // s_c e_c, with
    // values e_c / s_c, make H diagonal and the moments I, so that a mixer's answer is its x; neither method sees the
    // coordinates.
    @Property(tries = 30)
    void conjugateGradientsAreNeverBehindChebyshevInTheirNorm(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0, max = 1.5) double decades,
            @ForAll @DoubleRange(min = 0.01, max = 1) double ridge) {
        int d = 8;
        Randoms randoms = Randoms.of(seed);
        double[] q = randoms.gaussians(d);
        double[] k = new double[d * d];
        double[] v = new double[d * d];
        double[] diagonal = new double[d];
        for (int c = 0; c < d; c++) {
            double s = Math.pow(10, -decades * randoms.uniform());
            k[c * d + c] = s;
            v[c * d + c] = 1 / s;
            diagonal[c] = s * s + ridge;
        }
        double size = energy(diagonal, q, new double[d]);
        for (int t = 1; t <= d; t++) {
            double cg = energy(diagonal, q, answer(TokenMixer.mesa(ridge, 1, t), q, k, v));
            double chebyshev = energy(diagonal, q, answer(TokenMixer.chebyshev(ridge, 1, t), q, k, v));
            // Rounding: eps kappa of the size, squared.
            assertThat(cg).isLessThanOrEqualTo(chebyshev * (1 + 1e-9) + 1e-20 * size);
        }
    }

    private static double[] answer(TokenMixer mixer, double[] q, double[] k, double[] v) {
        double[] output = new double[q.length];
        mixer.pass(q.length, q.length).forward(1, q.length, new int[] {q.length}, q, k, v, output);
        return output;
    }

    /** The square of |x - A^-1 q|_A for a diagonal A. */
    private static double energy(double[] a, double[] q, double[] x) {
        double sum = 0;
        for (int c = 0; c < q.length; c++) {
            double error = x[c] - q[c] / a[c];
            sum += a[c] * error * error;
        }
        return sum;
    }

    private static double[] keys(long seed, int n, int d, double decades) {
        double[] k = Randoms.of(seed).split("keys").gaussians(n * d);
        for (int i = 0; i < k.length; i++) {
            k[i] *= Math.pow(10, -decades * (i % d) / (d - 1)) / Math.sqrt(n);
        }
        return k;
    }

    /** At the keys' width of steps conjugate gradients' gradients are the exact ones; Chebyshev's are as far off as its answers. */
    @Property(tries = 5)
    void gradientsAreAsExactAsAnswers(@ForAll long seed) {
        int n = 64;
        int d = 16;
        for (double[] context : new double[][] {{0, 1}, {1.5, 0.01}}) {
            double[] k = keys(seed, n, d, context[0]);
            // Kernel ridge regression with the linear kernel, by a Cholesky factor and its own backward pass.
            double[][] exact = pass(TokenMixer.kernelRidge(Score.dotProduct(1), context[1]), seed, k, n, d);
            double[][] cg = pass(TokenMixer.mesa(context[1], 1, d), seed, k, n, d);
            double[][] ch = pass(TokenMixer.chebyshev(context[1], 1, d), seed, k, n, d);
            boolean ill = context[0] > 0;
            for (int part = 0; part < 4; part++) {
                assertThat(error(cg[part], exact[part])).isLessThan(ill ? 1e-2 : 1e-9);
                assertThat(error(ch[part], exact[part])).isGreaterThan(100 * error(cg[part], exact[part]) + 1e-9);
            }
        }
    }

    /** Answers, and gradients in queries, keys and values. */
    private static double[][] pass(TokenMixer mixer, long seed, double[] k, int n, int d) {
        Randoms randoms = Randoms.of(seed);
        int m = 3;
        int[] reach = new int[m];
        Arrays.fill(reach, n);
        double[] q = randoms.split("q").gaussians(m * d);
        double[] v = randoms.split("v").gaussians(n * 2);
        double[][] parts = {new double[m * 2], new double[m * d], new double[n * d], new double[n * 2]};
        TokenMixer.Pass pass = mixer.pass(d, 2);
        pass.forward(m, n, reach, q, k, v, parts[0]);
        pass.backward(randoms.split("d").gaussians(m * 2), parts[1], parts[2], parts[3]);
        return parts;
    }

    private static double error(double[] got, double[] exact) {
        double[] difference = new double[got.length];
        Arrays.setAll(difference, i -> got[i] - exact[i]);
        return Math.sqrt(dot(difference, difference) / dot(exact, exact));
    }

    /**
     * Gated KalmaNet prefers Chebyshev's iteration for its stability in low precision. With every vector and scalar rounded to 8 or 11 bits,
     * products summed exactly, conjugate gradients are still nearer in the median of ten contexts, on the way and at the end.
     */
    @Example
    void conjugateGradientsStayAheadInLowPrecision() {
        int d = 16;
        for (int bits : new int[] {8, 11}) {
            for (double[] context : new double[][] {{0, 1}, {1.5, 0.02}}) {
                double[][][] errors = new double[2][3][10];
                for (int seed = 0; seed < 10; seed++) {
                    double[] q = Randoms.of(seed).split("query").gaussians(d);
                    double[][] a = gram(keys(seed, 4 * d, d, context[0]), 4 * d, d, false, context[1]);
                    double[] exact = iterate(a, q, 200, 53, true, context[1])[2];
                    for (int method = 0; method < 2; method++) {
                        double[][] got = iterate(a, q, 60, bits, method == 0, context[1]);
                        for (int at = 0; at < 3; at++) {
                            errors[method][at][seed] = error(got[at], exact);
                        }
                    }
                }
                for (int at = 0; at < 3; at++) {
                    double cg = median(errors[0][at]);
                    double chebyshev = median(errors[1][at]);
                    assertThat(cg).as("%d bits, number %d", bits, at).isLessThan((at == 2 ? 1.1 : 1) * chebyshev);
                    if (at == 2) {
                        // A condition number of 2 or of 50 times the unit of rounding.
                        assertThat(cg).isLessThan((context[0] == 0 ? 2 : 50) * Math.pow(2, -bits));
                    }
                }
            }
        }
    }

    private static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }

    /** The iterates after 4, 8 and all steps, every result rounded. */
    private static double[][] iterate(
            double[][] matrix, double[] b, int steps, int bits, boolean conjugate, double ridge) {
        int d = b.length;
        double[][] a = new double[d][];
        Arrays.setAll(a, i -> rounded(matrix[i], bits));
        double delta = norm(matrix, ridge) / 2;
        double theta = ridge + delta;
        double rho = delta / theta;
        double[] x = new double[d];
        double[] r = rounded(b, bits);
        double[] p = conjugate ? r : rounded(scaled(1 / theta, r), bits);
        double rr = rounded(dot(r, r), bits);
        double[][] kept = new double[3][];
        for (int t = 1; t <= steps; t++) {
            double[] ap = new double[d];
            for (int i = 0; i < d; i++) {
                ap[i] = rounded(dot(a[i], p), bits);
            }
            if (conjugate) {
                double curvature = rounded(dot(p, ap), bits);
                if (rr > 0 && curvature > 0) {
                    double alpha = rounded(rr / curvature, bits);
                    x = rounded(sum(x, alpha, p), bits);
                    r = rounded(sum(r, -alpha, ap), bits);
                    double next = rounded(dot(r, r), bits);
                    p = rounded(sum(r, rounded(next / rr, bits), p), bits);
                    rr = next;
                }
            } else {
                x = rounded(sum(x, 1, p), bits);
                r = rounded(sum(r, -1, ap), bits);
                double next = 1 / (2 * theta / delta - rho);
                p = rounded(sum(rounded(scaled(next * rho, p), bits), 2 * next / delta, r), bits);
                rho = next;
            }
            if (t == 4 || t == 8 || t == steps) {
                kept[t == 4 ? 0 : t == 8 ? 1 : 2] = x;
            }
        }
        return kept;
    }

    private static double[] scaled(double factor, double[] x) {
        return Arrays.stream(x).map(number -> factor * number).toArray();
    }

    private static double[] sum(double[] x, double factor, double[] y) {
        double[] z = x.clone();
        Arrays.setAll(z, i -> x[i] + factor * y[i]);
        return z;
    }

    private static double[] rounded(double[] x, int bits) {
        return Arrays.stream(x).map(number -> rounded(number, bits)).toArray();
    }

    /** To a significand of so many bits. */
    private static double rounded(double x, int bits) {
        if (x == 0 || bits >= 53) {
            return x;
        }
        int shift = bits - 1 - Math.getExponent(x);
        return Math.scalb(Math.rint(Math.scalb(x, shift)), -shift);
    }
}
