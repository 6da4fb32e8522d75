package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** Function k is what stream k draws, so a pool of any size is kept in no memory. */
record PooledFunctions(Functions functions, int size, Randoms seed) implements Functions {

    @Override
    public int inputWidth() {
        return functions.inputWidth();
    }

    @Override
    public int truthWidth() {
        return functions.truthWidth();
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        answer(x, y, context, rows, new double[truthWidth()], randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        Require.notNull("randoms", randoms);
        functions.answer(x, y, context, rows, truth, seed.split(randoms.integer(size)));
    }
}
