package org.icl4j.examples.metarep;

import org.icl4j.attention.tasks.Functions;
import org.icl4j.core.Randoms;

/**
 * Functions that are nearly draws of a Gaussian process with a Gaussian kernel: sums of R random waves, sqrt(2/R) sum_r a_r cos(w_r'x + b_r), a ~ N(0, 1),
 * w ~ N(0, I / lengthScale^2), b uniform (Rahimi and Recht 2007). Exact draws need an eigendecomposition a task.
 */
record SmoothFunctions(int inputWidth, double lengthScale, int waves) implements Functions {

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        int d = inputWidth;
        double[] w = randoms.gaussians(waves * d);
        double[] a = randoms.gaussians(waves);
        double[] b = new double[waves];
        for (int r = 0; r < waves; r++) {
            b[r] = randoms.uniform(0, 2 * Math.PI);
        }
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            for (int r = 0; r < waves; r++) {
                double phase = b[r];
                for (int j = 0; j < d; j++) {
                    phase += w[r * d + j] / lengthScale * x[i * d + j];
                }
                sum += a[r] * Math.cos(phase);
            }
            y[i] = Math.sqrt(2.0 / waves) * sum;
        }
    }
}
