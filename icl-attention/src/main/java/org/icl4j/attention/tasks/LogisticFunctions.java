package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** Labels +1 and -1 of probability given by the logistic function of scale w'x. */
record LogisticFunctions(int inputWidth, double scale) implements Functions {

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
        FunctionShift.room(truth, inputWidth);
        for (int k = 0; k < inputWidth; k++) {
            truth[k] = randoms.gaussian();
        }
        LinearFunctions.apply(truth, inputWidth, x, y, rows);
        for (int i = 0; i < rows; i++) {
            y[i] = randoms.uniform() < 1 / (1 + Math.exp(-scale * y[i])) ? 1 : -1;
        }
    }
}
