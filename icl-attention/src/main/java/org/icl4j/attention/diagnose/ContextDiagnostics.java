package org.icl4j.attention.diagnose;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Metrics;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Whether, and how, a learner uses its context. Each measure fits the learner to a changed context and compares answers; a learner that fails on one is reported with that
 * context. One target.
 *
 * <pre>
 *   label swap      mean |f(y) - f(swapped y)| / (max y - min y), swapped y = max y + min y - y: 0 where labels are ignored
 *   removal         the same for the context's first pairs alone
 *   scaling         max |f(c y) - c f(y)| / (|c| max |f(y)|): 0 where answers are linear in the targets
 *   permutation     max |f(permuted) - f| / max |f|: 0 where the order does not matter
 *   implied weights least squares w, b with f(x) = w'x + b on probes, and how well they explain f
 *   sensitivity     df(x)/dx by central differences
 * </pre>
 *
 * <p>Sources: Sudjianto 2026 (label swap; above 0.2 he calls it in-context learning); Akyurek et al. 2023 (implied linear weights); von Oswald et al. 2023 (sensitivities).
 */
public final class ContextDiagnostics {

    private final InContextLearner<?> learner;
    private final Context context;
    private final Points queries;

    private ContextDiagnostics(InContextLearner<?> learner, Context context, Points queries) {
        this.learner = learner;
        this.context = context;
        this.queries = queries;
    }

    /**
     * Diagnostics of a learner at one context.
     *
     * @param learner any
     * @param context inputs [n, d], targets [n, 1]
     * @param queries where answers are compared, shape [m, d]
     * @return the diagnostics; nothing is fitted yet
     */
    public static ContextDiagnostics of(InContextLearner<?> learner, Context context, Points queries) {
        Require.notNull("learner", learner);
        Require.notNull("context", context);
        Require.width("context.targets", context.targets(), 1, "one target");
        int d = context.inputs().width();
        Require.width("queries", queries, d, "d must match the context's " + d);
        return new ContextDiagnostics(learner, context, queries);
    }

    private double[] answers(Context changed, String change, Points at) {
        try {
            return Require.finite("answers", learner.fit(changed).predict(at).column(0));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "context: the learner fails on " + changed + " (" + change + "): " + e.getMessage(), e);
        }
    }

    private double[] answers(Context changed, String change) {
        return answers(changed, change, queries);
    }

    private Context withTargets(double[] y) {
        return Context.of(context.inputs(), Points.ofColumn("targets", y));
    }

    private double range() {
        double[] y = context.targets().column(0);
        return Arrays.stream(y).max().orElseThrow() - Arrays.stream(y).min().orElseThrow();
    }

    /**
     * The mean change of answers when the targets are mirrored in their range.
     *
     * @return relative to the range; 0 where targets are ignored, and where all are equal
     */
    public double labelSwap() {
        double[] y = context.targets().column(0);
        double sum =
                Arrays.stream(y).max().orElseThrow() + Arrays.stream(y).min().orElseThrow();
        double[] swapped = Arrays.stream(y).map(v -> sum - v).toArray();
        return change(answers(context, "as given"), answers(withTargets(swapped), "labels swapped"));
    }

    /**
     * The mean change of answers when only the first pairs are left.
     *
     * @param keep how many, 1 to n
     * @return relative to the targets' range
     */
    public double removal(int keep) {
        Require.inRange("keep", keep, 1, context.size());
        Context part = context.select(IntStream.range(0, keep).toArray());
        return change(answers(context, "as given"), answers(part, "first " + keep + " pairs"));
    }

    private double change(double[] a, double[] b) {
        double range = range();
        return range == 0 ? 0 : Metrics.meanAbsoluteError(a, b) / range;
    }

    /**
     * How far the answers are from being proportional to the targets.
     *
     * @param factor c, not 0
     * @return greatest |f(c y) - c f(y)| relative to greatest |c f(y)|
     */
    public double scaling(double factor) {
        if (Require.finite("factor", factor) == 0) {
            throw Require.error("factor", "must not be 0, got " + factor);
        }
        double[] plain = answers(context, "as given");
        double[] y = context.targets().column(0);
        double[] scaled =
                answers(withTargets(Arrays.stream(y).map(v -> factor * v).toArray()), "targets times " + factor);
        return greatest(scaled, Arrays.stream(plain).map(f -> factor * f).toArray());
    }

    /**
     * How much the order of the context matters.
     *
     * @param seed of the permutation
     * @return greatest change of an answer relative to the greatest answer
     */
    public double permutation(long seed) {
        int[] order = Randoms.of(seed).permutation(context.size());
        return greatest(answers(context.select(order), "permuted"), answers(context, "as given"));
    }

    private static double greatest(double[] a, double[] b) {
        double most = 0;
        double size = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
            size = Math.max(size, Math.abs(b[i]));
        }
        return size == 0 ? (most == 0 ? 0 : Double.POSITIVE_INFINITY) : most / size;
    }

    /**
     * The linear function that the learner's answers look like.
     *
     * @param probes inputs at which it is asked, more than d of them, shape [k, d]
     * @return w, the intercept, and R squared of the answers
     */
    public Implied impliedWeights(Points probes) {
        int d = context.inputs().width();
        Require.width("probes", probes, d, "d must match the context's " + d);
        if (probes.size() <= d + 1) {
            throw Require.error("probes", "expected more than " + (d + 1) + " rows, got " + probes.size());
        }
        double[] f = answers(context, "as given", probes);
        double[][] x = new double[probes.size()][d + 1];
        for (int i = 0; i < x.length; i++) {
            System.arraycopy(probes.row(i), 0, x[i], 0, d);
            x[i][d] = 1;
        }
        Array2DRowRealMatrix matrix = new Array2DRowRealMatrix(x, false);
        double[] w = new SingularValueDecomposition(matrix)
                .getSolver()
                .solve(new ArrayRealVector(f))
                .toArray();
        double[] fitted = matrix.operate(w);
        boolean constant = Arrays.stream(f).allMatch(v -> v == f[0]);
        return new Implied(Arrays.copyOf(w, d), w[d], constant ? 1 : Metrics.rSquared(fitted, f));
    }

    /**
     * The gradient of the answer in the query.
     *
     * @param query x, length d
     * @param step of the central differences, above 0
     * @return df/dx, length d
     */
    public double[] sensitivity(double[] query, double step) {
        int d = context.inputs().width();
        Require.positive("step", step);
        Require.length("query", Require.finite("query", query), d, "d must match the context's " + d);
        double[][] moved = new double[2 * d][];
        for (int k = 0; k < 2 * d; k++) {
            moved[k] = query.clone();
            moved[k][k / 2] += k % 2 == 0 ? step : -step;
        }
        double[] f = answers(context, "as given", Points.of("moved queries", moved));
        double[] gradient = new double[d];
        for (int k = 0; k < d; k++) {
            gradient[k] = (f[2 * k] - f[2 * k + 1]) / (2 * step);
        }
        return gradient;
    }

    /**
     * A linear function that answers look like.
     *
     * @param weights w
     * @param intercept b
     * @param rSquared how much of the answers' variation it explains, 1 for all
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Implied(double[] weights, double intercept, double rSquared) {

        /**
         * Checks that there are weights.
         *
         * @param weights w
         * @param intercept b
         * @param rSquared how much of the answers' variation it explains, 1 for all
         */
        public Implied {
            Require.notNull("weights", weights);
        }

        @Override
        public String toString() {
            return "Implied[" + weights.length + " weights" + ", intercept=" + intercept + ", rSquared=" + rSquared
                    + "]";
        }
    }

    @Override
    public String toString() {
        return "ContextDiagnostics[" + learner + ", " + context.size() + " pairs" + ", " + queries.size() + " queries"
                + "]";
    }
}
