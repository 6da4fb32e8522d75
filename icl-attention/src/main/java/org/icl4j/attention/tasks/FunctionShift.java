package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** Functions whose answers are changed after they are drawn. */
record FunctionShift(Functions functions, Change change) implements Functions {

    /** Changes answers in place. */
    @FunctionalInterface
    interface Change {
        void apply(double[] y, int context, int rows, Randoms randoms);
    }

    static void check(double[] x, double[] y, int width, int context, int rows, Randoms randoms) {
        InputShift.check(x, width, context, rows, randoms);
        if (Require.notNull("y", y).length < rows) {
            throw Require.error("y", "has length " + y.length + ", " + rows + " rows need more");
        }
    }

    static void room(double[] truth, int needed) {
        if (Require.notNull("truth", truth).length < needed) {
            throw Require.error("truth", "has length " + truth.length + ", " + needed + " numbers need more");
        }
    }

    @Override
    public int inputWidth() {
        return functions.inputWidth();
    }

    @Override
    public int truthWidth() {
        return functions.truthWidth();
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        answer(x, y, context, rows, Scratch.truth(truthWidth()), randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        functions.answer(x, y, context, rows, truth, randoms);
        change.apply(y, context, rows, randoms);
    }
}
