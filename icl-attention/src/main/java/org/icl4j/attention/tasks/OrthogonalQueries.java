package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** Takes from each query its part in the span of the context, and gives it back its norm. */
record OrthogonalQueries(int width) implements InputShift.Change {

    @Override
    public void apply(double[] x, int context, int rows, Randoms randoms) {
        if (context >= width) {
            throw Require.error(
                    "context", "must be less than the width " + width + " for orthogonal queries, got " + context);
        }
        double[][] basis = new double[context][width];
        for (int i = 0; i < context; i++) {
            System.arraycopy(x, i * width, basis[i], 0, width);
            Rotations.orthonormalise(basis, i);
        }
        double[] query = new double[width];
        for (int i = context; i < rows; i++) {
            System.arraycopy(x, i * width, query, 0, width);
            double norm = Math.sqrt(Rotations.dot(query, query));
            Rotations.removeParts(query, basis, context);
            double left = Math.sqrt(Rotations.dot(query, query));
            for (int j = 0; j < width; j++) {
                x[i * width + j] = left == 0 ? 0 : query[j] * norm / left;
            }
        }
    }
}
