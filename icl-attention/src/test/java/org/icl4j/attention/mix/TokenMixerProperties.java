package org.icl4j.attention.mix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.stream.StreamingLearner;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.ridge.KernelRidge;

/** What each mixer computes, against the learner of the library or the closed form that it claims to be: P12 and P13. */
class TokenMixerProperties {

    private static final int TRIES = 30;

    /** Keys, values and queries of one sequence. */
    private static final class Sample {

        final int m;
        final int n;
        final int d;
        final int t;
        final double[] q;
        final double[] k;
        final double[] v;

        Sample(int m, int n, int d, int t, double[] q, double[] k, double[] v) {
            this.m = m;
            this.n = n;
            this.d = d;
            this.t = t;
            this.q = q;
            this.k = k;
            this.v = v;
        }

        static Sample of(long seed, int n, int d) {
            Randoms randoms = Randoms.of(seed);
            int m = 4;
            int t = 2;
            return new Sample(m, n, d, t, randoms.gaussians(m * d), randoms.gaussians(n * d), randoms.gaussians(n * t));
        }

        double[] by(TokenMixer mixer) {
            int[] reach = new int[m];
            Arrays.fill(reach, n);
            double[] output = new double[m * t];
            mixer.pass(d, t).forward(m, n, reach, q, k, v, output);
            return output;
        }

        double[] by(InContextLearner<? extends Predictor> learner) {
            Context context = Context.of(Points.ofRows("x", n, d, k), Points.ofRows("y", n, t, v));
            return learner.fit(context).predict(Points.ofRows("q", m, d, q)).toRowMajor();
        }
    }

    private static void close(double[] got, double[] expected, double tolerance) {
        double scale = 1;
        for (double number : expected) {
            scale = Math.max(scale, Math.abs(number));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(got[i] - expected[i])).isLessThan(tolerance * scale);
        }
    }

    // Condition numbers here are below 1e3: |H| is at most some 40, the ridge at least 0.1.
    @Property(tries = TRIES)
    void mesaIsRidgeRegressionIsRecursiveLeastSquaresIsChebyshev(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int n, @ForAll @IntRange(min = 1, max = 5) int d) {
        Sample s = Sample.of(seed, n, d);
        double[] ridge = s.by(KernelRidge.of(new Linear(), 0.3));
        close(s.by(TokenMixer.mesa(0.3, 1, 100)), ridge, 1e-10);
        close(s.by(TokenMixer.leastSquares(0.3, 1)), ridge, 1e-10);
        close(s.by(TokenMixer.chebyshev(0.3, 1, 2000)), ridge, 1e-10);
        close(s.by(StreamingLearner.leastSquares(0.3, 1)), ridge, 1e-10);
        // The recursion discounts its ridge as well: g^n ridge.
        close(s.by(TokenMixer.mesa(0.3 * Math.pow(0.9, n), 0.9, 200)), s.by(TokenMixer.leastSquares(0.3, 0.9)), 1e-9);
    }

    @Property(tries = TRIES)
    void mesaTendsToLinearAttentionAsTheRidgeGrows(@ForAll long seed) {
        Sample s = Sample.of(seed, 12, 3);
        double[] linear = s.by(TokenMixer.linear());
        double before = Double.POSITIVE_INFINITY;
        for (double ridge : new double[] {1e2, 1e4, 1e6}) {
            double[] mesa = s.by(TokenMixer.mesa(ridge, 1, 100));
            double worst = 0;
            double size = 0;
            for (int i = 0; i < linear.length; i++) {
                worst = Math.max(worst, Math.abs(ridge * mesa[i] - linear[i]));
                size = Math.max(size, Math.abs(linear[i]));
            }
            // ridge (H + ridge)^-1 = I - H / ridge + ...: the error is at most |H| / ridge of |M||q|.
            assertThat(worst).isLessThan(before / 20);
            before = worst + 1e-9 * size;
        }
        close(s.by(StreamingLearner.linearAttention()), linear, 1e-12);
    }

    @Property(tries = TRIES)
    void theDeltaRuleIsTheStreamingLearners(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int n) {
        Sample s = Sample.of(seed, n, 3);
        close(s.by(TokenMixer.delta(0.1, 1)), s.by(StreamingLearner.delta(0.1)), 1e-12);
        close(s.by(TokenMixer.delta(0.1, 0.7)), s.by(StreamingLearner.gatedDelta(0.1, 0.7)), 1e-12);
    }

    /** g_j in (0.3, 1) and b_j in (0, 1). */
    private static double[] gates(long seed, int n) {
        Randoms randoms = Randoms.of(seed).split("gates");
        double[] gates = new double[2 * n];
        for (int j = 0; j < n; j++) {
            gates[2 * j] = randoms.uniform(0.3, 1);
            gates[2 * j + 1] = randoms.uniform();
        }
        return gates;
    }

    private static double[] by(TokenMixer mixer, Sample s, double[] gates) {
        assertThat(mixer.gated()).isTrue();
        int[] reach = new int[s.m];
        Arrays.fill(reach, s.n);
        double[] output = new double[s.m * s.t];
        TokenMixer.Pass pass = mixer.pass(s.d, s.t);
        pass.gates(gates, new double[gates.length]);
        pass.forward(s.m, s.n, reach, s.q, s.k, s.v, output);
        return output;
    }

    /** Gated, pair j counts with the weight b_j times the decays after it: ridge regression on pairs times the weight's root. */
    @Property(tries = TRIES)
    void gatedMesaIsWeightedRidgeRegression(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int n) {
        Sample s = Sample.of(seed, n, 3);
        double[] gates = gates(seed, n);
        double[] k = s.k.clone();
        double[] v = s.v.clone();
        double after = 1;
        for (int j = n - 1; j >= 0; j--) {
            double root = Math.sqrt(after * gates[2 * j + 1]);
            for (int c = 0; c < s.d; c++) {
                k[j * s.d + c] *= root;
            }
            for (int c = 0; c < s.t; c++) {
                v[j * s.t + c] *= root;
            }
            after *= gates[2 * j];
        }
        double[] ridge = new Sample(s.m, n, s.d, s.t, s.q, k, v).by(KernelRidge.of(new Linear(), 0.3));
        close(by(TokenMixer.gatedMesa(0.3, 100), s, gates), ridge, 1e-10);
        close(by(TokenMixer.gatedChebyshev(0.3, 2000), s, gates), ridge, 1e-10);
    }

    @Property(tries = TRIES)
    void gatedDeltaIsItsRecursion(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int n) {
        Sample s = Sample.of(seed, n, 3);
        double[] gates = gates(seed, n);
        double[][] state = new double[s.t][s.d];
        for (int j = 0; j < n; j++) {
            for (double[] row : state) {
                for (int c = 0; c < s.d; c++) {
                    row[c] *= gates[2 * j];
                }
            }
            for (int r = 0; r < s.t; r++) {
                double error = s.v[j * s.t + r];
                for (int c = 0; c < s.d; c++) {
                    error -= state[r][c] * s.k[j * s.d + c];
                }
                for (int c = 0; c < s.d; c++) {
                    state[r][c] += gates[2 * j + 1] * error * s.k[j * s.d + c];
                }
            }
        }
        double[] expected = new double[s.m * s.t];
        double size = 1;
        for (int i = 0; i < s.m; i++) {
            for (int r = 0; r < s.t; r++) {
                for (int c = 0; c < s.d; c++) {
                    expected[i * s.t + r] += state[r][c] * s.q[i * s.d + c];
                    size = Math.max(size, Math.abs(state[r][c]));
                }
            }
        }
        close(by(TokenMixer.gatedDelta(), s, gates), expected, 1e-12 * size);
    }

    @Property(tries = TRIES)
    void kernelRidgeIsKernelRidge(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n) {
        Sample s = Sample.of(seed, n, 3);
        Kernel kernel = new Gaussian(0.8);
        close(
                s.by(TokenMixer.kernelRidge(Score.kernel(new Gaussian(0.8)), 0.1)),
                s.by(KernelRidge.of(kernel, 0.1)),
                1e-10);
        close(s.by(TokenMixer.kernelRidge(Score.dotProduct(1), 0.3)), s.by(TokenMixer.mesa(0.3, 1, 100)), 1e-10);
    }

    @Property(tries = TRIES)
    void theOnlineNormaliserIsSoftmax(@ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int n) {
        Sample s = Sample.of(seed, n, 3);
        double[] expected =
                new CrossAttention(s.d, s.t, 1 / Math.sqrt(s.d)).pass().forward(s.q, s.k, s.v, 1, s.m, s.n);
        close(s.by(TokenMixer.softmax()), Arrays.copyOf(expected, s.m * s.t), 1e-12);
    }

    /** Sequences that long are cut into parts for threads; a causal one must be what its queries are in two halves, too short to be cut. */
    @Property(tries = 1)
    void threadsDoNotChangeLongAttention(@ForAll long seed) {
        int n = 1100;
        Randoms randoms = Randoms.of(seed);
        double[] q = randoms.gaussians(n * 2);
        double[] k = randoms.gaussians(n * 2);
        double[] v = randoms.gaussians(n * 2);
        double[] d = randoms.gaussians(n * 2);
        int[] causal = new int[n];
        Arrays.setAll(causal, i -> i + 1);
        double[][] one = outputAndGradients(new OnlineSoftmax(1), causal, n, q, k, v, d);
        double[][] three = outputAndGradients(new OnlineSoftmax(3), causal, n, q, k, v, d);
        assertThat(Arrays.deepEquals(three, one)).isTrue();
        double[][] halves = new double[4][2 * n];
        for (int half = 0; half < 2; half++) {
            int[] reach = Arrays.copyOfRange(causal, half * n / 2, (half + 1) * n / 2);
            double[] queries = Arrays.copyOfRange(q, half * n, (half + 1) * n);
            double[] slopes = Arrays.copyOfRange(d, half * n, (half + 1) * n);
            double[][] parts = outputAndGradients(new OnlineSoftmax(1), reach, n, queries, k, v, slopes);
            System.arraycopy(parts[0], 0, halves[0], half * n, n);
            System.arraycopy(parts[1], 0, halves[1], half * n, n);
            for (int i = 0; i < 2 * n; i++) {
                halves[2][i] += parts[2][i];
                halves[3][i] += parts[3][i];
            }
        }
        for (int part = 0; part < 4; part++) {
            close(one[part], halves[part], 1e-11);
        }

        int[] whole = new int[n];
        Arrays.fill(whole, n);
        double[][] got = outputAndGradients(new OnlineSoftmax(3), whole, n, q, k, v, d);
        CrossAttention.Pass plain = new CrossAttention(2, 2, 1 / Math.sqrt(2)).pass();
        close(got[0], Arrays.copyOf(plain.forward(q, k, v, 1, n, n), 2 * n), 1e-12);
        plain.backward(d);
        close(got[1], Arrays.copyOf(plain.queryGradient(), 2 * n), 1e-11);
        close(got[2], Arrays.copyOf(plain.keyGradient(), 2 * n), 1e-11);
        close(got[3], Arrays.copyOf(plain.valueGradient(), 2 * n), 1e-11);
    }

    private static double[][] outputAndGradients(
            TokenMixer mixer, int[] reach, int n, double[] q, double[] k, double[] v, double[] d) {
        int m = reach.length;
        double[][] parts = {new double[2 * m], new double[2 * m], new double[2 * n], new double[2 * n]};
        TokenMixer.Pass pass = mixer.pass(2, 2);
        pass.forward(m, n, reach, q, k, v, parts[0]);
        pass.backward(d, parts[1], parts[2], parts[3]);
        return parts;
    }

    /**
     * The squared error of f features falls as 1 / f. Queries and keys have length 1, so that the variance of a weight, which grows
     * as exp(|q + k|^2 / sqrt(3)), is at most 10 of its squares; a hundred times the features must then leave a twentieth.
     */
    @Property(tries = 5)
    void positiveFeaturesTendToSoftmax(@ForAll long seed) {
        Sample s = Sample.of(seed, 12, 3);
        for (double[] numbers : new double[][] {s.q, s.k}) {
            for (int i = 0; i < numbers.length; i += 3) {
                double norm = Math.hypot(Math.hypot(numbers[i], numbers[i + 1]), numbers[i + 2]);
                for (int c = i; c < i + 3; c++) {
                    numbers[c] /= norm;
                }
            }
        }
        double[] exact = s.by(TokenMixer.softmax());
        double few = 0;
        double many = 0;
        for (int draw = 0; draw < 10; draw++) {
            few += squared(s.by(TokenMixer.positiveFeatures(200, draw)), exact);
            many += squared(s.by(TokenMixer.positiveFeatures(20_000, draw)), exact);
        }
        assertThat(many).isLessThan(few / 20);
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    // P13
    @Property(tries = TRIES)
    void localLinearRegressionIsExactOnLinearFunctionsAndAnAverageUnderAGreatRidge(@ForAll long seed) {
        Sample s = Sample.of(seed, 15, 2);
        double[] affine = new double[s.n * s.t];
        for (int j = 0; j < s.n; j++) {
            affine[j * 2] = 1 + 2 * s.k[j * 2] - s.k[j * 2 + 1];
            affine[j * 2 + 1] = s.k[j * 2 + 1];
        }
        Sample line = new Sample(s.m, s.n, s.d, s.t, s.q, s.k, affine);
        double[] expected = new double[s.m * s.t];
        for (int i = 0; i < s.m; i++) {
            expected[i * 2] = 1 + 2 * s.q[i * 2] - s.q[i * 2 + 1];
            expected[i * 2 + 1] = s.q[i * 2 + 1];
        }
        // The ridge's bias is of its own size over the smallest eigenvalue of the weighted covariance.
        close(line.by(TokenMixer.localLinear(2, 1e-10)), expected, 1e-6);

        double[] average = new double[s.m * s.t];
        double[] parallax = new double[s.m * s.t];
        for (int i = 0; i < s.m; i++) {
            double[] w = weights(s, i, 0.7);
            for (int j = 0; j < s.n; j++) {
                average[i * 2] += w[j] * s.v[j * 2];
                average[i * 2 + 1] += w[j] * s.v[j * 2 + 1];
            }
            System.arraycopy(parallax(s, i, w), 0, parallax, i * 2, 2);
        }
        close(s.by(TokenMixer.localLinear(0.7, 1e12)), average, 1e-9);
        close(s.by(TokenMixer.localLinear(0.7, 1e-12)), parallax, 1e-6);
    }

    private static double[] weights(Sample s, int i, double h) {
        double[] w = new double[s.n];
        double sum = 0;
        for (int j = 0; j < s.n; j++) {
            double a = s.k[j * 2] - s.q[i * 2];
            double b = s.k[j * 2 + 1] - s.q[i * 2 + 1];
            w[j] = Math.exp(-(a * a + b * b) / (2 * h * h));
            sum += w[j];
        }
        for (int j = 0; j < s.n; j++) {
            w[j] /= sum;
        }
        return w;
    }

    /** vbar - Cov(v, k) r with r = Cov(k)^-1 (kbar - q), under the weights. */
    private static double[] parallax(Sample s, int i, double[] w) {
        double[] mean = new double[4];
        for (int j = 0; j < s.n; j++) {
            for (int c = 0; c < 2; c++) {
                mean[c] += w[j] * s.k[j * 2 + c];
                mean[2 + c] += w[j] * s.v[j * 2 + c];
            }
        }
        double[][] kk = new double[2][2];
        double[][] vk = new double[2][2];
        for (int j = 0; j < s.n; j++) {
            for (int a = 0; a < 2; a++) {
                for (int b = 0; b < 2; b++) {
                    double kb = s.k[j * 2 + b] - mean[b];
                    kk[a][b] += w[j] * (s.k[j * 2 + a] - mean[a]) * kb;
                    vk[a][b] += w[j] * (s.v[j * 2 + a] - mean[2 + a]) * kb;
                }
            }
        }
        double determinant = kk[0][0] * kk[1][1] - kk[0][1] * kk[1][0];
        double x = mean[0] - s.q[i * 2];
        double y = mean[1] - s.q[i * 2 + 1];
        double r0 = (kk[1][1] * x - kk[0][1] * y) / determinant;
        double r1 = (kk[0][0] * y - kk[1][0] * x) / determinant;
        return new double[] {mean[2] - vk[0][0] * r0 - vk[0][1] * r1, mean[3] - vk[1][0] * r0 - vk[1][1] * r1};
    }

    @Property(tries = TRIES)
    void aWideLocalLinearRegressionIsLeastSquaresWithAnIntercept(@ForAll long seed) {
        Sample s = Sample.of(seed, 15, 2);
        double[] w = new double[s.n];
        Arrays.fill(w, 1.0 / s.n);
        double[] expected = new double[s.m * s.t];
        for (int i = 0; i < s.m; i++) {
            System.arraycopy(parallax(s, i, w), 0, expected, i * 2, 2);
        }
        close(s.by(TokenMixer.localLinear(1e6, 1e-12)), expected, 1e-7);
    }
}
