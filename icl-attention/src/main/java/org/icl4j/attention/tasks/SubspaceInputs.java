package org.icl4j.attention.tasks;

import java.util.Arrays;
import org.icl4j.core.Randoms;

/** B'z, z standard normal of k coordinates, with k orthonormal rows B [k, d] drawn for each task. */
record SubspaceInputs(int width, int dimension) implements Inputs {

    @Override
    public void draw(double[] x, int context, int rows, Randoms randoms) {
        InputShift.check(x, width, context, rows, randoms);
        double[][] basis = Rotations.orthonormal(dimension, width, randoms);
        Arrays.fill(x, 0, rows * width, 0);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < dimension; k++) {
                double z = randoms.gaussian();
                for (int j = 0; j < width; j++) {
                    x[i * width + j] += z * basis[k][j];
                }
            }
        }
    }
}
