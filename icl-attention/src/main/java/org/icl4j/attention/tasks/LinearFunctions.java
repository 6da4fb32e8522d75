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
        answer(x, y, context, rows, new double[truthWidth()], randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        FunctionShift.check(x, y, inputWidth, context, rows, randoms);
        double[] w = randoms.gaussians(inputWidth);
        if (root != null) {
            double[] z = w;
            w = new double[inputWidth];
            for (int i = 0; i < inputWidth; i++) {
                w[i] = Rotations.dot(root[i], z);
            }
        }
        FunctionShift.tell(truth, w);
        apply(w, x, y, rows);
    }

    static void apply(double[] w, double[] x, double[] y, int rows) {
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int k = 0; k < w.length; k++) {
                sum += w[k] * x[i * w.length + k];
            }
            y[i] = sum;
        }
    }
}
