package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** w'x with s weights N(0, 1) at random places. */
record SparseFunctions(int inputWidth, int nonZero) implements Functions {

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
        double[] w = new double[inputWidth];
        int[] order = randoms.permutation(inputWidth);
        for (int k = 0; k < nonZero; k++) {
            w[order[k]] = randoms.gaussian();
        }
        FunctionShift.tell(truth, w);
        LinearFunctions.apply(w, w.length, x, y, rows);
    }
}
