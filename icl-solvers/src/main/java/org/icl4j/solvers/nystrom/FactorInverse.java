package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeMatrix;
import org.nd4j.linalg.api.buffer.DataType;

/** (L L')^-1 with a Cholesky factor in native memory, which belongs to the caller. */
final class FactorInverse implements LinearOperator {

    private final NativeMatrix factor;
    private final int m;

    FactorInverse(NativeMatrix factor, int m) {
        this.factor = factor;
        this.m = m;
    }

    @Override
    public int size() {
        return m;
    }

    @Override
    public void apply(double[] x, double[] result) {
        apply(x, 1, result);
    }

    @Override
    public void apply(double[] x, int columns, double[] result) {
        try (NativeMatrix b = NativeMatrix.reserve(DataType.DOUBLE, m, columns)) {
            DoubleBuffer buffer = b.doubles(0, m * columns);
            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < m; i++) {
                    buffer.put(j * m + i, x[i * columns + j]);
                }
            }
            Blas.get().potrs(Triangle.LOWER, factor, b);
            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < m; i++) {
                    result[i * columns + j] = buffer.get(j * m + i);
                }
            }
        }
    }
}
