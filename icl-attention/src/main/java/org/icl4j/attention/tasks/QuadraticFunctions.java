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
        answer(x, y, context, rows, new double[truthWidth()], randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        FunctionShift.check(x, y, inputWidth, context, rows, randoms);
        double[] w = randoms.gaussians(inputWidth);
        FunctionShift.tell(truth, w);
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int k = 0; k < inputWidth; k++) {
                double value = x[i * inputWidth + k];
                sum += w[k] * value * value;
            }
            y[i] = sum / Math.sqrt(3);
        }
    }
}
