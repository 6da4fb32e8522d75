package org.icl4j.attention.tasks;

import java.util.Arrays;
import org.icl4j.core.Randoms;

/** sqrt(2/h) sum_j v_j max(0, w_j'x). */
record ReluFunctions(int inputWidth, int hidden) implements Functions {

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        FunctionShift.check(x, y, inputWidth, context, rows, randoms);
        Arrays.fill(y, 0, rows, 0);
        double[] w = Scratch.numbers(inputWidth);
        double scale = Math.sqrt(2.0 / hidden);
        for (int j = 0; j < hidden; j++) {
            for (int k = 0; k < inputWidth; k++) {
                w[k] = randoms.gaussian();
            }
            double v = scale * randoms.gaussian();
            for (int i = 0; i < rows; i++) {
                double sum = 0;
                for (int k = 0; k < inputWidth; k++) {
                    sum += w[k] * x[i * inputWidth + k];
                }
                y[i] += v * Math.max(0, sum);
            }
        }
    }
}
