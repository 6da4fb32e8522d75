package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** Normal vectors over their norm. */
record SphereInputs(int width) implements Inputs {

    @Override
    public void draw(double[] x, int context, int rows, Randoms randoms) {
        InputShift.check(x, width, context, rows, randoms);
        for (int i = 0; i < rows; i++) {
            double squares = 0;
            while (squares == 0) { // a zero vector has no direction: drawn again
                for (int j = i * width; j < (i + 1) * width; j++) {
                    x[j] = randoms.gaussian();
                    squares += x[j] * x[j];
                }
            }
            double scale = 1 / Math.sqrt(squares);
            for (int j = i * width; j < (i + 1) * width; j++) {
                x[j] *= scale;
            }
        }
    }
}
