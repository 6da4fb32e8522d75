package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** a sin(w x + p). */
record SinusoidFunctions(SinusoidTasks.Range amplitude, SinusoidTasks.Range frequency, SinusoidTasks.Range phase)
        implements Functions {

    @Override
    public int inputWidth() {
        return 1;
    }

    @Override
    public int truthWidth() {
        return 3;
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        answer(x, y, context, rows, new double[truthWidth()], randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        FunctionShift.check(x, y, 1, context, rows, randoms);
        double a = amplitude.draw(randoms);
        double w = frequency.draw(randoms);
        double p = phase.draw(randoms);
        FunctionShift.tell(truth, a, w, p);
        for (int i = 0; i < rows; i++) {
            y[i] = a * Math.sin(w * x[i] + p);
        }
    }
}
