package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** Function k is what stream k draws, so a pool of any size is kept in no memory. Each thread has one stream, which becomes the k-th. */
record PooledFunctions(Functions functions, int size, Randoms seed, ThreadLocal<Randoms> stream) implements Functions {

    static PooledFunctions of(Functions functions, int size, Randoms seed) {
        return new PooledFunctions(functions, size, seed, ThreadLocal.withInitial(() -> seed.split(0)));
    }

    @Override
    public String toString() {
        return "PooledFunctions[functions=" + functions + ", size=" + size + ", seed=" + seed + "]";
    }

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
        answer(x, y, context, rows, Scratch.truth(truthWidth()), randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        Require.notNull("randoms", randoms);
        Randoms drawn = stream.get();
        seed.splitInto(randoms.integer(size), drawn);
        functions.answer(x, y, context, rows, truth, drawn);
    }
}
