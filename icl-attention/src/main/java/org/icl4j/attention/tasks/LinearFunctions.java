package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.jspecify.annotations.Nullable;

/** w'x, w = R z with z standard normal; R is the identity where there is none. */
@SuppressWarnings("ArrayRecordComponent")
record LinearFunctions(int inputWidth, double @Nullable [][] root) implements Functions {

    @Override
    public int truthWidth() {
        return inputWidth;
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        answer(x, y, context, rows, Scratch.truth(truthWidth()), randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        FunctionShift.check(x, y, inputWidth, context, rows, randoms);
        int d = inputWidth;
        FunctionShift.room(truth, d);
        for (int k = 0; k < d; k++) {
            truth[k] = randoms.gaussian();
        }
        if (root != null) {
            double[] z = Scratch.numbers(d);
            System.arraycopy(truth, 0, z, 0, d);
            for (int k = 0; k < d; k++) {
                truth[k] = Rotations.dot(root[k], z);
            }
        }
        apply(truth, d, x, y, rows);
    }

    static void apply(double[] w, int d, double[] x, double[] y, int rows) {
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int k = 0; k < d; k++) {
                sum += w[k] * x[i * d + k];
            }
            y[i] = sum;
        }
    }
}
