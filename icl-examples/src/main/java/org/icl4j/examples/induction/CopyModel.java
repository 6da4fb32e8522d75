package org.icl4j.examples.induction;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Embedding;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Positions;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.train.DataParallel;

/**
 * A causal transformer of attention alone: tokens and places embedded, one head in each layer, a read-out to the vocabulary,
 *
 * <pre>
 *   Z = E[tokens] + P       Z = Z + attention_l(Z) for l = 1 to L       logits = Z W' + c
 * </pre>
 *
 * with the cross entropy of the next token as its loss. An induction head takes two layers (Olsson et al. 2022): the first writes into
 * each token which one stood before it, the second looks for the present token in what was written.
 */
final class CopyModel {

    private static final int WIDTH = 48;

    private final ParameterLayout layout;
    private final List<MultiHeadAttention> attentions = new ArrayList<>();
    private final List<Layer> stack = new ArrayList<>();
    private final Layer whole;

    CopyModel(int layers) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        stack.add(Embedding.add(builder, "tokens", CopyBatch.VOCABULARY, WIDTH));
        stack.add(Positions.add(builder, "places", CopyBatch.LENGTH, WIDTH));
        for (int l = 1; l <= layers; l++) {
            MultiHeadAttention attention =
                    MultiHeadAttention.of(WIDTH, 1).withoutBias().add(builder, "layer" + l);
            attentions.add(attention);
            stack.add(Residual.of(attention));
        }
        stack.add(Dense.add(builder, "read-out", WIDTH, CopyBatch.VOCABULARY));
        this.layout = builder.build();
        this.whole = new Sequential(stack);
    }

    ParameterLayout layout() {
        return layout;
    }

    Layer layer() {
        return whole;
    }

    DataParallel<CopyBatch> objective() {
        return new DataParallel<>(layout.size(), CopyBatch::count, () -> new NextToken(whole));
    }

    /** Weights of one layer's attention on one sequence, shape [T, T]. */
    double[][] attention(int layer, double[] parameters, double[] sequence) {
        Sequences shape = Sequences.causal(1, sequence.length);
        double[] z = new Sequential(stack.subList(0, 2 + layer)).pass().forward(parameters, sequence, shape);
        return attentions.get(layer).weights(parameters, z, shape, 0)[0];
    }
}
