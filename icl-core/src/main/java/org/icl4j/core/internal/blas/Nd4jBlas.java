package org.icl4j.core.internal.blas;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.NativeMatrix;
import org.nd4j.linalg.api.blas.BlasException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The {@link org.icl4j.core.linalg.Blas} on ND4J's own interface, for any backend. ND4J multiplies views in every order, and
 * factorises and eigendecomposes compact column-major matrices; what it lacks (one triangle of a result, triangular solves
 * with rectangular right-hand sides, the pivot that failed) is done around that, with copies on the heap.
 */
final class Nd4jBlas extends CheckedBlas {

    /** Rows of a triangular system that are solved together on the heap; the rest of the work is products. */
    private static final int BLOCK = 64;

    @Override
    public String description() {
        return "ND4J " + Nd4j.getBackend().getClass().getSimpleName();
    }

    @Override
    void multiply(
            Transpose transposeA, Transpose transposeB, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Operand.requireColumnMajor("c", c);
        INDArray product =
                product(operand(transposeA, a), operand(transposeB, b)).muli(alpha);
        add(product, beta, c);
    }

    @Override
    void multiplyBySelf(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c) {
        Operand.requireColumnMajor("c", c);
        INDArray left = operand(transpose, a);
        INDArray result = product(left, left.transpose()).muli(alpha);
        double[] products = heap(result);
        if (beta != 0) {
            double[] before = heap(c);
            for (int i = 0; i < products.length; i++) {
                products[i] += beta * before[i];
            }
        }
        assignTriangle(triangle, products, c);
    }

    @Override
    public void gemm(
            Transpose transposeA,
            Transpose transposeB,
            double alpha,
            NativeMatrix a,
            NativeMatrix b,
            double beta,
            NativeMatrix c) {
        requireApart(Require.notNull("c", c), "a", a);
        requireApart(c, "b", b);
        INDArray target = c.array();
        INDArray wide = c.type() == DataType.FLOAT ? widened(target) : target;
        gemm(transposeA, transposeB, alpha, a.array(), b.array(), beta, wide);
        round(wide, target);
    }

    @Override
    public void syrk(
            Triangle triangle, Transpose transpose, double alpha, NativeMatrix a, double beta, NativeMatrix c) {
        requireApart(Require.notNull("c", c), "a", a);
        INDArray target = c.array();
        INDArray wide = c.type() == DataType.FLOAT ? widened(target) : target;
        syrk(triangle, transpose, alpha, a.array(), beta, wide);
        round(wide, target);
    }

    /** Float32 results are computed in a copy, which would hide both faults. */
    private static void requireApart(NativeMatrix c, String name, NativeMatrix operand) {
        if (Require.notNull(name, operand).type() != c.type()) {
            throw Require.error(
                    name,
                    "must be " + (c.type() == DataType.FLOAT ? "float32" : "float64") + " as c is, got "
                            + operand.type());
        }
        if (c.overlaps(operand)) {
            throw Require.error("c", "is written and must not share memory with " + name);
        }
    }

    private static void round(INDArray wide, INDArray target) {
        if (wide != target) {
            target.assign(wide);
        }
    }

    @Override
    void multiplyVector(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y) {
        Operand.requireVector("y", y);
        INDArray column = x.castTo(DataType.DOUBLE).dup('f').reshape('f', new long[] {x.length(), 1});
        INDArray product = product(operand(transpose, a), column).muli(alpha);
        add(y.rank() == 1 ? product.reshape('f', new long[] {y.length()}) : product, beta, y);
    }

    @Override
    void multiplySymmetric(Triangle triangle, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
        Operand.requireColumnMajor("c", c);
        int n = (int) a.size(0);
        INDArray whole = columnMajor(symmetric(triangle, a), n, n);
        add(product(whole, b.castTo(DataType.DOUBLE).dup('f')).muli(alpha), beta, c);
    }

    @Override
    void factorise(Triangle triangle, INDArray a) {
        if (a.dataType() == DataType.FLOAT) {
            INDArray wide = widened(a);
            factorise(triangle, wide);
            a.assign(wide);
            return;
        }
        Operand.requireColumnMajor("a", a);
        int n = (int) a.size(0);
        double[] matrix = symmetric(triangle, a);
        INDArray factor = columnMajor(matrix, n, n);
        try {
            Nd4j.getBlasWrapper().lapack().potrf(factor, triangle == Triangle.LOWER);
        } catch (BlasException e) {
            // ND4J does not say at which pivot: found out by factorising up to it.
            throw failedPivot(matrix, n);
        }
        double[] result = heap(factor);
        for (int i = 0; i < n; i++) {
            double pivot = result[i + i * n];
            if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
                throw FailedPivot.bad(n, i, pivot);
            }
        }
        assignTriangle(triangle, result, a);
    }

    @Override
    void solveFactored(Triangle triangle, INDArray factor, INDArray b) {
        if (b.dataType() == DataType.FLOAT) {
            INDArray wide = widened(b);
            solveFactored(triangle, factor, wide);
            b.assign(wide);
            return;
        }
        Transpose first = triangle == Triangle.LOWER ? Transpose.NO : Transpose.YES;
        Transpose second = triangle == Triangle.LOWER ? Transpose.YES : Transpose.NO;
        solveTriangular(Side.LEFT, triangle, first, 1, factor, b);
        solveTriangular(Side.LEFT, triangle, second, 1, factor, b);
    }

    @Override
    void solveTriangular(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b) {
        Operand.requireColumnMajor("b", b);
        // X op(A) = B is op(A)' X' = B'; and transposing A swaps its triangles.
        boolean transposed = (transpose == Transpose.YES) == (side == Side.LEFT);
        boolean left = side == Side.LEFT;
        boolean lower = (triangle == Triangle.LOWER) != transposed;
        double[] unknown = heap(left ? b : b.transpose());
        for (int i = 0; i < unknown.length; i++) {
            unknown[i] *= alpha;
        }
        int n = (int) a.size(0);
        substitute(lower, heap(transposed ? a.transpose() : a), n, unknown);
        INDArray solution = columnMajor(unknown, n, unknown.length / n);
        b.assign(left ? solution : solution.transpose());
    }

    @Override
    double[] eigen(Triangle triangle, INDArray a) {
        Operand.requireColumnMajor("a", a);
        int n = (int) a.size(0);
        double[] matrix = symmetric(triangle, a);
        for (double element : matrix) {
            if (!Double.isFinite(element)) {
                throw Require.error("a", "holds NaN or infinity");
            }
        }
        INDArray vectors = columnMajor(matrix, n, n);
        INDArray values = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {n}, 'f');
        int info = Nd4j.getBlasWrapper().lapack().syev('V', 'L', vectors, values);
        if (info != 0) {
            throw new IllegalStateException(
                    "ND4J's syev failed on a " + n + " x " + n + " matrix (info = " + info + ")");
        }
        a.assign(vectors);
        return heap(values);
    }

    /** A float32 matrix in float64: what is computed on it is rounded once, at the end. */
    private static INDArray widened(INDArray single) {
        Operand.columnMajor("float32 matrix", single);
        return single.castTo(DataType.DOUBLE).dup('f');
    }

    private static INDArray operand(Transpose transpose, INDArray a) {
        INDArray matrix = a.castTo(DataType.DOUBLE);
        return transpose == Transpose.YES ? matrix.transpose() : matrix;
    }

    private static INDArray product(INDArray left, INDArray right) {
        INDArray result = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {left.size(0), right.size(1)}, 'f');
        return left.mmuli(right, result);
    }

    // c = product + beta c, where with beta = 0 whatever c holds, NaN included, is not read.
    private static void add(INDArray product, double beta, INDArray c) {
        if (beta != 0) {
            product.addi(c.mul(beta));
        }
        c.assign(product);
    }

    // T X = B in place, a block of rows at a time: its right-hand side less what the rows already solved contribute. On
    // the heap but for that product, because ND4J M2.1 takes some intervals of views for empty arrays.
    private static void substitute(boolean lower, double[] t, int n, double[] b) {
        int columns = b.length / n;
        for (int done = 0; done < n; done += BLOCK) {
            int rows = Math.min(BLOCK, n - done);
            int from = lower ? done : n - done - rows;
            if (done > 0) {
                int solved = lower ? 0 : n - done;
                double[] known = heap(product(
                        columnMajor(block(t, n, from, rows, solved, done), rows, done),
                        columnMajor(block(b, n, solved, done, 0, columns), done, columns)));
                for (int i = 0; i < known.length; i++) {
                    b[from + i % rows + i / rows * n] -= known[i];
                }
            }
            for (int step = 0; step < rows; step++) {
                int j = lower ? from + step : from + rows - 1 - step;
                int above = lower ? j + 1 : from;
                int below = lower ? from + rows : j;
                for (int column = 0; column < b.length; column += n) {
                    double x = b[column + j] / t[j + j * n];
                    b[column + j] = x;
                    for (int i = above; i < below; i++) {
                        b[column + i] -= t[i + j * n] * x;
                    }
                }
            }
        }
    }

    private static double[] block(double[] matrix, int ld, int row, int rows, int column, int columns) {
        double[] block = new double[rows * columns];
        for (int j = 0; j < columns; j++) {
            System.arraycopy(matrix, row + (column + j) * ld, block, j * rows, rows);
        }
        return block;
    }

    private static RuntimeException failedPivot(double[] matrix, int n) {
        // Outer-product Cholesky of the lower triangle, column-major, until a pivot fails.
        double[] l = matrix.clone();
        for (int j = 0; j < n; j++) {
            double pivot = l[j + j * n];
            if (!(pivot > 0 && pivot < Double.POSITIVE_INFINITY)) {
                return FailedPivot.bad(n, j, pivot);
            }
            for (int k = j + 1; k < n; k++) {
                double factor = l[k + j * n] / pivot;
                for (int i = k; i < n; i++) {
                    l[i + k * n] -= l[i + j * n] * factor;
                }
            }
        }
        // Positive in this order of operations, not in LAPACK's: singular at working precision, at the last pivot seen.
        return FailedPivot.bad(n, n - 1, Double.NaN);
    }

    private static double[] symmetric(Triangle triangle, INDArray a) {
        int n = (int) a.size(0);
        double[] matrix = heap(a);
        for (int j = 0; j < n; j++) {
            for (int i = j + 1; i < n; i++) {
                if (triangle == Triangle.LOWER) {
                    matrix[j + i * n] = matrix[i + j * n];
                } else {
                    matrix[i + j * n] = matrix[j + i * n];
                }
            }
        }
        return matrix;
    }

    private static void assignTriangle(Triangle triangle, double[] values, INDArray target) {
        int n = (int) target.size(0);
        double[] merged = heap(target);
        for (int j = 0; j < n; j++) {
            int from = triangle == Triangle.LOWER ? j : 0;
            int to = triangle == Triangle.LOWER ? n : j + 1;
            System.arraycopy(values, from + j * n, merged, from + j * n, to - from);
        }
        target.assign(columnMajor(merged, n, n));
    }

    private static double[] heap(INDArray array) {
        if (array.length() > Integer.MAX_VALUE) {
            throw Require.error(
                    "array", "has " + array.length() + " elements, more than a heap array holds; use Blas.get()");
        }
        return array.castTo(DataType.DOUBLE).dup('f').data().asDouble();
    }

    private static INDArray columnMajor(double[] values, int rows, int columns) {
        return Nd4j.createFromArray(values).reshape('f', rows, columns);
    }
}
