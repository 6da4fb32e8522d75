import org.icl4j.core.Randoms;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.ridge.KernelRidge;

/** A kernel of one's own: a lambda, and the same as a function of the distance, declared, which is the fast form. */
public final class OwnKernel {

    private OwnKernel() {}

    public static void main(String[] args) {
        double[][] x = Randoms.of(2).gaussians(100, 3);
        double[] y = new double[100];
        for (int i = 0; i < 100; i++) {
            y[i] = x[i][0] * x[i][1];
        }

        Kernel slow = (a, b) -> 1 / (1 + squaredDistance(a, b));
        Kernel fast = Kernel.radial(u -> 1 / (1 + u)).declared(Kernel.Definiteness.POSITIVE_DEFINITE);
        double[][] query = {{1, -1, 0}};
        double first = KernelRidge.of(slow, 0.1).fit(x, y).predict(query)[0];
        double second = KernelRidge.of(fast.scaled(2), 0.2).fit(x, y).predict(query)[0];

        System.out.printf("%.12f %.12f%n", first, second);
        // Twice the kernel and twice the ridge are the same estimator; condition number below 101 / 0.1, n = 100.
        Show.check(Math.abs(first - second) < 100 * 1010 * Math.ulp(1.0) * 10, "two forms of one kernel differ");
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
