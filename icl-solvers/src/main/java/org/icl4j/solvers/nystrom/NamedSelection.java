package org.icl4j.solvers.nystrom;

import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;

/** A selection of the library's: its arguments are checked, and it prints as the call that made it. */
record NamedSelection(String name, Work work) implements CentreSelection {

    /** What chooses. */
    @FunctionalInterface
    interface Work {

        int[] choose(Kernel kernel, Points x, int count, Progress progress);
    }

    @Override
    public int[] choose(Kernel kernel, Points x, int count) {
        return choose(kernel, x, count, Progress.NONE);
    }

    @Override
    public int[] choose(Kernel kernel, Points x, int count, Progress progress) {
        Require.notNull("kernel", kernel);
        Require.inRange("count", count, 1, Require.notNull("x", x).size());
        Require.notNull("progress", progress);
        return work.choose(kernel, x, count, progress);
    }

    @Override
    public String toString() {
        return name;
    }
}
