package org.icl4j.attention.layers;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * A differentiable map of token sequences whose weights are slices of one flat parameter vector. A layer is immutable; what
 * its backward pass needs lies in a {@link Pass}, one for each place a model applies the layer in.
 *
 * <pre>{@code
 * Layer.Pass pass = layer.pass();
 * double[] output = pass.forward(parameters, input, shape);         // [rows, outputWidth]
 * double[] inputGradient = pass.backward(parameters, outputGradient, gradient); // [rows, inputWidth]
 * }</pre>
 */
public interface Layer {

    /**
     * The width of a token that goes in.
     *
     * @return the columns of the input matrix
     */
    int inputWidth();

    /**
     * The width of a token that comes out.
     *
     * @return the columns of the output matrix
     */
    int outputWidth();

    /**
     * A workspace for one application of the layer.
     *
     * @return a new pass
     */
    Pass pass();

    /**
     * A workspace for one application whose output is wanted at some tokens alone: its forward pass returns shape
     * [sequences count, outputWidth], and its backward pass takes a gradient of that shape. The numbers are those of
     * {@link #pass()} at these tokens. By default tokens are selected before a {@link #tokenwise} layer and after any other;
     * attention computes queries for these tokens only.
     *
     * @param wanted the tokens, of each sequence
     * @return a new pass
     */
    default Pass pass(Selection wanted) {
        return new SelectingPass(this, Require.notNull("wanted", wanted));
    }

    /**
     * The tokens that the layer reads for its output at some tokens, where that are not all: attention along the columns of a table
     * reads one column for one column. What comes before it then need not be computed elsewhere. The layer given may depend on the
     * length of the sequences, not on their number.
     *
     * @param wanted tokens, of each sequence
     * @param shape how all rows form sequences
     * @return what is read and the layer on it, or null where everything may be read, which is the default
     */
    default @Nullable Narrowed narrowed(Selection wanted, Sequences shape) {
        Require.notNull("wanted", wanted).check(shape);
        return null;
    }

    /**
     * A layer's work for some tokens as that of a layer on the tokens that are read.
     *
     * @param read the tokens read, of each of the original sequences
     * @param layer gives them what the original layer gives them among all
     * @param shape how they form sequences for this layer
     * @param wanted the tokens asked for, by their places among those read
     */
    record Narrowed(Selection read, Layer layer, Sequences shape, Selection wanted) {

        /**
         * Checks that all are there.
         *
         * @param read the tokens read, of each of the original sequences
         * @param layer gives them what the original layer gives them among all
         * @param shape how they form sequences for this layer
         * @param wanted the tokens asked for, by their places among those read
         */
        public Narrowed {
            Require.notNull("read", read);
            Require.notNull("layer", layer);
            Require.notNull("wanted", wanted).check(Require.notNull("shape", shape));
        }
    }

    /**
     * Whether a token's output depends on that token alone, not on others and not on its place.
     *
     * @return false unless a layer says otherwise
     */
    default boolean tokenwise() {
        return false;
    }

    /**
     * Fills the layer's slices with random initial weights; the default, for layers without weights, does nothing.
     *
     * @param parameters the whole vector; the layer's slices of it are overwritten
     * @param randoms the stream drawn from
     */
    default void initialise(double[] parameters, Randoms randoms) {
        Require.notNull("parameters", parameters);
        Require.notNull("randoms", randoms);
    }

    /**
     * One application of a layer: a forward pass, then at most one backward pass. Arrays grow with the largest batch seen;
     * after that nothing is allocated. Not thread-safe.
     */
    interface Pass {

        /**
         * The layer's output.
         *
         * @param parameters the whole vector; read only
         * @param input shape [rows, inputWidth] at the start of the array; not copied, so it must not change before the
         *     backward pass
         * @param shape how the rows form sequences
         * @return live array of this pass, shape [rows, outputWidth] at its start, overwritten by the next forward pass
         */
        double[] forward(double[] parameters, double[] input, Sequences shape);

        /**
         * The vector-Jacobian products of the last forward pass.
         *
         * @param parameters the vector given to the forward pass
         * @param outputGradient the loss's gradient in the output, shape [rows, outputWidth]; read only
         * @param gradient the loss's gradient in all parameters; this layer ADDS its part to its slices
         * @return the loss's gradient in the input: live array of this pass, shape [rows, inputWidth] at its start
         */
        double[] backward(double[] parameters, double[] outputGradient, double[] gradient);

        /**
         * {@link #backward} for a pass that nothing comes before: a pass may leave the input's gradient out.
         *
         * @param parameters the vector given to the forward pass
         * @param outputGradient the loss's gradient in the output, shape [rows, outputWidth]; read only
         * @param gradient the loss's gradient in all parameters; this layer ADDS its part to its slices
         */
        default void backwardParameters(double[] parameters, double[] outputGradient, double[] gradient) {
            backward(parameters, outputGradient, gradient);
        }
    }
}
