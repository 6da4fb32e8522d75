package org.icl4j.attention.construct;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.wire.Placement;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * Ordinary least squares as one layer of attention: with X'X = U L U',
 *
 * <pre>
 *   f(q) = q'(X'X)^-1 X'y = sum_i (W q)'(W x_i) y_i,     W_Q'W_K = W'W = U L^-1 U'
 * </pre>
 *
 * a head without normaliser whose query and key maps whiten the inputs and whose values are the targets. Its weights belong to one design X: they hold the inverse of its second moments, as the weights of a trained head
 * would hold those of its task distribution. A context whose X'X is another is refused, since there the head is x'A X'y and not least squares; {@link NewtonTransformer} finds the inverse in context. No intercept. Tokens: x | y | out.
 *
 * <p>Source: Goulet Coulombe 2025, "Ordinary Least Squares as an Attention Mechanism".
 */
public final class LeastSquaresTransformer implements Construction {

    /** Relative difference of second moments up to which a design is the one that was wired. */
    private static final double SAME = 1e-10;

    private final RealMatrix moments;
    private final double[][] inverse;
    private final WiredTransformer transformer;

    private LeastSquaresTransformer(RealMatrix moments, double[][] inverse, int targets) {
        this.moments = moments;
        this.inverse = inverse;
        int d = inverse.length;
        Wiring w = Wiring.of("least squares", d, targets, "x:" + d, "y:" + targets, "out:" + targets);
        Placement token = (row, x, y) -> {
            System.arraycopy(x, 0, row, 0, d);
            System.arraycopy(y, 0, row, d, targets);
        };
        w.support(token).query(token).requiring(this::check);
        this.transformer = w.attend("regress", Score.dotProduct(1), Normaliser.none(), "x", inverse, "x", "y", "out", 1)
                .step()
                .answer("out", 1);
    }

    /**
     * The layer for one design and one target.
     *
     * @param inputs X, shape [n, d], of rank d
     * @return the construction
     * @throws IllegalArgumentException if the columns of X are linearly dependent, to rounding
     */
    public static LeastSquaresTransformer of(Points inputs) {
        RealMatrix moments = moments(Require.notNull("inputs", inputs));
        EigenDecomposition eigen = new EigenDecomposition(moments);
        double[] values = eigen.getRealEigenvalues();
        int d = values.length;
        double least = values[d - 1];
        if (!(least > d * Math.ulp(values[0]))) {
            throw Require.error(
                    "inputs",
                    "have linearly dependent columns: X'X has eigenvalues " + least + " to " + values[0]
                            + "; use a ridge, as NewtonTransformer does");
        }
        double[][] whiten = new double[d][];
        for (int k = 0; k < d; k++) {
            whiten[k] = eigen.getEigenvector(k)
                    .mapMultiply(1 / Math.sqrt(values[k]))
                    .toArray();
        }
        RealMatrix w = new Array2DRowRealMatrix(whiten, false);
        return new LeastSquaresTransformer(moments, w.transpose().multiply(w).getData(), 1);
    }

    /**
     * The same for several targets, each by itself.
     *
     * @param count t, at least 1
     * @return a new construction
     */
    public LeastSquaresTransformer withTargets(int count) {
        return new LeastSquaresTransformer(moments, inverse, Require.positive("count", count));
    }

    private static RealMatrix moments(Points inputs) {
        RealMatrix x = new Array2DRowRealMatrix(inputs.toRows(), false);
        return x.transpose().multiply(x);
    }

    private void check(Context context) {
        double difference = moments(context.inputs()).subtract(moments).getFrobeniusNorm() / moments.getFrobeniusNorm();
        if (difference > SAME) {
            throw Require.error(
                    "context",
                    "has other second moments X'X than the design that this layer is wired for: relative difference "
                            + difference);
        }
    }

    @Override
    public WiredTransformer transformer() {
        return transformer;
    }

    @Override
    public double[][] algorithm(Context context, Points queries) {
        transformer.check(context, queries);
        check(context);
        RealMatrix weights = new QRDecomposition(
                        new Array2DRowRealMatrix(context.inputs().toRows(), false))
                .getSolver()
                .solve(new Array2DRowRealMatrix(context.targets().toRows(), false));
        double[] answers = Loops.flat(Loops.product(queries.toRows(), weights.getData()));
        return new double[][] {new double[answers.length], answers};
    }

    @Override
    public String toString() {
        return "LeastSquaresTransformer[width=" + inverse.length + "]";
    }
}
