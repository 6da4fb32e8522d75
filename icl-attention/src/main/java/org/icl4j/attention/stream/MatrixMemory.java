package org.icl4j.attention.stream;

/** A matrix S [t, d] that each pair changes and that answers with S x: linear attention, the delta rules, recursive least squares. */
final class MatrixMemory extends Memory {

    enum Rule {
        LINEAR_ATTENTION,
        DELTA,
        LEAST_SQUARES
    }

    private final Rule rule;
    private final double gate;
    private final double step; // b of the delta rule
    private final double[] matrix; // S  [t, d]
    private final double[] inverse; // P  [d, d]
    private final double[] gain; // u  [d]
    private final double[] error; // [t]

    MatrixMemory(Rule rule, double gate, double number, int inputWidth, int targetWidth) {
        super(inputWidth, targetWidth);
        this.rule = rule;
        this.gate = gate;
        this.step = rule == Rule.DELTA ? number : 1;
        this.matrix = new double[Math.multiplyExact(t, d)];
        this.inverse = new double[rule == Rule.LEAST_SQUARES ? Math.multiplyExact(d, d) : 0];
        for (int i = 0; i < inverse.length; i += d + 1) {
            inverse[i] = 1 / number; // the ridge
        }
        this.gain = new double[d];
        this.error = new double[t];
    }

    @Override
    void observe(double[] x, double[] y) {
        if (rule == Rule.LEAST_SQUARES) {
            leastSquaresGain(x);
        } else {
            for (int i = 0; i < d; i++) {
                gain[i] = step * x[i];
            }
            for (int i = 0; i < matrix.length && gate < 1; i++) {
                matrix[i] *= gate;
            }
        }
        for (int k = 0; k < t; k++) {
            error[k] = rule == Rule.LINEAR_ATTENTION ? y[k] : y[k] - math.dot(matrix, k * d, x, 0, d);
            math.axpy(error[k], gain, 0, matrix, k * d, d);
        }
        checkState();
    }

    private void leastSquaresGain(double[] x) {
        for (int i = 0; i < d; i++) {
            gain[i] = math.dot(inverse, i * d, x, 0, d); // P k
        }
        double scale = 1 / (gate + math.dot(x, 0, gain, 0, d));
        for (int i = 0; i < d; i++) {
            // P is symmetric: P - (P k)(P k)' / (g + k'P k)
            double factor = -scale * gain[i];
            for (int j = 0; j < d; j++) {
                inverse[i * d + j] = (inverse[i * d + j] + factor * gain[j]) / gate;
            }
        }
        for (int i = 0; i < d; i++) {
            gain[i] *= scale;
        }
    }

    private void checkState() {
        finite(matrix, "the step is too large for these inputs");
    }

    @Override
    void observeAll(int count, double[] x, double[] y) {
        if (rule == Rule.LINEAR_ATTENTION) {
            // S = S + Y'X: [t, count] [count, d]
            math.gemm(true, false, t, d, count, 1, y, 0, t, x, 0, d, 1, matrix, 0, d);
            checkState();
        } else {
            super.observeAll(count, x, y);
        }
    }

    @Override
    void answer(int count, double[] queries, double[] answers) {
        if (count > 1) {
            math.gemm(false, true, count, t, d, 1, queries, 0, d, matrix, 0, d, 0, answers, 0, t);
            return;
        }
        for (int k = 0; k < t; k++) {
            answers[k] = math.dot(matrix, k * d, queries, 0, d);
        }
    }

    @Override
    double[][] matrix() {
        double[][] copy = new double[t][d];
        for (int k = 0; k < t; k++) {
            System.arraycopy(matrix, k * d, copy[k], 0, d);
        }
        return copy;
    }
}
