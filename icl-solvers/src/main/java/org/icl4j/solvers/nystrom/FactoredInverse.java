package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import java.util.OptionalDouble;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrices of m centres that are shifted, factored and inverted. */
final class FactoredInverse {

    private FactoredInverse() {}

    /** (P + r I)^-1 of the lower triangle of P, which it takes over and overwrites; closed if that fails. */
    static PreparedPreconditioner of(INDArray p, double ridge) {
        int m = Math.toIntExact(p.size(0));
        try {
            addToDiagonal(p, ridge);
            Blas.get().potrf(Triangle.LOWER, p);
        } catch (RuntimeException | Error e) {
            p.close();
            throw e;
        }
        double sum = 0;
        for (int j = 0; j < m; j++) {
            sum += 2 * Math.log(NativeArrays.buffer(p, (long) j * m + j, 1).get(0));
        }
        return PreparedPreconditioner.of(new FactorInverse(p, m), OptionalDouble.of(sum), () -> close(p));
    }

    static void close(INDArray matrix) {
        if (!matrix.wasClosed()) {
            matrix.close();
        }
    }

    static void addToDiagonal(INDArray matrix, double value) {
        int m = Math.toIntExact(matrix.size(0));
        for (int j = 0; j < m; j++) {
            DoubleBuffer element = NativeArrays.buffer(matrix, (long) j * m + j, 1);
            element.put(0, element.get(0) + value);
        }
    }

    static double trace(INDArray matrix) {
        int m = Math.toIntExact(matrix.size(0));
        double sum = 0;
        for (int j = 0; j < m; j++) {
            sum += NativeArrays.buffer(matrix, (long) j * m + j, 1).get(0);
        }
        return sum;
    }
}
