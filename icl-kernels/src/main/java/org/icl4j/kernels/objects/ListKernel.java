package org.icl4j.kernels.objects;

import java.util.List;

/** An object kernel over a list, evaluated whenever it is asked for. */
final class ListKernel<T> implements IndexKernel {

    private final ObjectKernel<T> kernel;
    private final int size;
    private final ObjectKernel.Prepared prepared;

    ListKernel(ObjectKernel<T> kernel, List<? extends T> objects) {
        List<T> copy = ObjectMatrices.checked("objects", objects);
        this.kernel = kernel;
        this.size = copy.size();
        this.prepared = kernel.prepare(copy);
    }

    @Override
    public int size() {
        return size;
    }

    // One order for both, so that symmetry does not depend on the rounding of a user's kernel.
    @Override
    public double at(int i, int j) {
        return prepared.value(Math.min(i, j), Math.max(i, j));
    }

    @Override
    public Definiteness definiteness() {
        return kernel.definiteness();
    }

    @Override
    public String toString() {
        return kernel + " over " + size + " objects";
    }
}
