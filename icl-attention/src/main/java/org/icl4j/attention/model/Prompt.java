package org.icl4j.attention.model;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * A context and queries as tokens: token i is (x_i, y_i) for each pair of the context, then (x, 0) for each query. The token's
 * width is d + t.
 */
public final class Prompt {

    private Prompt() {}

    /**
     * The tokens of a context.
     *
     * @param context n pairs, inputs [n, d], targets [n, t]
     * @return row-major, shape [n, d + t]
     */
    public static double[] tokens(Context context) {
        Require.notNull("context", context);
        int n = context.size();
        int d = context.inputs().width();
        int t = context.targets().width();
        double[] tokens = new double[Math.multiplyExact(n, d + t)];
        place(context.inputs(), tokens, 0, d + t, 0);
        place(context.targets(), tokens, 0, d + t, d);
        return tokens;
    }

    /**
     * The tokens of a context, then those of queries with zeros for targets.
     *
     * @param context n pairs, inputs [n, d], targets [n, t]
     * @param queries shape [m, d]
     * @return row-major, shape [n + m, d + t]
     * @throws IllegalArgumentException if the queries' width is not the context's
     */
    public static double[] tokens(Context context, Points queries) {
        Require.notNull("context", context);
        int n = context.size();
        int d = context.inputs().width();
        int t = context.targets().width();
        Require.width("queries", queries, d, "d must match the context's " + d);
        double[] tokens = new double[Math.multiplyExact(Math.addExact(n, queries.size()), d + t)];
        place(context.inputs(), tokens, 0, d + t, 0);
        place(context.targets(), tokens, 0, d + t, d);
        place(queries, tokens, n, d + t, 0);
        return tokens;
    }

    /** Copies points into columns {@code column} and on of rows {@code row} and on of tokens. */
    static void place(Points points, double[] tokens, int row, int width, int column) {
        double[] rows = points.toRowMajor();
        for (int i = 0; i < points.size(); i++) {
            System.arraycopy(rows, i * points.width(), tokens, (row + i) * width + column, points.width());
        }
    }
}
