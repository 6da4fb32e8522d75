package org.icl4j.attention.tasks;

import java.util.Arrays;
import org.icl4j.core.Randoms;

/** w'x with s weights N(0, 1) at random places. */
record SparseFunctions(int inputWidth, int nonZero) implements Functions {

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
        int[] order = Scratch.order(inputWidth);
        randoms.permutationInto(order, inputWidth);
        Arrays.fill(truth, 0, inputWidth, 0);
        for (int k = 0; k < nonZero; k++) {
            truth[order[k]] = randoms.gaussian();
        }
        LinearFunctions.apply(truth, inputWidth, x, y, rows);
    }
}
