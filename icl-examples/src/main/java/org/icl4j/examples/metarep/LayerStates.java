package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearStack;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.math.Parallel;
import org.icl4j.solvers.linear.LinearModel;
import org.icl4j.solvers.linear.RidgeRegression;

/**
 * What a transformer's residual stream holds at the query's token after every layer, and the answer that a linear probe reads there:
 * f_l(x) = v_l' h_l(x) + c_l, with v_l and c_l fitted once, by least squares on the targets of other tasks (Fu et al. 2024).
 */
final class LayerStates {

    private static final double PROBE_RIDGE = 1e-4;

    private final TransformerLearner learner;
    private final List<Layer> parts;
    private final int[] ends;

    /**
     * A transformer and where its layers end.
     *
     * @param learner whose stack is a {@link Sequential} or a {@link LinearStack}
     * @param ends how many parts of the stack have run after layer 0 (the read-in, if there is one), 1, ..., L
     */
    LayerStates(TransformerLearner learner, int... ends) {
        this.learner = learner;
        this.parts = parts(learner.layer());
        this.ends = ends.clone();
    }

    /** The layers that a stack runs one after another. */
    static List<Layer> parts(Layer stack) {
        if (stack instanceof LinearStack linear) {
            return List.copyOf(linear.layers());
        }
        return ((Sequential) stack).layers();
    }

    /** L + 1: the read-in and L layers. */
    int depth() {
        return ends.length;
    }

    /** The states at the queries' tokens, shape [L + 1] of [tasks queries, width of the layer]. */
    Points[] at(TaskBatch batch) {
        PromptFormat format = learner.format();
        double[] parameters = learner.parameters();
        int n = batch.contextSize();
        int m = batch.querySize();
        double[][] states = new double[ends.length][];
        int[] widths = new int[ends.length];
        for (int l = 0; l < ends.length; l++) {
            widths[l] =
                    ends[l] == 0 ? format.tokenWidth() : parts.get(ends[l] - 1).outputWidth();
            states[l] = new double[batch.tasks() * m * widths[l]];
        }
        Sequences shape = format.shape(1, n, m, new int[0]);
        Parallel.run(batch.tasks(), task -> {
            double[] tokens = new double[shape.rows() * format.tokenWidth()];
            format.write(
                    n,
                    batch.contextInputs(),
                    task * n * format.inputWidth(),
                    batch.contextTargets(),
                    task * n,
                    m,
                    batch.queryInputs(),
                    task * m * format.inputWidth(),
                    tokens,
                    0);
            int done = 0;
            for (int l = 0; l < ends.length; l++) {
                while (done < ends[l]) {
                    tokens = parts.get(done).pass().forward(parameters, tokens, shape);
                    done++;
                }
                for (int q = 0; q < m; q++) {
                    System.arraycopy(
                            tokens,
                            format.answerToken(n, q) * widths[l],
                            states[l],
                            (task * m + q) * widths[l],
                            widths[l]);
                }
            }
        });
        Points[] points = new Points[ends.length];
        for (int l = 0; l < ends.length; l++) {
            points[l] = Points.ofRows("states", batch.tasks() * m, widths[l], states[l]);
        }
        return points;
    }

    /** A probe for every layer. */
    List<LinearModel> probes(TaskBatch batch) {
        Points targets = Points.ofColumn("targets", Arrays.copyOf(batch.queryTargets(), batch.queryTargets().length));
        List<LinearModel> probes = new ArrayList<>();
        for (Points states : at(batch)) {
            probes.add(RidgeRegression.of(PROBE_RIDGE).fit(Context.of(states, targets)));
        }
        return probes;
    }

    /** What the probes read, shape [L + 1][tasks][queries]. */
    double[][][] answers(TaskBatch batch, List<LinearModel> probes) {
        Points[] states = at(batch);
        int m = batch.querySize();
        double[][][] answers = new double[states.length][batch.tasks()][];
        for (int l = 0; l < states.length; l++) {
            double[] all = probes.get(l).predict(states[l]).column(0);
            for (int b = 0; b < batch.tasks(); b++) {
                answers[l][b] = Arrays.copyOfRange(all, b * m, (b + 1) * m);
            }
        }
        return answers;
    }
}
