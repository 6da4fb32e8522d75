package org.icl4j.examples.lineartransformers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * The risk of L steps of gradient descent on contexts of n inputs x ~ N(0, I) of width d and targets x'w, w ~ N(0, I), without sampling. With
 * H = X'X/n and steps a_l,
 *
 * <pre>
 *   risk = E tr prod_l (I - a_l H)^2 = sum_k c_k E tr H^k,     c the coefficients of prod_l (1 - a_l z)^2
 * </pre>
 *
 * and with W = X'X, by Stein's identity E x g(X) = E dg/dx in each number of the first X,
 *
 * <pre>
 *   E tr W^k R = (n + k - 1) E tr W^(k-1) R + sum_(i=1..k-1) E tr W^i tr W^(k-1-i) R + sum_j 2 a_j E tr W^(k-1+a_j) R / tr W^a_j
 * </pre>
 *
 * for a product R of traces of powers a_j. A sample's least risk lies below this one's: high powers of H have heavy tails, and a search finds
 * steps that suit the sample.
 */
final class ExactDescent {

    private final int n;
    private final int d;
    private final double[] moments;
    private final Map<List<Integer>, Double> known = new HashMap<>();

    ExactDescent(int width, int context, int layers) {
        this.n = context;
        this.d = width;
        this.moments = IntStream.rangeClosed(0, 2 * layers)
                .mapToDouble(k -> mean(new int[] {k}) / Math.pow(n, k))
                .toArray();
    }

    /** E of the product of tr W^a over the powers a. */
    private double mean(int[] powers) {
        int[] sorted = Arrays.stream(powers).filter(a -> a > 0).sorted().toArray();
        double zeros = Math.pow(d, powers.length - sorted.length);
        if (sorted.length == 0) {
            return zeros;
        }
        List<Integer> key = Arrays.stream(sorted).boxed().toList();
        Double before = known.get(key);
        if (before != null) {
            return zeros * before;
        }
        int last = sorted.length - 1;
        int k = sorted[last];
        double sum = (n + k - 1) * mean(with(sorted, k - 1));
        for (int i = 1; i < k; i++) {
            sum += mean(with(Arrays.copyOf(with(sorted, i), last + 2), k - 1 - i));
        }
        for (int j = 0; j < last; j++) {
            int[] joined = Arrays.copyOf(sorted, last);
            joined[j] = k - 1 + sorted[j];
            sum += 2 * sorted[j] * mean(joined);
        }
        known.put(key, sum);
        return zeros * sum;
    }

    /** A copy with another last number. */
    private static int[] with(int[] powers, int last) {
        int[] copy = powers.clone();
        copy[copy.length - 1] = last;
        return copy;
    }

    double risk(double[] steps) {
        double[] c = {1};
        for (double step : steps) {
            for (int twice = 0; twice < 2; twice++) {
                double[] next = Arrays.copyOf(c, c.length + 1);
                for (int k = 0; k < c.length; k++) {
                    next[k + 1] -= step * c[k];
                }
                c = next;
            }
        }
        double sum = 0;
        for (int k = 0; k < c.length; k++) {
            sum += c[k] * moments[k];
        }
        return sum;
    }

    /** The steps of least risk near a start. */
    double[] best(double[] start) {
        double[] edges = Arrays.stream(start).map(step -> 0.1 * step).toArray();
        return new SimplexOptimizer(new SimpleValueChecker(1e-12, 0))
                .optimize(
                        new MaxEval(100_000),
                        new ObjectiveFunction(this::risk),
                        GoalType.MINIMIZE,
                        new InitialGuess(start),
                        new NelderMeadSimplex(edges))
                .getPoint();
    }
}
