package org.icl4j.solvers.internal.exact;

import java.util.function.Consumer;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.solvers.internal.tables.Vectors;
import org.nd4j.linalg.api.buffer.DataType;

/** Float64 vectors in float32 and back, each scaled to length 1 in between, so that float32's range holds it. */
final class SingleColumns {

    private SingleColumns() {}

    /**
     * The result of something done to columns in place in float32.
     *
     * @param x row-major [n, t]
     * @param t their number
     * @param work what is done to the float32 matrix [n, t]
     * @param result row-major [n, t], overwritten
     */
    static void transform(double[] x, int t, Consumer<NativeMatrix> work, double[] result) {
        int n = x.length / t;
        float[] single = new float[n];
        double[] sizes = new double[t];
        try (NativeMatrix z = NativeMatrix.reserve(DataType.FLOAT, n, t)) {
            for (int j = 0; j < t; j++) {
                sizes[j] = Vectors.norm(Vectors.column(x, t, j));
                double scale = sizes[j] == 0 ? 0 : 1 / sizes[j];
                for (int i = 0; i < n; i++) {
                    single[i] = (float) (scale * x[i * t + j]);
                }
                z.floats((long) j * n, n).put(single);
            }
            work.accept(z);
            for (int j = 0; j < t; j++) {
                z.floats((long) j * n, n).get(single);
                for (int i = 0; i < n; i++) {
                    result[i * t + j] = sizes[j] * single[i];
                }
            }
        }
    }
}
