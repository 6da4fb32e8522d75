package org.icl4j.core.internal.blas;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Whether a BLAS computes right: each operation on a well-conditioned problem, judged by its residual on the heap, because
 * the OpenBLAS that ND4J 1.0.0-M2.1 brings reports success with garbage from n = 16 (dtrsm) and NaN from n = 64 (dpotrf).
 */
final class BlasSelfTest {

    private static final int[] SIZES = {16, 64};
    private static final int RANK = 8;
    // One: with two the JVM's optimising compiler takes 15 ms for the loop that multiplies, just before the first
    // answer.
    private static final int PROBES = 1;
    private static final List<String> CHECKS =
            List.of("dgemm", "dpotrf", "dtrsm", "dpotrs", "dsyevd", "spotrf", "spotrs");

    private final Routines blas;
    private final int n;
    private final double[] g;
    private final double[] a;
    private final double[] v;

    /**
     * The problem of size n: G uniform on [-1, 1), H its first {@value #RANK} columns, A = H H' / n + I with eigenvalues between 1 and
     * about 1.5. Matrices are compared on a random vector v, whose elements are 1 to 2 in size so that
     * no column is overlooked: an error E shows as E v, at a cost of n^2.
     */
    private BlasSelfTest(Routines blas, int n) {
        this.blas = blas;
        this.n = n;
        SplittableRandom random = new SplittableRandom(n);
        this.g = uniform(random, n * n);
        this.v = uniform(random, n * PROBES);
        for (int i = 0; i < v.length; i++) {
            v[i] += Math.signum(v[i]);
        }
        this.a = lowRank();
        for (int i = 0; i < a.length; i++) {
            a[i] = a[i] / n + (i % (n + 1) == 0 ? 1 : 0);
        }
    }

    // No stream: its classes take a process's first call milliseconds.
    private static double[] uniform(SplittableRandom random, int length) {
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private double[] lowRank() {
        double[] product = new double[n * n];
        for (int r = 0; r < RANK; r++) {
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < n; i++) {
                    product[i + j * n] += g[i + r * n] * g[j + r * n];
                }
            }
        }
        return product;
    }

    /**
     * Tests a BLAS.
     *
     * @param blas what to test
     * @return what failed, with its residual; null where nothing did
     */
    static @Nullable String failure(Blas blas) {
        return failure(blas instanceof OpenBlas ? new NativeRoutines() : new ArrayRoutines(blas));
    }

    private static @Nullable String failure(Routines blas) {
        for (int n : SIZES) {
            BlasSelfTest test = new BlasSelfTest(blas, n);
            for (String check : CHECKS) {
                String failure = test.run(check);
                if (failure != null) {
                    return failure;
                }
            }
        }
        return null;
    }

    private @Nullable String run(String check) {
        double residual;
        try {
            residual = switch (check) {
                case "dgemm" -> gemm();
                case "dpotrf" -> potrf();
                case "dtrsm" -> trsm();
                case "dpotrs" -> potrs();
                case "spotrf" -> potrfSingle();
                case "spotrs" -> potrsSingle();
                default -> syev();
            };
        } catch (NotPositiveDefiniteException e) {
            return check + " at n = " + n + " refused a matrix whose eigenvalues are at least 1: pivot " + e.pivot()
                    + " came out as " + e.value();
        }
        // Backward error of Cholesky, the largest of those here: (n + 1) u | |L| |L'| |_F <= (n + 1) u sqrt(n) |A|_F
        // (Higham 2002, theorem 10.3), with u = ulp(1) / 2. This is 8 times the bound.
        double allowed = 4 * n * Math.sqrt(n) * (check.startsWith("s") ? Math.ulp(1.0F) : Math.ulp(1.0));
        // Written so that NaN fails as well.
        return residual <= allowed
                ? null
                : String.format(
                        Locale.ROOT,
                        "%s at n = %d left a relative residual of %.3g where rounding allows %.3g",
                        check,
                        n,
                        residual,
                        allowed);
    }

    private double gemm() {
        try (NativeMatrix left = toNative(a);
                NativeMatrix right = toNative(g);
                NativeMatrix product = NativeMatrix.reserve(DataType.DOUBLE, n, n)) {
            blas.gemm(left, right, product);
            return distance(times(toHeap(product), v), times(a, times(g, v))) / (norm(a) * norm(g) * norm(v));
        }
    }

    private double potrf() {
        double[] l = factor();
        return distance(times(l, times(transposed(l), v)), times(a, v)) / (norm(a) * norm(v));
    }

    private double trsm() {
        double[] l = factor();
        try (NativeMatrix factor = toNative(l);
                NativeMatrix unknown = toNative(g)) {
            blas.trsm(factor, unknown);
            double[] x = toHeap(unknown);
            return distance(times(l, times(x, v)), times(g, v)) / (norm(l) * norm(x) * norm(v));
        }
    }

    private double potrs() {
        try (NativeMatrix factor = toNative(factor());
                NativeMatrix unknown = toNative(g)) {
            blas.potrs(factor, unknown);
            double[] x = toHeap(unknown);
            return distance(times(a, times(x, v)), times(g, v)) / (norm(a) * norm(x) * norm(v));
        }
    }

    private double syev() {
        try (NativeMatrix matrix = toNative(a)) {
            double[] w = blas.syev(matrix);
            double[] vectors = toHeap(matrix);
            double[] scaled = vectors.clone();
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= w[i / n];
            }
            return distance(times(scaled, times(transposed(vectors), v)), times(a, v)) / (norm(a) * norm(v));
        }
    }

    // A rounded to float32 is off by less than the factorisation's own error.
    private double potrfSingle() {
        try (NativeMatrix matrix = toSingle(a)) {
            blas.potrf(matrix);
            double[] l = lowerOf(fromSingle(matrix));
            return distance(times(l, times(transposed(l), v)), times(a, v)) / (norm(a) * norm(v));
        }
    }

    private double potrsSingle() {
        try (NativeMatrix factor = toSingle(factor());
                NativeMatrix unknown = toSingle(g)) {
            blas.potrs(factor, unknown);
            double[] x = fromSingle(unknown);
            return distance(times(a, times(x, v)), times(g, v)) / (norm(a) * norm(x) * norm(v));
        }
    }

    private double[] factor() {
        try (NativeMatrix matrix = toNative(a)) {
            blas.potrf(matrix);
            return lowerOf(toHeap(matrix));
        }
    }

    private double[] lowerOf(double[] l) {
        for (int j = 1; j < n; j++) {
            Arrays.fill(l, j * n, j * n + j, 0);
        }
        return l;
    }

    // On the heap matrices are column-major: element (i, j) at i + j n.
    private NativeMatrix toNative(double[] matrix) {
        NativeMatrix target = NativeMatrix.reserve(DataType.DOUBLE, n, n);
        target.doubles(0, n * n).put(matrix);
        return target;
    }

    private double[] toHeap(NativeMatrix source) {
        double[] matrix = new double[n * n];
        source.doubles(0, n * n).get(matrix);
        return matrix;
    }

    private NativeMatrix toSingle(double[] matrix) {
        NativeMatrix target = NativeMatrix.reserve(DataType.FLOAT, n, n);
        float[] numbers = new float[n * n];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) matrix[i];
        }
        target.floats(0, n * n).put(numbers);
        return target;
    }

    private double[] fromSingle(NativeMatrix source) {
        float[] numbers = new float[n * n];
        source.floats(0, n * n).get(numbers);
        double[] matrix = new double[n * n];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = numbers[i];
        }
        return matrix;
    }

    // A matrix of n columns times one of a few.
    private double[] times(double[] left, double[] right) {
        double[] product = new double[right.length];
        for (int j = 0; j < right.length / n; j++) {
            for (int k = 0; k < n; k++) {
                double factor = right[k + j * n];
                for (int i = 0; i < n; i++) {
                    product[i + j * n] += left[i + k * n] * factor;
                }
            }
        }
        return product;
    }

    private double[] transposed(double[] matrix) {
        double[] result = new double[n * n];
        for (int i = 0; i < result.length; i++) {
            result[i] = matrix[i / n + i % n * n];
        }
        return result;
    }

    private static double distance(double[] left, double[] right) {
        double[] difference = left.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= right[i];
        }
        return norm(difference);
    }

    private static double norm(double[] matrix) {
        double squares = 0;
        for (double element : matrix) {
            squares += element * element;
        }
        return Math.sqrt(squares);
    }
}
