package org.icl4j.solvers.precondition;

import java.util.Arrays;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;

/**
 * The matrix K + D, K_ij = k(x_i, x_j), D a positive diagonal. Ridge regression with the same ridge r for all rows has d_i = r; sample
 * weights w have d_i = r / w_i, and noise known per row is added: the solution of
 *
 * <pre>min_f sum_i w_i (y_i - f(x_i))^2 + r |f|^2</pre>
 *
 * is f = sum_i k(., x_i) alpha_i with (K + D) alpha = y.
 *
 * @param kernel k, positive semidefinite
 * @param inputs x, shape [n, d]
 * @param diagonal d, length n, positive; copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record KernelProblem(Kernel kernel, Points inputs, double[] diagonal) {

    /**
     * Checks the parts.
     *
     * @param kernel k, positive semidefinite
     * @param inputs x, shape [n, d]
     * @param diagonal d, length n, positive; copied
     * @throws IllegalArgumentException if the length differs or an element is not positive and finite
     */
    public KernelProblem {
        Require.notNull("kernel", kernel);
        Require.notNull("inputs", inputs);
        diagonal = Require.length("diagonal", diagonal, inputs.size(), "one per row of the inputs")
                .clone();
        for (int i = 0; i < diagonal.length; i++) {
            Require.positive("diagonal[" + i + "]", diagonal[i]);
        }
    }

    /**
     * The problem with the same ridge for all rows.
     *
     * @param kernel k
     * @param inputs x, shape [n, d]
     * @param ridge r, positive
     * @return K + r I
     * @throws IllegalArgumentException if the ridge is not positive
     */
    public static KernelProblem of(Kernel kernel, Points inputs, double ridge) {
        double[] diagonal = new double[Require.notNull("inputs", inputs).size()];
        Arrays.fill(diagonal, Require.positive("ridge", ridge));
        return new KernelProblem(kernel, inputs, diagonal);
    }

    /**
     * The problem with a weight for each row.
     *
     * @param kernel k
     * @param inputs x, shape [n, d]
     * @param ridge r, positive
     * @param weights w, length n, positive; a row of weight 0 is to be left out
     * @return K + r diag(1 / w)
     * @throws IllegalArgumentException if the ridge or a weight is not positive
     */
    public static KernelProblem weighted(Kernel kernel, Points inputs, double ridge, double[] weights) {
        Require.positive("ridge", ridge);
        Require.length("weights", weights, Require.notNull("inputs", inputs).size(), "one per row of the inputs");
        double[] diagonal = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            diagonal[i] = ridge / Require.positive("weights[" + i + "]", weights[i]);
        }
        return new KernelProblem(kernel, inputs, diagonal);
    }

    /**
     * The number of rows.
     *
     * @return n
     */
    public int size() {
        return inputs.size();
    }

    /**
     * A copy of the diagonal.
     *
     * @return d, length n
     */
    @Override
    public double[] diagonal() {
        return diagonal.clone();
    }

    /**
     * K + D, never formed: {@link Gram#operator} and the diagonal.
     *
     * @return a thread-safe operator
     */
    public LinearOperator operator() {
        LinearOperator k = Gram.operator(kernel, inputs, 0);
        double[] d = diagonal;
        return new LinearOperator() {
            @Override
            public int size() {
                return k.size();
            }

            @Override
            public void apply(double[] x, double[] result) {
                apply(x, 1, result);
            }

            @Override
            public void apply(double[] x, int columns, double[] result) {
                k.apply(x, columns, result);
                for (int i = 0; i < result.length; i++) {
                    result[i] += d[i / columns] * x[i];
                }
            }
        };
    }

    @Override
    public String toString() {
        return "KernelProblem[" + kernel + ", " + inputs + "]";
    }
}
