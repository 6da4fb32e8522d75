package org.icl4j.attention.train;

import java.util.Arrays;
import java.util.Map;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/**
 * Muon (Jordan 2024): momentum whose step for a matrix is made orthogonal by five Newton-Schulz iterations, so that all
 * directions move alike. With B = mu B + G and the step U = G + mu B (Nesterov), of shape [r, c], r at most c (else
 * transposed),
 *
 * <pre>
 *   X = U / |U|_F,   five times  X = a X + (b A + c A A) X,  A = X X',   (a, b, c) = (3.4445, -4.7750, 2.0315)
 *   P = P - rate sqrt(max(1, rows / columns)) X
 * </pre>
 *
 * which takes every singular value of U near 1 (0.7 to 1.2) without computing any. Slices of one row (biases, gains) are
 * given to Adam, at its own learning rate; a schedule's factor multiplies both. Cost: 15 products of [r, r] and [r, c].
 *
 * @param learningRate step size, above 0
 * @param momentum mu, in [0, 1)
 * @param vectors the optimiser of slices of one row
 */
public record Muon(double learningRate, double momentum, Adam vectors) implements Optimiser {

    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final int ITERATIONS = 5;

    /**
     * Checks the ranges.
     *
     * @param learningRate step size, above 0
     * @param momentum mu, in [0, 1)
     * @param vectors the optimiser of slices of one row
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Muon {
        Require.notNull("vectors", vectors);
        Require.positive("learningRate", learningRate);
        if (!(momentum >= 0 && momentum < 1)) {
            throw Require.error("momentum", "must be in [0, 1), got " + momentum);
        }
    }

    /**
     * The published settings: 0.02, momentum 0.95; Adam's defaults for slices of one row.
     *
     * @return the optimiser
     */
    public static Muon defaults() {
        return new Muon(0.02, 0.95, Adam.defaults());
    }

    @Override
    public State start(ParameterLayout layout) {
        return new MuonState(this, Require.notNull("layout", layout));
    }

    private static final class MuonState implements State {

        private final VectorMath math = VectorMath.get();
        private final Muon muon;
        private final ParameterLayout layout;
        private final double[] buffer;
        private final State adam;
        private final double[] vectorGradient;
        private final double[] moved;
        private final Workspace x = new Workspace();
        private final Workspace product = new Workspace();
        private final Workspace gram = new Workspace();
        private final Workspace square = new Workspace();

        MuonState(Muon muon, ParameterLayout layout) {
            this.muon = muon;
            this.layout = layout;
            this.buffer = new double[layout.size()];
            this.adam = muon.vectors.start(layout);
            this.vectorGradient = new double[layout.size()];
            this.moved = new double[layout.size()];
        }

        @Override
        public void update(double[] parameters, double[] gradient, double learningRate) {
            Require.length("parameters", parameters, buffer.length, "the optimiser's state has that length");
            Require.length("gradient", gradient, buffer.length, "the optimiser's state has that length");
            Require.nonNegative("learningRate", learningRate);
            System.arraycopy(gradient, 0, vectorGradient, 0, gradient.length);
            System.arraycopy(parameters, 0, moved, 0, parameters.length);
            for (int s = 0; s < layout.slices().size(); s++) {
                Slice slice = layout.slices().get(s);
                if (slice.rows() > 1) {
                    moveMatrix(slice, moved, gradient, learningRate);
                    Arrays.fill(vectorGradient, slice.offset(), slice.end(), 0);
                }
            }
            adam.update(parameters, vectorGradient, learningRate / muon.learningRate * muon.vectors.learningRate());
            for (int s = 0; s < layout.slices().size(); s++) {
                Slice slice = layout.slices().get(s);
                if (slice.rows() > 1) {
                    System.arraycopy(moved, slice.offset(), parameters, slice.offset(), slice.size());
                }
            }
        }

        private void moveMatrix(Slice slice, double[] parameters, double[] gradient, double rate) {
            int rows = slice.rows();
            int columns = slice.columns();
            boolean tall = rows > columns;
            int r = Math.min(rows, columns);
            int c = Math.max(rows, columns);
            double[] u = x.atLeast(r * c);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    int at = slice.offset() + i * columns + j;
                    buffer[at] = muon.momentum * buffer[at] + gradient[at];
                    u[tall ? j * c + i : i * c + j] = gradient[at] + muon.momentum * buffer[at];
                }
            }
            double norm = Math.sqrt(math.dot(u, 0, u, 0, r * c));
            if (norm == 0) {
                return;
            }
            scale(u, r * c, 1 / norm);
            orthogonalise(u, r, c);
            double step = rate * Math.sqrt(Math.max(1, rows / (double) columns));
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    parameters[slice.offset() + i * columns + j] -= step * u[tall ? j * c + i : i * c + j];
                }
            }
        }

        private void orthogonalise(double[] u, int r, int c) {
            double[] a = gram.atLeast(r * r);
            double[] aa = square.atLeast(r * r);
            double[] ux = product.atLeast(r * c);
            for (int k = 0; k < ITERATIONS; k++) {
                math.gemm(false, true, r, r, c, 1, u, 0, c, u, 0, c, 0, a, 0, r);
                math.gemm(false, false, r, r, r, C, a, 0, r, a, 0, r, 0, aa, 0, r);
                math.axpy(B, a, 0, aa, 0, r * r);
                math.gemm(false, false, r, c, r, 1, aa, 0, r, u, 0, c, 0, ux, 0, c);
                scale(u, r * c, A);
                math.axpy(1, ux, 0, u, 0, r * c);
            }
        }

        private static void scale(double[] numbers, int length, double factor) {
            for (int i = 0; i < length; i++) {
                numbers[i] *= factor;
            }
        }

        @Override
        public long step() {
            return adam.step();
        }

        @Override
        public Map<String, double[]> memory() {
            return Map.of(
                    "buffer",
                    buffer,
                    "mean",
                    adam.memory().get("mean"),
                    "square",
                    adam.memory().get("square"));
        }

        @Override
        public void resume(long updates) {
            adam.resume(updates);
        }
    }
}
