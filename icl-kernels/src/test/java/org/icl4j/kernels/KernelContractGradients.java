package org.icl4j.kernels;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;

/**
 * The derivatives' part of {@link KernelContract}. The reference is the difference quotient of fourth order,
 *
 * <pre>D(h) = (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / (12 h) = f' + O(h^4) f^(5) / 30</pre>
 *
 * <p>with h = 3e-4 (of the logarithm of a hyperparameter; of the points' root mean square for a coordinate). Its rounding error
 * is below 2 u c |k| / h = 8e-13 c |k|, where c u |k| is the error of a value. A pair at which D(h) and D(2h) differ by more than
 * a tenth of the tolerance lies on a kink, or at the edge of the domain, and is left out; where more than half of the
 * pairs are left out the check fails, because it says nothing.
 */
final class KernelContractGradients {

    /** Relative to the greatest derivative, or to a thousandth of the greatest value if that is more. */
    static final double TOLERANCE = 1e-7;

    private static final double STEP = 3e-4;
    private static final double FLAT = 1e-3;
    private static final int ROWS = 37;
    private static final int COLUMNS = 19;

    private final DifferentiableKernel kernel;
    private final Points x;
    private final Points z;
    private final int n;
    private final int m;
    private final int d;
    private final Tile tile;
    private final List<Hyperparameter> parameters;
    private final double[] theta;
    private final double greatest;

    /** Rows are the first points and columns the last: the last point repeats the first. */
    private KernelContractGradients(DifferentiableKernel kernel, Points points, double greatest) {
        this.kernel = kernel;
        this.n = Math.min(ROWS, points.size());
        this.m = Math.min(COLUMNS, points.size());
        this.d = points.width();
        int[] rows = new int[n];
        Arrays.setAll(rows, i -> i);
        int[] columns = new int[m];
        Arrays.setAll(columns, j -> points.size() - m + j);
        this.x = points.select(rows);
        this.z = points.select(columns);
        this.tile = Tile.of(x, 0, n, z, 0, m);
        this.parameters = kernel.hyperparameters();
        this.theta = parameters.stream().mapToDouble(Hyperparameter::value).toArray();
        this.greatest = greatest;
    }

    /** Checks every derivative of a kernel at points of which the last repeats the first. */
    static void check(DifferentiableKernel kernel, Points points, double greatest) {
        KernelContractGradients contract = new KernelContractGradients(kernel, points, greatest);
        contract.names();
        contract.sameParameters();
        double[][] blocks = contract.gradientBlocks();
        contract.contraction(blocks);
        double[][] inputs = contract.inputGradients();
        contract.inputContraction(inputs);
    }

    private void names() {
        Set<String> names = new HashSet<>();
        for (Hyperparameter parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new AssertionError(kernel + ": two hyperparameters are called \"" + parameter.name() + "\"");
            }
        }
    }

    private void sameParameters() {
        DifferentiableKernel same = kernel.withHyperparameters(theta);
        if (!same.hyperparameters().equals(parameters)) {
            throw new AssertionError(kernel + ": withHyperparameters(its own values) has the hyperparameters "
                    + same.hyperparameters() + ", expected " + parameters);
        }
        double[] expected = new double[tile.length()];
        double[] found = new double[tile.length()];
        kernel.block(tile, expected);
        same.block(tile, found);
        compare("withHyperparameters(its own values) is another kernel", found, expected, 0);
        try {
            kernel.withHyperparameters(Arrays.copyOf(theta, theta.length + 1));
        } catch (IllegalArgumentException e) {
            return;
        }
        throw new AssertionError(
                kernel + ": withHyperparameters takes " + (theta.length + 1) + " values, has " + theta.length
                        + " hyperparameters: another number must be an IllegalArgumentException (Require.length)");
    }

    /** Compares the derivatives in the hyperparameters with differences; returns them. */
    private double[][] gradientBlocks() {
        double[] expected = new double[tile.length()];
        kernel.block(tile, expected);
        double[] values = new double[tile.length()];
        double[][] gradients = new double[theta.length][tile.length()];
        kernel.gradientBlocks(tile, values, gradients);
        compare("gradientBlocks has other values than block", values, expected, KernelContract.TOLERANCE * greatest);
        for (int q = 0; q < theta.length; q++) {
            Differences differences =
                    new Differences("d k / d log " + parameters.get(q).name());
            int parameter = q;
            DoubleFunction<DifferentiableKernel> moved = t -> {
                double[] values2 = theta.clone();
                values2[parameter] *= Math.exp(t);
                return kernel.withHyperparameters(values2);
            };
            double[] gradient = gradients[q];
            differences.compare(
                    STEP, moved, (k, i, j) -> k.value(x.row(i), z.row(j)), (i, j) -> gradient[i * tile.stride() + j]);
        }
        return gradients;
    }

    private void contraction(double[][] gradients) {
        double[] weights = weights();
        double[] result = new double[theta.length + 2];
        Arrays.fill(result, 1);
        kernel.contract(tile, weights, result, 1);
        for (int q = -1; q <= theta.length; q++) {
            boolean inside = 0 <= q && q < theta.length;
            double expected = 1 + (inside ? Contractions.dot(tile, weights, gradients[q]) : 0);
            double size = inside ? absolute(gradients[q]) : 0;
            if (!(Math.abs(result[1 + q] - expected) <= KernelContract.TOLERANCE * size)) {
                throw new AssertionError(kernel + ": contract adds " + (result[1 + q] - 1) + " to element " + q + " of "
                        + theta.length + ", expected " + (expected - 1) + " as from gradientBlocks");
            }
        }
    }

    // One column at a time with weight 1: the derivative of each pair. result[j][i d + k].
    private double[][] inputGradients() {
        double[][] gradients = new double[m][n * d];
        double[] ones = new double[n * 8];
        for (int i = 0; i < n; i++) {
            Arrays.fill(ones, 8 * i, 8 * i + 8, Double.NaN);
            ones[8 * i] = 1;
        }
        for (int j = 0; j < m; j++) {
            kernel.contractInputs(Tile.of(x, 0, n, z, j, 1), ones, gradients[j], 0);
        }
        double unit = rootMeanSquare();
        for (int k = 0; k < d; k++) {
            int coordinate = k;
            Differences differences = new Differences("d k / d x[" + k + "]");
            differences.compare(
                    STEP * unit,
                    t -> t,
                    (t, i, j) -> {
                        double[] moved = x.row(i);
                        moved[coordinate] += t;
                        return kernel.value(moved, z.row(j));
                    },
                    (i, j) -> gradients[j][i * d + coordinate]);
        }
        return gradients;
    }

    private double rootMeanSquare() {
        double sum = Arrays.stream(x.toRowMajor()).map(v -> v * v).average().orElseThrow();
        return sum > 0 ? Math.sqrt(sum) : 1;
    }

    private void inputContraction(double[][] gradients) {
        double[] weights = weights();
        double[] result = new double[n * d + 2];
        Arrays.fill(result, 1);
        kernel.contractInputs(tile, weights, result, 1);
        if (result[0] != 1 || result[n * d + 1] != 1) {
            throw new AssertionError(kernel + ": contractInputs writes outside its range");
        }
        for (int at = 0; at < n * d; at++) {
            double expected = 1;
            double size = 1;
            for (int j = 0; j < m; j++) {
                double term = weights[at / d * tile.stride() + j] * gradients[j][at];
                expected += term;
                size += Math.abs(term);
            }
            if (!(Math.abs(result[1 + at] - expected) <= KernelContract.TOLERANCE * size)) {
                throw new AssertionError(kernel + ": contractInputs adds " + (result[1 + at] - 1) + " to coordinate "
                        + at % d + " of x[" + at / d + "], expected " + (expected - 1) + ", the sum of its columns'");
            }
        }
    }

    // What the unused columns hold must not matter.
    private double[] weights() {
        double[] weights = Randoms.of(7).gaussians(tile.length());
        for (int i = 0; i < n; i++) {
            Arrays.fill(weights, i * tile.stride() + m, (i + 1) * tile.stride(), Double.NaN);
        }
        return weights;
    }

    private double absolute(double[] block) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                sum += Math.abs(block[i * tile.stride() + j]);
            }
        }
        return 4 * sum;
    }

    private void compare(String what, double[] found, double[] expected, double tolerance) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                int at = i * tile.stride() + j;
                if (!(Math.abs(found[at] - expected[at]) <= tolerance)) {
                    throw failure(what, i, j, found[at], expected[at]);
                }
            }
        }
    }

    private AssertionError failure(String what, int i, int j, double found, double expected) {
        return new AssertionError(kernel + ": " + what + ": " + found + ", expected " + expected + " at x = "
                + Arrays.toString(x.row(i)) + ", z = " + Arrays.toString(z.row(j)));
    }

    /** A function of a pair. */
    private interface OfPair {
        double at(int i, int j);
    }

    /** A function of something moved and a pair. */
    private interface OfMovedPair<T> {
        double at(T moved, int i, int j);
    }

    /** Difference quotients of all pairs. */
    private final class Differences {

        private final String what;

        Differences(String what) {
            this.what = what;
        }

        <T> void compare(double h, DoubleFunction<T> move, OfMovedPair<T> function, OfPair derivative) {
            double[] reach = {-4, -2, -1, 1, 2, 4};
            List<T> moved =
                    Arrays.stream(reach).mapToObj(t -> move.apply(t * h)).toList();
            double[][] fine = new double[n][m];
            double[][] coarse = new double[n][m];
            double most = FLAT * greatest;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    double[] f = new double[reach.length];
                    for (int s = 0; s < reach.length; s++) {
                        f[s] = valueOrNaN(function, moved.get(s), i, j);
                    }
                    fine[i][j] = (8 * (f[3] - f[2]) - (f[4] - f[1])) / (12 * h);
                    coarse[i][j] = (8 * (f[4] - f[1]) - (f[5] - f[0])) / (24 * h);
                    most = Math.max(most, Math.abs(derivative.at(i, j)));
                }
            }
            decide(fine, coarse, most, derivative);
        }

        // A point moved out of the kernel's domain has no value.
        private <T> double valueOrNaN(OfMovedPair<T> function, T moved, int i, int j) {
            try {
                return function.at(moved, i, j);
            } catch (IllegalArgumentException e) {
                return Double.NaN;
            }
        }

        private void decide(double[][] fine, double[][] coarse, double most, OfPair derivative) {
            int left = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    double found = derivative.at(i, j);
                    if (!Double.isFinite(found)) {
                        throw failure(what + " is not finite", i, j, found, fine[i][j]);
                    }
                    if (!(Math.abs(fine[i][j] - coarse[i][j]) <= TOLERANCE / 10 * most)) {
                        left++;
                    } else if (!(Math.abs(found - fine[i][j]) <= TOLERANCE * most)) {
                        throw failure(what + " is not the difference quotient", i, j, found, fine[i][j]);
                    }
                }
            }
            if (2 * left > n * m) {
                throw new AssertionError(kernel + ": " + what + ": the difference quotients of " + left + " of " + n * m
                        + " pairs do not settle; check the kernel at points where it is smooth on the scale " + STEP);
            }
        }
    }
}
