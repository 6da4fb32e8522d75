package org.icl4j.examples.induction;

import java.util.Arrays;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.train.DataParallel;

/**
 * The mean cross entropy of the next token over all places but the last, with logits a [V] and p = softmax(a):
 *
 * <pre>
 *   l = log sum_c exp(a_c) - a_next         dl/da = p - e_next
 * </pre>
 */
final class NextToken implements DataParallel.Worker<CopyBatch> {

    private final Layer layer;
    private final Layer.Pass pass;
    private double[] tokens = {};
    private double[] slope = {};

    NextToken(Layer layer) {
        this.layer = layer;
        this.pass = layer.pass();
    }

    @Override
    public double share(double[] parameters, CopyBatch batch, int from, int to, double[] gradient) {
        int length = CopyBatch.LENGTH;
        int v = layer.outputWidth();
        int rows = (to - from) * length;
        if (tokens.length != rows) {
            tokens = new double[rows];
            slope = new double[rows * v];
        }
        System.arraycopy(batch.tokens(), from * length, tokens, 0, rows);
        double[] logits = pass.forward(parameters, tokens, Sequences.causal(to - from, length));
        Arrays.fill(slope, 0);
        double weight = 1.0 / (batch.count() * (length - 1.0));
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            if (row % length < length - 1) {
                loss += weight * entropy(logits, row * v, v, (int) tokens[row + 1], weight);
            }
        }
        pass.backward(parameters, slope, gradient);
        return loss;
    }

    private double entropy(double[] logits, int at, int v, int next, double weight) {
        double sum = 0;
        double top = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < v; c++) {
            top = Math.max(top, logits[at + c]);
        }
        for (int c = 0; c < v; c++) {
            slope[at + c] = Math.exp(logits[at + c] - top);
            sum += slope[at + c];
        }
        for (int c = 0; c < v; c++) {
            slope[at + c] *= weight / sum;
        }
        slope[at + next] -= weight;
        return top + Math.log(sum) - logits[at + next];
    }
}
