package org.icl4j.kernels.objects;

import java.util.List;
import org.icl4j.kernels.Kernel;

/** An object kernel over a list, evaluated whenever it is asked for. */
final class ListKernel<T> implements IndexKernel {

    private final ObjectKernel<T> kernel;
    private final int size;
    private final ObjectKernel.Prepared prepared;
    private final boolean bothOrders;

    ListKernel(ObjectKernel<T> kernel, List<? extends T> objects) {
        List<T> copy = ObjectMatrices.checked("objects", objects);
        this.kernel = kernel;
        this.size = copy.size();
        this.prepared = kernel.prepare(copy);
        this.bothOrders = false;
    }

    private ListKernel(ListKernel<T> other) {
        this.kernel = other.kernel;
        this.size = other.size;
        this.prepared = other.prepared;
        this.bothOrders = true;
    }

    @Override
    public int size() {
        return size;
    }

    // One order for both, so that symmetry does not depend on the rounding of a user's kernel.
    @Override
    public double at(int i, int j) {
        return bothOrders ? prepared.value(i, j) : prepared.value(Math.min(i, j), Math.max(i, j));
    }

    /** {@inheritDoc} The object kernel is asked in both orders. */
    @Override
    public Kernel checked() {
        return bothOrders ? IndexKernel.super.checked() : new ListKernel<>(this).checked();
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
