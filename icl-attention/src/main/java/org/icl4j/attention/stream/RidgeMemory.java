package org.icl4j.attention.stream;

import org.icl4j.attention.internal.RidgeIteration;

/** The discounted second moments H [d, d] of the inputs and M [t, d] with the targets; each answer is a solve, M (H + ridge I)^-1 q. */
final class RidgeMemory extends Memory {

    private final double ridge;
    private final double gate;
    private final int steps;
    private final boolean chebyshev;
    private final double[] h;
    private final double[] moments;

    RidgeMemory(double ridge, double gate, int steps, boolean chebyshev, int inputWidth, int targetWidth) {
        super(inputWidth, targetWidth);
        this.ridge = ridge;
        this.gate = gate;
        this.steps = steps;
        this.chebyshev = chebyshev;
        this.h = new double[Math.multiplyExact(d, d)];
        this.moments = new double[Math.multiplyExact(t, d)];
    }

    @Override
    void observe(double[] x, double[] y) {
        add(h, d, x, x);
        add(moments, t, y, x);
        finite(h, "the inputs are too large");
        finite(moments, "inputs and targets are too large");
    }

    /** S = g S + v x'. */
    private void add(double[] s, int rows, double[] v, double[] x) {
        for (int i = 0; i < s.length && gate < 1; i++) {
            s[i] *= gate;
        }
        for (int i = 0; i < rows; i++) {
            math.axpy(v[i], x, 0, s, i * d, d);
        }
    }

    @Override
    void answer(int count, double[] queries, double[] answers) {
        RidgeIteration iteration = new RidgeIteration(d, ridge, steps, chebyshev);
        double[] solution = new double[d];
        for (int i = 0; i < count; i++) {
            iteration.solve(h, queries, i * d, solution, 0);
            for (int k = 0; k < t; k++) {
                answers[i * t + k] = math.dot(moments, k * d, solution, 0, d);
            }
        }
    }
}
