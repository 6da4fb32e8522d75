package org.icl4j.examples.induction;

import java.util.Arrays;
import org.icl4j.attention.diagnose.AttentionDiagnostics;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Sequences;

/**
 * What a model does on test sequences, where the next token has been seen: means over sequences.
 *
 * @param loss cross entropy of the next token at places whose token has occurred before
 * @param copying the probability given to it there
 * @param previous weight that the first layer gives to the place before
 * @param prefix weight that the last layer gives to places whose predecessor is the present token
 */
record CopyScores(double loss, double copying, double previous, double prefix) {

    static CopyScores of(CopyModel model, int layers, double[] parameters, CopyBatch test) {
        int length = CopyBatch.LENGTH;
        int v = CopyBatch.VOCABULARY;
        Layer.Pass pass = model.layer().pass();
        double[] logits = pass.forward(parameters, test.tokens(), Sequences.causal(test.count(), length));
        double loss = 0;
        double copying = 0;
        double previous = 0;
        double prefix = 0;
        int places = 0;
        for (int b = 0; b < test.count(); b++) {
            for (int t = test.blocks()[b]; t < length - 1; t++) {
                int at = (b * length + t) * v;
                double top = Arrays.stream(logits, at, at + v).max().orElseThrow();
                double sum = Arrays.stream(logits, at, at + v)
                        .map(a -> Math.exp(a - top))
                        .sum();
                double log = logits[at + test.token(b, t + 1)] - top - Math.log(sum);
                loss -= log;
                copying += Math.exp(log);
                places++;
            }
            double[] sequence = Arrays.copyOfRange(test.tokens(), b * length, (b + 1) * length);
            double[][] first = model.attention(0, parameters, sequence);
            for (int t = 1; t < length; t++) {
                previous += first[t][t - 1] / (length - 1.0);
            }
            double[][] last = layers == 1 ? first : model.attention(layers - 1, parameters, sequence);
            int[] tokens =
                    Arrays.stream(sequence).mapToInt(token -> (int) token).toArray();
            prefix += AttentionDiagnostics.prefixMatching(last, tokens);
        }
        return new CopyScores(loss / places, copying / places, previous / test.count(), prefix / test.count());
    }
}
