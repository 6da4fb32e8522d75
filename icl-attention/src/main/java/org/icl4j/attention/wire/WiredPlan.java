package org.icl4j.attention.wire;

import java.util.List;
import java.util.function.Consumer;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Context;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.jspecify.annotations.Nullable;

/** All that a wired transformer is made of. */
@SuppressWarnings("ArrayRecordComponent")
record WiredPlan(
        String name,
        int inputWidth,
        int targets,
        Slots slots,
        List<List<Part>> steps,
        List<Part> readout,
        ParameterLayout layout,
        double[] parameters,
        Tokens tokens,
        Slots.Slot answer,
        int sign) {

    /** A layer, what it does in words, its weights in the coordinates of slots, and the numbers that it is right for. */
    record Part(
            Layer layer,
            String text,
            List<Weights> weights,
            @Nullable Limit limit) {

        /** The same layer for tokens of which something more is true. */
        Part within(Limit more) {
            Limit own = limit;
            return new Part(
                    layer,
                    text,
                    weights,
                    own == null
                            ? more
                            : (tokens, rows, width, step) -> {
                                more.check(tokens, rows, width, step);
                                own.check(tokens, rows, width, step);
                            });
        }
    }

    /** One matrix of a layer: a slice of the parameters, or the product a'b or a b of two. */
    record Weights(String name, Product product, ParameterLayout.Slice a, ParameterLayout.@Nullable Slice b) {

        enum Product {
            /** The slice a alone. */
            NONE,
            /** a'b, of query and key maps. */
            TRANSPOSED,
            /** a b, of projection and value map. */
            PLAIN
        }

        double[][] of(double[] parameters) {
            double[][] left = a.read(parameters);
            if (b == null) {
                return left;
            }
            double[][] right = b.read(parameters);
            boolean transposed = product == Product.TRANSPOSED;
            int rows = transposed ? left[0].length : left.length;
            double[][] result = new double[rows][right[0].length];
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < right.length; k++) {
                    double factor = transposed ? left[k][i] : left[i][k];
                    for (int j = 0; j < right[0].length; j++) {
                        result[i][j] += factor * right[k][j];
                    }
                }
            }
            return result;
        }
    }

    /** What must be true of the tokens that come to a layer: throws where it is not. */
    @FunctionalInterface
    interface Limit {

        void check(double[] tokens, int rows, int width, int step);
    }

    /** Numbers beyond which a ReLU network is not what it stands for, at tokens whose flag is not 0. */
    record Range(String label, String slot, int[] columns, int flag, double high) implements Limit {

        @Override
        public void check(double[] tokens, int rows, int width, int step) {
            for (int i = 0; i < rows; i++) {
                if (tokens[i * width + flag] != 0) {
                    for (int c : columns) {
                        double value = tokens[i * width + c];
                        if (!(Math.abs(value) <= high)) {
                            throw Require.error(
                                    "context",
                                    "slot " + slot + " of token " + i + " becomes " + value + ", beyond the "
                                            + Slots.number(high) + " that the ReLU network \"" + label
                                            + "\" is built for");
                        }
                    }
                }
            }
        }
    }

    /**
     * That p'A p is positive, or not negative beyond the rounding n eps |p| |Ap| of its sum: where it merely vanishes there is nothing left to
     * do, and the quotient by it is 0.
     */
    record Definite(int p, int product, int pap, int flag) implements Limit {

        @Override
        public void check(double[] tokens, int rows, int width, int step) {
            double value = 0;
            double pp = 0;
            double squares = 0;
            for (int i = 0; i < rows; i++) {
                int row = i * width;
                value += tokens[row + flag] != 0 ? tokens[row + pap] : 0;
                pp += tokens[row + p] * tokens[row + p];
                squares += tokens[row + product] * tokens[row + product];
            }
            if (value < -rows * Math.ulp(1.0) * Math.sqrt(pp * squares)) {
                throw new NotPositiveDefiniteException(
                        step - 1,
                        value,
                        "context: its kernel matrix plus the ridge is not positive definite: p'A p = " + value
                                + " after " + (step - 1) + " steps; use a larger ridge or a positive definite kernel");
            }
        }
    }

    /** How a prompt becomes tokens, and which prompts are refused. */
    record Tokens(
            Placement support,
            Placement query,
            List<Consumer<double[]>> extra,
            int position,
            int largestContext,
            @Nullable Consumer<Context> condition) {

        void check(Context context) {
            if (context.size() > largestContext) {
                throw Require.error(
                        "context",
                        "has " + context.size() + " pairs; this transformer is wired for at most " + largestContext);
            }
            if (condition != null) {
                condition.accept(context);
            }
        }
    }
}
