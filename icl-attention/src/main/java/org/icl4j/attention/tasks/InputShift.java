package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** Inputs changed after they are drawn. */
record InputShift(Inputs inputs, Change change) implements Inputs {

    /** Changes the drawn rows in place. */
    @FunctionalInterface
    interface Change {
        void apply(double[] x, int context, int rows, Randoms randoms);
    }

    static InputShift of(Inputs inputs, Change change) {
        return new InputShift(inputs, change);
    }

    static void check(double[] x, int width, int context, int rows, Randoms randoms) {
        Require.notNull("randoms", randoms);
        Require.positive("context", context);
        Require.inRange("rows", rows, context, Integer.MAX_VALUE / width);
        if (Require.notNull("x", x).length < rows * width) {
            throw Require.error("x", "has length " + x.length + ", " + rows + " rows of " + width + " need more");
        }
    }

    @Override
    public int width() {
        return inputs.width();
    }

    @Override
    public void draw(double[] x, int context, int rows, Randoms randoms) {
        inputs.draw(x, context, rows, randoms);
        change.apply(x, context, rows, randoms);
    }
}
