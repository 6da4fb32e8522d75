package org.icl4j.attention.stream;

import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;

/** What a streaming learner keeps of its pairs. Arguments are checked before; answering changes nothing. */
abstract class Memory {

    final VectorMath math = VectorMath.get();
    final int d;
    final int t;

    Memory(int inputWidth, int targetWidth) {
        this.d = inputWidth;
        this.t = targetWidth;
    }

    /** Takes in a pair, x of length d and y of length t. */
    abstract void observe(double[] x, double[] y);

    /** Takes in pairs, shapes [count, d] and [count, t]. */
    void observeAll(int count, double[] x, double[] y) {
        double[] input = new double[d];
        double[] target = new double[t];
        for (int i = 0; i < count; i++) {
            System.arraycopy(x, i * d, input, 0, d);
            System.arraycopy(y, i * t, target, 0, t);
            observe(input, target);
        }
    }

    /** Answers queries, shape [count, d]; answers receive shape [count, t]. May run on several threads at a time. */
    abstract void answer(int count, double[] queries, double[] answers);

    /** S, a copy, shape [t, d]. */
    double[][] matrix() {
        throw new UnsupportedOperationException("this learner does not answer with a matrix that it keeps");
    }

    final void finite(double[] state, String cause) {
        for (double element : state) {
            if (!Double.isFinite(element)) {
                throw Require.error("x", "makes the state " + element + ": " + cause);
            }
        }
    }
}
