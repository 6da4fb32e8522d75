package org.icl4j.examples.lineartransformers;

import java.util.Arrays;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.core.Randoms;

/**
 * Linear tasks y = w'x, x ~ N(0, I), w ~ N(0, I), of which only the contexts are drawn: weights and queries are averaged over exactly.
 * A layer that treats each target by itself answers f(x) = x'(I - R) w with a matrix R of the context alone, and
 *
 * <pre>
 *   E (f(x) - w'x)^2 = |R|_F^2 = sum over unit weights e_i and unit queries e_j of (f(e_j) - e_i'e_j)^2
 * </pre>
 *
 * So a task has d targets, one for each unit weight (y = x), and d queries; with queries d e_j the mean over targets and queries is
 * that sum. Its gradient is the expectation of the gradient over w and x given the context, so it is the same training with less noise.
 *
 * @param inputWidth d
 */
record AllWeights(int inputWidth) implements TaskDistribution {

    @Override
    public int targetWidth() {
        return inputWidth;
    }

    @Override
    public void sample(TaskBatch batch, Randoms randoms) {
        int d = inputWidth;
        double[] x = batch.contextInputs();
        for (int i = 0; i < x.length; i++) {
            x[i] = randoms.gaussian();
        }
        System.arraycopy(x, 0, batch.contextTargets(), 0, x.length);
        Arrays.fill(batch.queryInputs(), 0);
        Arrays.fill(batch.queryTargets(), 0);
        for (int b = 0; b < batch.tasks(); b++) {
            for (int j = 0; j < d; j++) {
                int at = (b * d + j) * d + j;
                batch.queryInputs()[at] = d;
                batch.queryTargets()[at] = d;
            }
        }
    }
}
