package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** Full binary trees as arrays: node k has the children 2 k + 1 and 2 k + 2. */
record TreeFunctions(int inputWidth, int depth) implements Functions {

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        FunctionShift.check(x, y, inputWidth, context, rows, randoms);
        int inner = (1 << depth) - 1;
        int[] coordinate = Scratch.order(inner);
        for (int k = 0; k < inner; k++) {
            coordinate[k] = randoms.integer(inputWidth);
        }
        double[] leaf = Scratch.numbers(1 << depth);
        for (int k = 0; k < 1 << depth; k++) {
            leaf[k] = randoms.gaussian();
        }
        for (int i = 0; i < rows; i++) {
            int node = 0;
            while (node < inner) {
                node = 2 * node + (x[i * inputWidth + coordinate[node]] > 0 ? 2 : 1);
            }
            y[i] = leaf[node - inner];
        }
    }
}
