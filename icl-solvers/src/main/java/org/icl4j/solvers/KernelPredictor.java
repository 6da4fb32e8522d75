package org.icl4j.solvers;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A predictor whose answer depends on a query x only through the kernel's values k(x, x_1), ..., k(x, x_n) at the context's
 * points. It answers from values that the caller has computed, too: for objects that are not vectors (strings, graphs) and
 * for kernel matrices that come from elsewhere.
 *
 * <pre>{@code
 * KernelRidgeModel model = KernelRidge.of(gram, 0.1).fit(gram.context(y));         // n x n at fitting
 * INDArray answers = model.predictFromKernel(kernel.matrix(newOnes, known));   // m x n at prediction
 * }</pre>
 *
 * <p>Rows of kernel values are queries, columns are the context's points in the order in which they were fitted. The values
 * are taken as they are: whoever centred or normalised the kernel at fitting does the same here.
 */
public interface KernelPredictor extends Predictor {

    /**
     * The number of the context's points.
     *
     * @return n
     */
    int contextSize();

    /**
     * Answers queries from their kernel values.
     *
     * @param kernelValues shape [m, n]; element (i, j) is k(query i, context point j)
     * @return shape [m, t]
     * @throws IllegalArgumentException if the number of columns is not n
     */
    Points predictFromKernel(Points kernelValues);

    /**
     * Answers queries from kernel values held by ND4J.
     *
     * @param kernelValues shape [m, n], fewer than 2^31 elements; element (i, j) is k(query i, context point j); read, never
     *     written
     * @return a new float64 array of shape [m, t]
     * @throws IllegalArgumentException if the number of columns is not n, or a value is not finite
     */
    default INDArray predictFromKernel(INDArray kernelValues) {
        return predictFromKernel(Points.of("kernelValues", kernelValues)).toArray();
    }

    /**
     * Answers queries from kernel values when there is one target; {@link #predictRowsFromKernel} is for several.
     *
     * @param kernelValues m rows of length n; element (i, j) is k(query i, context point j)
     * @return m numbers
     * @throws IllegalArgumentException if a row's length is not n, a value is not finite, or there are several targets
     */
    default double[] predictFromKernel(double[][] kernelValues) {
        if (targetWidth() != 1) {
            throw Require.error(
                    "kernelValues",
                    "this predictor has " + targetWidth()
                            + " targets; predictRowsFromKernel(double[][]) answers with a row of them for each query");
        }
        return predictFromKernel(Points.of("kernelValues", kernelValues)).toRowMajor();
    }

    /**
     * Answers queries from kernel values with a row for each, whatever the number of targets.
     *
     * @param kernelValues m rows of length n; element (i, j) is k(query i, context point j)
     * @return m rows of length t
     * @throws IllegalArgumentException if a row's length is not n, or a value is not finite
     */
    default double[][] predictRowsFromKernel(double[][] kernelValues) {
        return predictFromKernel(Points.of("kernelValues", kernelValues)).toRows();
    }

    /**
     * Answers queries from kernel values held by Commons Math.
     *
     * @param kernelValues shape [m, n]; element (i, j) is k(query i, context point j)
     * @return shape [m, t]
     * @throws IllegalArgumentException if the number of columns is not n, or a value is not finite
     */
    default RealMatrix predictFromKernel(RealMatrix kernelValues) {
        Points answers = predictFromKernel(Points.of("kernelValues", kernelValues));
        return new Array2DRowRealMatrix(answers.toRows(), false);
    }
}
