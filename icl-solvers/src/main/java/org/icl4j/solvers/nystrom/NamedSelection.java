package org.icl4j.solvers.nystrom;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/** A selection of the library's: its arguments are checked, and it prints as the call that made it. */
record NamedSelection(String name, CentreSelection selection) implements CentreSelection {

    @Override
    public int[] choose(Kernel kernel, Points x, int count) {
        Require.notNull("kernel", kernel);
        Require.inRange("count", count, 1, Require.notNull("x", x).size());
        return selection.choose(kernel, x, count);
    }

    @Override
    public String toString() {
        return name;
    }
}
