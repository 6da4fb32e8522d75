package org.icl4j.attention.tasks;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;

/** R z with R the symmetric root of the kernel matrix and z standard normal. */
record GaussianProcessFunctions(int inputWidth, Kernel kernel) implements Functions {

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        FunctionShift.check(x, y, inputWidth, context, rows, randoms);
        Points points = Points.ofRows("x", rows, inputWidth, Arrays.copyOf(x, rows * inputWidth));
        double[] gram = new double[Math.multiplyExact(rows, rows)];
        Gram.rowsInto(kernel, points, 0, rows, points, gram, 0);
        double[][] k = new double[rows][rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j <= i; j++) {
                k[i][j] = gram[i * rows + j];
                k[j][i] = k[i][j];
            }
        }
        double[][] root = SymmetricRoot.root("kernel", k);
        double[] z = randoms.gaussians(rows);
        for (int i = 0; i < rows; i++) {
            y[i] = Rotations.dot(root[i], z);
        }
    }
}
