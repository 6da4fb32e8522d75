package org.icl4j.kernels.dotproduct;

import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Arc-cosine and tangent kernels against what they are expectations of: random networks. Means of n independent draws, held to 5
 * standard errors (estimated from the draws): a right formula fails one such comparison in 1.7 million.
 */
class RandomNetworksTest {

    private static final double STANDARD_ERRORS = 5;
    private static final double[][] POINTS = {{1, 0.5, -0.3}, {0.8, 0.9, 0.1}, {-0.4, 1.5, 0.2}, {-0.9, -0.6, 0.25}};

    /** 2 E[1(w'x > 0) 1(w'z > 0) (w'x)^n (w'z)^n] */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void arcCosine(int order) {
        Randoms randoms = Randoms.of(11).split(order);
        Mean[][] means = means();
        double[] unit = new double[POINTS.length];
        for (int draw = 0; draw < 100_000; draw++) {
            double[] w = randoms.gaussians(3);
            for (int i = 0; i < unit.length; i++) {
                double input = dot(w, POINTS[i]);
                unit[i] = input > 0 ? Math.pow(input, order) : 0;
            }
            for (int i = 0; i < unit.length; i++) {
                for (int j = 0; j < unit.length; j++) {
                    means[i][j].add(2 * unit[i] * unit[j]);
                }
            }
        }
        check(new ArcCosine(order), means, 0);
    }

    /**
     * grad f(x)' grad f(z) of networks of one hidden layer, whose mean does not depend on the width; and of deeper ones, whose mean
     * approaches the kernel with an error of order L^2 / width, allowed for with the factor 1 (a term less in the recursion would
     * be ten times that).
     */
    @ParameterizedTest
    @CsvSource({"1, 20, 4000", "2, 300, 100", "3, 300, 100"})
    void tangentKernel(int layers, int width, int draws) {
        Randoms randoms = Randoms.of(12).split(layers);
        Mean[][] means = means();
        for (int draw = 0; draw < draws; draw++) {
            Network network = new Network(layers, width, randoms);
            Pass[] passes = new Pass[POINTS.length];
            for (int i = 0; i < passes.length; i++) {
                passes[i] = network.pass(POINTS[i]);
            }
            for (int i = 0; i < passes.length; i++) {
                for (int j = 0; j < passes.length; j++) {
                    means[i][j].add(tangent(passes[i], passes[j]));
                }
            }
        }
        check(new ReluNtk(layers), means, layers == 1 ? 0 : (double) layers * layers / width);
    }

    private static void check(Kernel kernel, Mean[][] means, double bias) {
        for (int i = 0; i < POINTS.length; i++) {
            for (int j = 0; j < POINTS.length; j++) {
                double expected = kernel.value(POINTS[i], POINTS[j]);
                double bound = STANDARD_ERRORS * means[i][j].standardError()
                        + bias * Math.sqrt(kernel.value(POINTS[i], POINTS[i]) * kernel.value(POINTS[j], POINTS[j]));
                double found = means[i][j].mean();
                if (!(Math.abs(found - expected) <= bound)) {
                    throw new AssertionError(kernel + " of points " + i + " and " + j + " is " + expected
                            + ", networks give " + found + " within " + bound);
                }
            }
        }
    }

    private static Mean[][] means() {
        Mean[][] means = new Mean[POINTS.length][POINTS.length];
        for (Mean[] row : means) {
            java.util.Arrays.setAll(row, j -> new Mean());
        }
        return means;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** f(x) = w' h_L, h_l = sqrt(2 / width) max(0, W_l h_(l-1)): df/dW_l = b_l h_(l-1)', df/dw = h_L. */
    private static final class Pass {
        private final double[][] inputs;
        private final double[][] backward;

        Pass(double[][] inputs, double[][] backward) {
            this.inputs = inputs;
            this.backward = backward;
        }
    }

    // The inner product of b h' and c g' is (b'c)(h'g).
    private static double tangent(Pass a, Pass b) {
        double sum = 0;
        for (int l = 0; l < a.inputs.length; l++) {
            sum += dot(a.inputs[l], b.inputs[l]) * dot(a.backward[l], b.backward[l]);
        }
        return sum;
    }

    private static final class Network {
        private final double[][][] weights;
        private final double[] last;
        private final double scale;

        Network(int layers, int width, Randoms randoms) {
            weights = new double[layers][][];
            for (int l = 0; l < layers; l++) {
                weights[l] = randoms.gaussians(width, l == 0 ? 3 : width);
            }
            last = randoms.gaussians(width);
            scale = Math.sqrt(2.0 / width);
        }

        Pass pass(double[] x) {
            int layers = weights.length;
            double[][] inputs = new double[layers + 1][];
            boolean[][] active = new boolean[layers][last.length];
            inputs[0] = x;
            for (int l = 0; l < layers; l++) {
                inputs[l + 1] = new double[last.length];
                for (int u = 0; u < last.length; u++) {
                    double input = dot(weights[l][u], inputs[l]);
                    active[l][u] = input > 0;
                    inputs[l + 1][u] = scale * Math.max(0, input);
                }
            }
            double[][] backward = new double[layers + 1][];
            backward[layers] = new double[] {1};
            double[] ofOutput = last;
            for (int l = layers - 1; l >= 0; l--) {
                backward[l] = new double[last.length];
                for (int u = 0; u < last.length; u++) {
                    backward[l][u] = active[l][u] ? scale * ofOutput[u] : 0;
                }
                ofOutput = new double[weights[l][0].length];
                for (int u = 0; u < last.length; u++) {
                    for (int k = 0; k < ofOutput.length; k++) {
                        ofOutput[k] += backward[l][u] * weights[l][u][k];
                    }
                }
            }
            return new Pass(inputs, backward);
        }
    }

    private static final class Mean {
        private int n;
        private double sum;
        private double squares;

        void add(double value) {
            n++;
            sum += value;
            squares += value * value;
        }

        double mean() {
            return sum / n;
        }

        double standardError() {
            return Math.sqrt(Math.max(0, squares / n - mean() * mean()) / (n - 1));
        }
    }
}
