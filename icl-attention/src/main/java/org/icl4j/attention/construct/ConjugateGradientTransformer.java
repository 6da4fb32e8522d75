package org.icl4j.attention.construct;

import java.util.Arrays;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.attention.wire.Rule;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.jspecify.annotations.Nullable;

/**
 * Conjugate gradients on (K + ridge I) alpha = y as a transformer: t steps of layers are t steps of the algorithm, for alpha, the residual and the answer.
 *
 * <p>Tokens: the n pairs, one aggregator without data, the queries. Slots: x | alpha | r | p | Ap | tmp | q | a | rr | pAp | rr2 | gamma | beta, width d + 12, where q marks queries
 * and a marks the aggregator. With r = p = y at the start, a step is
 *
 * <pre>
 *   Ap   := ridge p (not on queries); Ap += sum_i k(x_j, x_i) p_i          ReLU gate; attention
 *   rr   := sum_i r_i r_i;  pAp := sum_i p_i Ap_i   (at the aggregator)     attention: query a, key r, value r is a dot product
 *   gamma := rr / pAp                                                       token-wise quotient
 *   alpha += gamma p;  r -= gamma Ap                                        attention to the aggregator: query p, key gamma, value a
 *   rr2  := sum_i r_i r_i;  beta := rr2 / rr;  tmp := p;  p := r;  p += beta tmp
 * </pre>
 *
 * A query's r is minus the answer, k(x)'alpha_t. All weights are 0, 1 or -1 but the ridge and the gate's bound. The quotient is the one operation that is not bilinear: attention and ReLU layers
 * can only approximate it, and {@link #dividingBy} is the transformer that does. Where a denominator vanishes the quotient is 0, so the state stays as it is from then on, as a solver's does that has nothing left to do; where p'Ap is negative
 * beyond rounding the run ends with a {@link org.icl4j.core.linalg.NotPositiveDefiniteException}, as the solver's. Any context length; one target, since gamma and beta belong to one.
 *
 * <p>{@link #jacobi} preconditions with the diagonal of K + ridge I; it has two more slots and two more token-wise quotients. The gate is exact while |p| at a query is below {@value #BOUND}.
 *
 * <p>Source of the idea: the MetaRepICL workshop paper, whose published code runs textbook conjugate gradients and has no attention weights. This wiring is ours. Algorithm: Saad 2003, 6.18 and 9.1.
 */
public final class ConjugateGradientTransformer implements Construction {

    /** Of the ReLU gate that keeps the ridge from queries. */
    public static final double BOUND = 1e9;

    private final Kernel kernel;
    private final double ridge;
    private final int steps;
    private final boolean jacobi;
    private final int width;

    /** The kernel as it was given; null for the dot product. */
    private final @Nullable DifferentiableKernel given;

    /** How the transformer divides; null for the exact quotient. */
    private final @Nullable ReciprocalApproximation division;

    private final WiredTransformer transformer;

    private ConjugateGradientTransformer(
            @Nullable DifferentiableKernel kernel,
            int width,
            double ridge,
            int steps,
            boolean jacobi,
            @Nullable ReciprocalApproximation division) {
        this.given = kernel;
        this.width = width;
        this.division = division;
        this.kernel = kernel == null ? new Linear() : kernel;
        this.ridge = ridge;
        this.steps = steps;
        this.jacobi = jacobi;
        this.transformer = wire(kernel, width);
    }

    /**
     * Conjugate gradients under the linear kernel x'z.
     *
     * @param width d
     * @param ridge added to K's diagonal, at least 0
     * @param steps t, at least 1
     * @return the construction
     */
    public static ConjugateGradientTransformer of(int width, double ridge, int steps) {
        return make(null, width, ridge, steps, false);
    }

    /**
     * Conjugate gradients under any kernel, which takes the place of the dot product in the first head.
     *
     * @param kernel k
     * @param width d
     * @param ridge added to K's diagonal, at least 0
     * @param steps t, at least 1
     * @return the construction
     */
    public static ConjugateGradientTransformer of(DifferentiableKernel kernel, int width, double ridge, int steps) {
        return make(Require.notNull("kernel", kernel), width, ridge, steps, false);
    }

    /**
     * The same, preconditioned with the diagonal of K + ridge I, under the linear kernel.
     *
     * @param width d
     * @param ridge above 0
     * @param steps t, at least 1
     * @return the construction
     */
    public static ConjugateGradientTransformer jacobi(int width, double ridge, int steps) {
        return make(null, width, Require.positive("ridge", ridge), steps, true);
    }

    /**
     * The same without the quotient: attention and ReLU layers only. A division becomes the ReLU network of 1/x and Newton's steps y := y (2 - x y), whose products are attention of the aggregator to itself (query x, key y, value a is x y). Four more
     * slots. {@link #divisionErrors} bounds what it costs.
     *
     * @param reciprocal of the range in which r'r and p'Ap stay; above it a run is refused, below it steps are too short and then vanish
     * @return a new construction
     * @throws IllegalArgumentException for {@link #jacobi}, which divides at every token and not at the aggregator alone
     */
    public ConjugateGradientTransformer dividingBy(ReciprocalApproximation reciprocal) {
        Require.notNull("reciprocal", reciprocal);
        if (jacobi) {
            throw Require.error(
                    "reciprocal",
                    "cannot replace the quotients of the preconditioned form, which are taken at every token");
        }
        return new ConjugateGradientTransformer(given, width, ridge, steps, false, reciprocal);
    }

    private static ConjugateGradientTransformer make(
            @Nullable DifferentiableKernel kernel, int width, double ridge, int steps, boolean jacobi) {
        Require.positive("width", width);
        Require.nonNegative("ridge", ridge);
        Require.positive("steps", steps);
        return new ConjugateGradientTransformer(kernel, width, ridge, steps, jacobi, null);
    }

    private WiredTransformer wire(@Nullable DifferentiableKernel k, int d) {
        Wiring w = jacobi
                ? Wiring.of("preconditioned conjugate gradients", d, slots(d, "diagonal", "z"))
                : division == null
                        ? Wiring.of("conjugate gradients", d, slots(d))
                        : Wiring.of("conjugate gradients by attention and ReLU", d, slots(d, "inv", "xy", "e", "old"));
        w.support((token, x, y) -> {
            System.arraycopy(x, 0, token, 0, d);
            double diagonal = kernel.value(x, x) + ridge;
            token[w.column("r")] = y[0];
            token[w.column("p")] = jacobi ? y[0] / diagonal : y[0];
            if (jacobi) {
                token[w.column("diagonal")] = diagonal;
                token[w.column("z")] = y[0] / diagonal;
            }
        });
        w.query((token, x, y) -> {
            System.arraycopy(x, 0, token, 0, d);
            token[w.column("q")] = 1;
        });
        w.extra(token -> token[w.column("a")] = 1);
        Score dot = Score.dotProduct(1);
        Normaliser none = Normaliser.none();
        String z = jacobi ? "z" : "r";
        w.copyUnless("ridge", "Ap", "p", "q", ridge, BOUND);
        w.set("clear", Rule.zero("rr"), Rule.zero("pAp"), Rule.zero("rr2"), Rule.zero("gamma"), Rule.zero("beta"));
        w.attend("A", k == null ? dot : Score.kernel(k), none, "x", "x", "p", "Ap", 1);
        if (k != null) {
            // The aggregator has an input too, 0, at which a kernel need not vanish.
            w.copyUnless("mask", "Ap", "Ap", "a", 1, BOUND);
        }
        w.attend("B1", dot, none, "a", "r", z, "rr", 1);
        w.attend("B2", dot, none, "a", "p", "Ap", "pAp", 1);
        w.requireDefinite("p", "Ap", "pAp", "a");
        if (division == null) {
            w.divide("step", "gamma", "rr", "pAp");
        } else {
            divide(w, division, "step", "gamma", "rr", "pAp");
        }
        w.attend("C1", dot, none, "p", "gamma", "a", "alpha", 1);
        w.attend("C2", dot, none, "Ap", "gamma", "a", "r", -1);
        if (jacobi) {
            w.divide("precondition", "z", "r", "diagonal");
        }
        w.attend("D", dot, none, "a", "r", z, "rr2", 1);
        if (division == null) {
            w.divide("turn", "beta", "rr2", "rr");
        } else {
            divide(w, division, "turn", "beta", "rr2", "rr");
        }
        w.set("E1", Rule.of("tmp", 1, "p"), Rule.of("p", 1, z));
        w.attend("E2", dot, none, "tmp", "beta", "a", "p", 1);
        return w.repeat(steps).answer("r", -1);
    }

    /** target = numerator / denominator at the aggregator, where alone they are not 0. */
    private static void divide(
            Wiring w, ReciprocalApproximation by, String label, String target, String numerator, String denominator) {
        Score dot = Score.dotProduct(1);
        w.reciprocal(label + " look up", "inv", denominator, "a", by);
        for (int s = 1; s <= by.newtonSteps(); s++) {
            String newton = label + " Newton " + s;
            w.set(newton + " clear", Rule.zero("xy"))
                    .attend(newton + " product", dot, Normaliser.none(), denominator, "inv", "a", "xy", 1)
                    .set(
                            newton + " error",
                            Rule.of("e", 2, "a").plus(-1, "xy"),
                            Rule.of("old", 1, "inv"),
                            Rule.zero("inv"))
                    .attend(newton + " correct", dot, Normaliser.none(), "old", "e", "a", "inv", 1);
        }
        w.attend(label, dot, Normaliser.none(), numerator, "inv", "a", target, 1);
    }

    private static String[] slots(int d, String... more) {
        String[] base = {"x:" + d, "alpha", "r", "p", "Ap", "tmp", "q", "a", "rr", "pAp", "rr2", "gamma", "beta"};
        String[] all = Arrays.copyOf(base, base.length + more.length);
        System.arraycopy(more, 0, all, base.length, more.length);
        return all;
    }

    @Override
    public WiredTransformer transformer() {
        return transformer;
    }

    @Override
    public double[][] algorithm(Context context, Points queries) {
        transformer.check(context, queries);
        double[][] cross = Loops.gram(kernel, queries, context.inputs());
        double[][] alphas = iterates(context);
        double[][] answers = new double[alphas.length][];
        for (int t = 0; t < answers.length; t++) {
            answers[t] = Loops.times(cross, alphas[t]);
        }
        return answers;
    }

    /**
     * The algorithm's coefficients after every step.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @return alpha_0 = 0 to alpha_t
     */
    public double[][] iterates(Context context) {
        Require.notNull("context", context);
        return iterates(context, new DivisionErrors[0]);
    }

    /**
     * How far the answers of {@link #dividingBy} can be from those with exact quotients, without rounding.
     *
     * @param context inputs [n, d], targets [n, 1]
     * @param queries shape [m, d]
     * @return a bound on the greatest difference after 0, 1, ... steps; infinite from the step on at which a denominator may leave the range of the division
     * @throws IllegalStateException if this construction divides exactly
     */
    public double[] divisionErrors(Context context, Points queries) {
        transformer.check(context, queries);
        if (division == null) {
            throw new IllegalStateException("this construction divides exactly; dividingBy gives one that does not");
        }
        double longest = 0;
        for (double[] row : Loops.gram(kernel, queries, context.inputs())) {
            longest = Math.max(longest, Math.sqrt(Loops.dot(row, row)));
        }
        DivisionErrors errors = new DivisionErrors(division);
        iterates(context, errors);
        double[] bounds = errors.ofCoefficients();
        for (int t = 0; t < bounds.length; t++) {
            bounds[t] = bounds[t] == 0 ? 0 : longest * bounds[t];
        }
        return bounds;
    }

    private double[][] iterates(Context context, DivisionErrors... watchers) {
        int n = context.size();
        double[][] a = Loops.gram(kernel, context.inputs(), context.inputs());
        double[] inverse = new double[n];
        for (int i = 0; i < n; i++) {
            a[i][i] += ridge;
            inverse[i] = jacobi ? 1 / a[i][i] : 1;
        }
        double[][] alpha = new double[steps + 1][n];
        double[] r = context.targets().column(0);
        double[] z = product(inverse, r);
        double[] p = z.clone();
        double rz = Loops.dot(r, z);
        for (int t = 0; t < steps; t++) {
            double[] ap = Loops.times(a, p);
            double pap = Loops.dot(p, ap);
            double gamma = pap > 0 ? rz / pap : 0;
            double[] before = r.clone();
            for (int i = 0; i < n; i++) {
                alpha[t + 1][i] = alpha[t][i] + gamma * p[i];
                r[i] -= gamma * ap[i];
            }
            z = product(inverse, r);
            double next = Loops.dot(r, z);
            double beta = rz > 0 ? next / rz : 0;
            for (DivisionErrors watcher : watchers) {
                watcher.step(a, before, p, ap, r);
            }
            for (int i = 0; i < n; i++) {
                p[i] = z[i] + beta * p[i];
            }
            rz = next;
        }
        return alpha;
    }

    private static double[] product(double[] a, double[] b) {
        double[] c = new double[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] * b[i];
        }
        return c;
    }

    @Override
    public String toString() {
        return "ConjugateGradientTransformer[" + (given == null ? "" : kernel + ", ") + (jacobi ? "jacobi, " : "")
                + "width=" + width + ", ridge=" + ridge + ", steps=" + steps + "]";
    }
}
