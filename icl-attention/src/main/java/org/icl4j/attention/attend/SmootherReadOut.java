package org.icl4j.attention.attend;

import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * A prediction layer that is a kernel smoother: a body makes a state h_i of each token, and the answer at token i is a weighted mean of
 * the targets y_j that stand in the tokens themselves,
 *
 * <pre>
 *   answer_i = sum_j A_ij y_j,     A_i = softmax over the tokens j that i sees of s(h_i, h_j)
 * </pre>
 *
 * So an answer lies between the least and the greatest target of its context, and {@link SmootherPass#weights} says which examples it
 * comes from. With {@link Score#gaussian} it is the Nadaraya-Watson estimator in the space of the states, with {@link Score#dotProduct}
 * attention.
 *
 * <p>Source: KernelICL (2026), an in-context model of tables with such a layer. Here queries and keys are the states as they are.
 */
public final class SmootherReadOut implements Layer {

    private final Layer body;
    private final int targetColumn;
    private final Attention attention;

    /**
     * The layer.
     *
     * @param body makes states of tokens
     * @param score how states are compared
     * @param targetColumn the first column of a token that holds targets
     * @param targets how many targets
     * @throws IllegalArgumentException if the tokens have no such columns
     */
    public SmootherReadOut(Layer body, Score score, int targetColumn, int targets) {
        this.body = Require.notNull("body", body);
        Require.notNull("score", score);
        Require.positive("targets", targets);
        this.targetColumn = Require.inRange("targetColumn", targetColumn, 0, Math.max(0, body.inputWidth() - targets));
        this.attention = new Attention(1, body.outputWidth(), targets, score, Normaliser.softmax());
        if (targetColumn + targets > body.inputWidth()) {
            throw Require.error(
                    "targets",
                    "tokens of width " + body.inputWidth() + " have no columns " + targetColumn + " to "
                            + (targetColumn + targets - 1));
        }
    }

    @Override
    public int inputWidth() {
        return body.inputWidth();
    }

    @Override
    public int outputWidth() {
        return attention.valueWidth();
    }

    @Override
    public void initialise(double[] parameters, Randoms randoms) {
        body.initialise(parameters, randoms);
    }

    @Override
    public SmootherPass pass() {
        return new SmootherPass(this);
    }

    @Override
    public String toString() {
        return "SmootherReadOut[" + attention.score() + ", targets from column " + targetColumn + ", " + body + "]";
    }

    /** One application, whose weights can be read. */
    public static final class SmootherPass implements Pass {

        private final SmootherReadOut layer;
        private final Pass body;
        private final Attention.Pass attend;
        private final VectorMath math = VectorMath.get();
        private final Workspace outputSpace = new Workspace();
        private final Workspace queryGradient = new Workspace();
        private final Workspace keyGradient = new Workspace();
        private final Workspace targetGradient = new Workspace();
        private final Workspace inputGradient = new Workspace();
        private Sequences last = Sequences.tokens(1);
        private Lines lines = Lines.of(last);
        private boolean begun;

        private SmootherPass(SmootherReadOut layer) {
            this.layer = layer;
            this.body = layer.body.pass();
            this.attend = layer.attention.pass();
        }

        @Override
        public double[] forward(double[] parameters, double[] input, Sequences shape) {
            LayerArguments.forward(input, layer.inputWidth(), shape);
            if (!shape.equals(last)) {
                last = shape;
                lines = Lines.of(shape);
            }
            int w = layer.attention.keyWidth();
            int t = layer.attention.valueWidth();
            Visibility seen = shape.visibility();
            double[] h = body.forward(parameters, input, shape);
            double[] output = outputSpace.of(shape.rows(), t);
            int ld = layer.inputWidth();
            attend.forward(h, 0, w, lines, h, 0, w, input, layer.targetColumn, ld, lines, seen, output, 0, t);
            begun = true;
            return output;
        }

        // The states are queries and keys: dH = dQ + dK goes through the body; what the targets get is added to their
        // columns.
        @Override
        public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
            if (!begun) {
                throw new IllegalStateException("backward needs a forward pass before it");
            }
            int w = layer.attention.keyWidth();
            int t = layer.attention.valueWidth();
            int width = layer.inputWidth();
            LayerArguments.backward(outputGradient, last.rows(), t);
            double[] dq = queryGradient.of(last.rows(), w);
            double[] dk = keyGradient.of(last.rows(), w);
            double[] dy = targetGradient.of(last.rows(), t);
            attend.backward(outputGradient, 0, t, dq, 0, w, dk, 0, w, dy, 0, t);
            math.axpy(1, dk, 0, dq, 0, last.rows() * w);
            double[] dz = inputGradient.of(last.rows(), width);
            System.arraycopy(body.backward(parameters, dq, gradient), 0, dz, 0, last.rows() * width);
            for (int r = 0; r < last.rows(); r++) {
                math.axpy(1, dy, r * t, dz, r * width + layer.targetColumn, t);
            }
            return dz;
        }

        /**
         * The weights of the last forward pass.
         *
         * @param sequence number of the sequence
         * @return A, a new table, [length, length]: row i has the weights of token i's answer
         */
        public double[][] weights(int sequence) {
            return attend.weights(sequence, 0);
        }
    }
}
