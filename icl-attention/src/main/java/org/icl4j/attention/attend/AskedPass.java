package org.icl4j.attention.attend;

import java.util.Arrays;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * A multi-head attention's output at some tokens alone: queries and projection for these tokens, keys and values for those that they
 * see. Or at all tokens, of which the first ones alone are seen. Where there is no short cut (causal, masks) the whole output is computed and these tokens are taken from it.
 */
final class AskedPass implements Layer.Pass {

    private final MultiHeadAttention layer;
    private final @Nullable Selection wanted; // null for all
    private final Layer.Pass queryPass;
    private final Layer.Pass keyPass;
    private final Layer.@Nullable Pass projectionPass;
    private final Attention.Pass attend;
    private final Workspace querySpace = new Workspace();
    private final Workspace keySpace = new Workspace();
    private final Workspace outputSpace = new Workspace();
    private final Workspace queryGradient = new Workspace();
    private final Workspace keyGradient = new Workspace();
    private final Workspace inputGradient = new Workspace();
    private @Nullable Sequences last;
    private @Nullable AskedTokens asked;
    private Layer.@Nullable Pass whole;
    private Sequences queryShape = Sequences.tokens(1);
    private Sequences keyShape = Sequences.tokens(1);

    AskedPass(
            MultiHeadAttention layer,
            @Nullable Selection wanted,
            Dense queries,
            Dense keysAndValues,
            @Nullable Dense projection) {
        this.layer = layer;
        this.wanted = wanted;
        this.queryPass = queries.pass();
        this.keyPass = keysAndValues.pass();
        this.projectionPass = projection == null ? null : projection.pass();
        this.attend = layer.attention().pass();
    }

    @Override
    public double[] forward(double[] parameters, double[] input, Sequences shape) {
        LayerArguments.forward(input, layer.inputWidth(), shape);
        if (!shape.equals(last)) {
            asked = AskedTokens.of(layer.axis(), shape, wanted);
            last = shape;
            if (asked != null) {
                queryShape = wanted == null ? shape : wanted.of(shape);
                keyShape = asked.keys().of(shape);
            }
        }
        AskedTokens tokens = asked;
        if (tokens == null) {
            Layer.Pass pass = whole;
            if (pass == null) {
                pass = wanted == null ? layer.pass() : layer.wholePass(wanted);
            }
            whole = pass;
            return pass.forward(parameters, input, shape);
        }
        int w = layer.inputWidth();
        int k = layer.attention().heads() * layer.attention().keyWidth();
        int v = layer.attention().heads() * layer.attention().valueWidth();
        double[] few = input;
        if (wanted != null) {
            few = querySpace.of(queryShape.rows(), w);
            wanted.gather(shape, w, input, few);
        }
        double[] q = queryPass.forward(parameters, few, queryShape);
        double[] seen = keySpace.of(keyShape.rows(), w);
        tokens.keys().gather(shape, w, input, seen);
        double[] kv = keyPass.forward(parameters, seen, keyShape); // [keys, h k + h v]
        double[] output = outputSpace.of(queryShape.rows(), v);
        attend.forward(
                q,
                0,
                k,
                tokens.queryLines(),
                kv,
                0,
                k + v,
                kv,
                k,
                k + v,
                tokens.keyLines(),
                tokens.visibility(),
                output,
                0,
                v);
        return projectionPass == null ? output : projectionPass.forward(parameters, output, queryShape);
    }

    // The steps of the ordinary pass; the gradients in both gathered inputs go back to their places.
    @Override
    public double[] backward(double[] parameters, double[] outputGradient, double[] gradient) {
        Sequences shape = last;
        if (shape == null) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        AskedTokens tokens = asked;
        if (tokens == null && whole != null) {
            return whole.backward(parameters, outputGradient, gradient);
        }
        if (tokens == null) {
            throw new IllegalStateException("backward needs a forward pass before it");
        }
        LayerArguments.backward(outputGradient, queryShape.rows(), layer.outputWidth());
        int w = layer.inputWidth();
        int k = layer.attention().heads() * layer.attention().keyWidth();
        int v = layer.attention().heads() * layer.attention().valueWidth();
        double[] d =
                projectionPass == null ? outputGradient : projectionPass.backward(parameters, outputGradient, gradient);
        double[] dq = queryGradient.of(queryShape.rows(), k);
        double[] dkv = keyGradient.of(keyShape.rows(), k + v);
        attend.backward(d, 0, v, dq, 0, k, dkv, 0, k + v, dkv, k, k + v);
        double[] dz = queryPass.backward(parameters, dq, gradient);
        if (wanted != null) {
            double[] few = dz;
            dz = inputGradient.of(shape.rows(), w);
            Arrays.fill(dz, 0);
            wanted.scatter(shape, w, few, dz);
        }
        tokens.keys().scatter(shape, w, keyPass.backward(parameters, dkv, gradient), dz);
        return dz;
    }
}
