import java.util.Random;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Factorises a 100 x 100 matrix and judges the factor by its residual. */
public final class Consumer {

    private static final int N = 100;

    private Consumer() {}

    public static void main(String[] args) {
        double[] g = new Random(1).doubles(N * N, -1, 1).toArray();
        double[] a = new double[N * N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                a[i * N + j] = (i == j ? 1 : 0) + dot(g, i, j, N) / N;
            }
        }
        INDArray matrix = NativeArrays.uninitialised(N, N);
        NativeArrays.copyIn(a, 0, matrix, 0, a.length);
        Blas blas = Blas.get();
        blas.potrf(Triangle.UPPER, matrix);
        double[] u = new double[N * N];
        NativeArrays.copyOut(matrix, 0, u, 0, u.length);
        // Column i of U, and so row i of L, begins at i * N.
        double worst = 0;
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                worst = Math.max(worst, Math.abs(dot(u, i, j, Math.min(i, j) + 1) - a[i * N + j]));
            }
        }
        System.out.println(blas.description() + ": residual " + worst);
        // (n + 1) u |l_i| |l_j|, where |l_i|^2 = a_ii is below 2.
        if (!(worst <= (N + 1) * Math.ulp(1.0) * 2)) {
            throw new AssertionError("wrong factor, residual " + worst);
        }
    }

    private static double dot(double[] rows, int i, int j, int length) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
            sum += rows[i * N + k] * rows[j * N + k];
        }
        return sum;
    }
}
