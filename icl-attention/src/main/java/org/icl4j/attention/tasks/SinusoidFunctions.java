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
        answer(x, y, context, rows, Scratch.truth(truthWidth()), randoms);
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, double[] truth, Randoms randoms) {
        FunctionShift.check(x, y, 1, context, rows, randoms);
        FunctionShift.room(truth, 3);
        double a = amplitude.draw(randoms);
        double w = frequency.draw(randoms);
        double p = phase.draw(randoms);
        truth[0] = a;
        truth[1] = w;
        truth[2] = p;
        for (int i = 0; i < rows; i++) {
            y[i] = a * Math.sin(w * x[i] + p);
        }
    }
}
