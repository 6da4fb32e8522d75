package org.icl4j.examples.lineartransformers;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.icl4j.core.Require;

/**
 * The risk of L steps of gradient descent or of GD++ on contexts of n inputs x ~ N(0, I) of width d and targets x'w, w ~ N(0, I), without
 * sampling. With H = X'X/n, r the polynomial in H that {@link org.icl4j.attention.theory.DescentSpectra} writes down and c_k the coefficients
 * of its square,
 *
 * <pre>
 *   risk = E tr r(H)^2 = sum_k c_k E tr H^k
 * </pre>
 *
 * and with W = X'X, by Stein's identity E x g(X) = E dg/dx in each number of the first X,
 *
 * <pre>
 *   E tr W^k R = (n + k - 1) E tr W^(k-1) R + sum_(i=1..k-1) E tr W^i tr W^(k-1-i) R + sum_j 2 a_j E tr W^(k-1+a_j) R / tr W^a_j
 * </pre>
 *
 * for a product R of traces of powers a_j. The moments are integers, and the sum is taken with 60 digits: its terms cancel in all but few of
 * them (at three steps of GD++, of degree 26, terms of 1e10 leave 1e-3).
 *
 * <p>A sample's least risk lies below this one's: high powers of H have heavy tails, and a search finds steps that suit the sample.
 */
public final class ExactDescent {

    private static final MathContext DIGITS = new MathContext(60);

    private final int n;
    private final int d;
    private final List<BigDecimal> moments = new ArrayList<>();
    private final Map<List<Integer>, BigInteger> known = new HashMap<>();

    /**
     * For contexts of one size.
     *
     * @param width d
     * @param context n
     */
    public ExactDescent(int width, int context) {
        this.d = Require.positive("width", width);
        this.n = Require.positive("context", context);
    }

    /** E of the product of tr W^a over the powers a. */
    private BigInteger mean(int[] powers) {
        int[] sorted = Arrays.stream(powers).filter(a -> a > 0).sorted().toArray();
        BigInteger zeros = BigInteger.valueOf(d).pow(powers.length - sorted.length);
        if (sorted.length == 0) {
            return zeros;
        }
        List<Integer> key = Arrays.stream(sorted).boxed().toList();
        BigInteger before = known.get(key);
        if (before != null) {
            return zeros.multiply(before);
        }
        int last = sorted.length - 1;
        int k = sorted[last];
        BigInteger sum = BigInteger.valueOf(n + k - 1L).multiply(mean(with(sorted, k - 1)));
        for (int i = 1; i < k; i++) {
            sum = sum.add(mean(with(Arrays.copyOf(with(sorted, i), last + 2), k - 1 - i)));
        }
        for (int j = 0; j < last; j++) {
            int[] joined = Arrays.copyOf(sorted, last);
            joined[j] = k - 1 + sorted[j];
            sum = sum.add(BigInteger.valueOf(2L * sorted[j]).multiply(mean(joined)));
        }
        known.put(key, sum);
        return zeros.multiply(sum);
    }

    /** A copy with another last number. */
    private static int[] with(int[] powers, int last) {
        int[] copy = powers.clone();
        copy[copy.length - 1] = last;
        return copy;
    }

    /** E tr H^k. */
    private BigDecimal moment(int k) {
        for (int next = moments.size(); next <= k; next++) {
            BigDecimal mean = new BigDecimal(mean(new int[] {next}));
            moments.add(mean.divide(BigDecimal.valueOf(n).pow(next), DIGITS));
        }
        return moments.get(k);
    }

    /**
     * The risk of gradient descent.
     *
     * @param steps eta_1 to eta_L
     * @return E tr prod_l (I - eta_l H)^2
     */
    public double risk(double... steps) {
        return risk(steps, new double[Require.finite("steps", steps).length]);
    }

    /**
     * The risk of GD++.
     *
     * @param steps eta_1 to eta_L
     * @param gammas gamma_1 to gamma_L, the steps of the inputs; the last has no effect
     * @return its risk; the degree of r grows with 3^L
     */
    public double risk(double[] steps, double[] gammas) {
        Require.length(
                "gammas", Require.finite("gammas", gammas), Require.finite("steps", steps).length, "one per step");
        BigDecimal[] r = {BigDecimal.ONE};
        BigDecimal[] c = {BigDecimal.ONE};
        for (int t = 0; t < steps.length; t++) {
            BigDecimal[] squared = product(c, c);
            r = product(r, oneMinus(steps[t], squared));
            if (t + 1 < steps.length && gammas[t] != 0) {
                c = product(c, oneMinus(gammas[t], squared));
            }
        }
        BigDecimal[] square = product(r, r);
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < square.length; k++) {
            sum = sum.add(square[k].multiply(moment(k), DIGITS), DIGITS);
        }
        return sum.doubleValue();
    }

    /** 1 - factor z p(z). */
    private static BigDecimal[] oneMinus(double factor, BigDecimal[] p) {
        BigDecimal[] q = new BigDecimal[p.length + 1];
        q[0] = BigDecimal.ONE;
        for (int k = 0; k < p.length; k++) {
            q[k + 1] = p[k].multiply(new BigDecimal(-factor), DIGITS);
        }
        return q;
    }

    private static BigDecimal[] product(BigDecimal[] p, BigDecimal[] q) {
        BigDecimal[] product = new BigDecimal[p.length + q.length - 1];
        Arrays.fill(product, BigDecimal.ZERO);
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < q.length; j++) {
                product[i + j] = product[i + j].add(p[i].multiply(q[j], DIGITS), DIGITS);
            }
        }
        return product;
    }

    /**
     * The steps of least risk near a start.
     *
     * @param start eta_1 to eta_L, none of them 0
     * @return the steps of gradient descent
     */
    public double[] best(double... start) {
        return search(start, this::risk);
    }

    /**
     * The pairs of GD++ of least risk near a start.
     *
     * @param start eta_1, gamma_1, ..., eta_L, gamma_L, none of them 0
     * @return the pairs in the same order
     */
    public double[] bestPairs(double... start) {
        return search(start, pairs -> risk(every(pairs, 0), every(pairs, 1)));
    }

    /** Elements of one parity: the steps of pairs (first = 0), or their gammas (first = 1). */
    static double[] every(double[] pairs, int first) {
        double[] part = new double[pairs.length / 2];
        Arrays.setAll(part, t -> pairs[2 * t + first]);
        return part;
    }

    private static double[] search(double[] start, ToDoubleFunction<double[]> risk) {
        double[] edges = Arrays.stream(Require.finite("start", start))
                .map(step -> 0.1 * step)
                .toArray();
        return new SimplexOptimizer(new SimpleValueChecker(1e-12, 0))
                .optimize(
                        new MaxEval(100_000),
                        new ObjectiveFunction(risk::applyAsDouble),
                        GoalType.MINIMIZE,
                        new InitialGuess(start),
                        new NelderMeadSimplex(edges))
                .getPoint();
    }
}
