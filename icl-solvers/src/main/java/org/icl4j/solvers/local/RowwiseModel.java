package org.icl4j.solvers.local;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;

/** A function of the whole context and one query at a time; queries are spread over the threads. */
abstract class RowwiseModel implements Predictor {

    private static final int ROWS = 64;

    final double[] x; // [n, d]
    final double[] y; // [n, t]
    final int n;
    final int d;
    final int t;

    RowwiseModel(Context context) {
        this.x = context.inputs().toRowMajor();
        this.y = context.targets().toRowMajor();
        this.n = context.size();
        this.d = context.inputs().width();
        this.t = context.targets().width();
    }

    /** Writes the answer to query number {@code index} to [offset, offset + t). */
    abstract void answer(int index, double[] query, double[] answers, int offset);

    @Override
    public final Points predict(Points queries) {
        Require.width("queries", queries, d, "d must match the context's " + d);
        int m = queries.size();
        double[] answers = new double[Math.multiplyExact(m, t)];
        Parallel.run((m + ROWS - 1) / ROWS, task -> {
            for (int i = task * ROWS; i < Math.min(m, (task + 1) * ROWS); i++) {
                answer(i, queries.row(i), answers, i * t);
            }
        });
        return Points.ofRows("answers", m, t, answers);
    }

    @Override
    public final int inputWidth() {
        return d;
    }

    @Override
    public final int targetWidth() {
        return t;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[n=" + n + ", d=" + d + ", t=" + t + "]";
    }
}
