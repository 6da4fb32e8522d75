package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** w'(x^2)/sqrt(3): E x^4 = 3 for normal x. */
record QuadraticFunctions(int inputWidth) implements Functions {

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
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int k = 0; k < inputWidth; k++) {
                double value = x[i * inputWidth + k];
                sum += truth[k] * value * value;
            }
            y[i] = sum / Math.sqrt(3);
        }
    }
}
