package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** |z| times signs, one vector of signs for a task's context and one for its queries. */
record QuadrantInputs(int width) implements Inputs {

    @Override
    public void draw(double[] x, int context, int rows, Randoms randoms) {
        InputShift.check(x, width, context, rows, randoms);
        for (int j = 0; j < width; j++) {
            double contextSign = randoms.integer(2) == 0 ? -1 : 1;
            double querySign = randoms.integer(2) == 0 ? -1 : 1;
            for (int i = 0; i < rows; i++) {
                x[i * width + j] = (i < context ? contextSign : querySign) * Math.abs(randoms.gaussian());
            }
        }
    }
}
