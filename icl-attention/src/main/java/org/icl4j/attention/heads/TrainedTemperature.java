package org.icl4j.attention.heads;

import org.icl4j.attention.attend.Score;
import org.icl4j.attention.layers.ParameterLayout.Slice;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.core.math.VectorMath;

/**
 * A score times e^a, with a trained number a: its temperature is the score's own times e^-a. For one head on one thread: it is its own
 * pass, and holds the number of the last call.
 */
final class TrainedTemperature implements Score, Score.Pass {

    private final Slice slice;
    private final Score.Pass inner;
    private final Workspace scoreSpace = new Workspace();
    private int size;
    private double gain = 1;
    private double gradient;

    TrainedTemperature(Slice slice, Score score) {
        this.slice = slice;
        this.inner = score.pass();
    }

    void read(double[] parameters) {
        gain = Math.exp(parameters[slice.offset()]);
        gradient = 0;
    }

    /** Adds dL/da of all blocks since {@link #read}. */
    void addGradient(double[] gradients) {
        gradients[slice.offset()] += gradient;
    }

    @Override
    public Score.Pass pass() {
        return this;
    }

    @Override
    public void forward(
            VectorMath math,
            int m,
            int n,
            int width,
            double[] q,
            int offsetQ,
            int ldQ,
            double[] k,
            int offsetK,
            int ldK,
            double[] s) {
        inner.forward(math, m, n, width, q, offsetQ, ldQ, k, offsetK, ldK, s);
        size = m * n;
        double[] scores = scoreSpace.atLeast(size);
        for (int i = 0; i < size; i++) {
            s[i] *= gain;
            scores[i] = s[i];
        }
    }

    // S = e^a T  [m, n], T the score:   da = sum dS o e^a T = sum dS o S,   dT = e^a dS
    @Override
    public void backward(
            VectorMath math,
            double[] d,
            double[] dq,
            int offsetDq,
            int ldDq,
            double beta,
            double[] dk,
            int offsetDk,
            int ldDk) {
        double[] scores = scoreSpace.array();
        for (int i = 0; i < size; i++) {
            gradient += d[i] * scores[i];
            d[i] *= gain;
        }
        inner.backward(math, d, dq, offsetDq, ldDq, beta, dk, offsetDk, ldDk);
    }
}
