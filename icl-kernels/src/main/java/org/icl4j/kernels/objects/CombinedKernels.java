package org.icl4j.kernels.objects;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.icl4j.kernels.Kernel.Definiteness;

/** Sums, products, multiples and normalisations of object kernels. Preparing one prepares its parts. */
final class CombinedKernels {

    private CombinedKernels() {}

    private static boolean isPositive(Definiteness d) {
        return d == Definiteness.POSITIVE_DEFINITE || d == Definiteness.POSITIVE_SEMIDEFINITE;
    }

    private static Definiteness ofBoth(Definiteness a, Definiteness b, boolean oneIsEnough) {
        if (!isPositive(a) || !isPositive(b)) {
            return Definiteness.UNKNOWN;
        }
        boolean first = a == Definiteness.POSITIVE_DEFINITE;
        boolean second = b == Definiteness.POSITIVE_DEFINITE;
        boolean definite = oneIsEnough ? first || second : first && second;
        return definite ? Definiteness.POSITIVE_DEFINITE : Definiteness.POSITIVE_SEMIDEFINITE;
    }

    record Sum<T>(ObjectKernel<T> first, ObjectKernel<? super T> second) implements ObjectKernel<T> {

        @Override
        public double value(T a, T b) {
            return first.value(a, b) + second.value(a, b);
        }

        @Override
        public Prepared prepare(List<? extends T> objects) {
            Prepared p = first.prepare(objects);
            Prepared q = second.prepare(objects);
            return (i, j) -> p.value(i, j) + q.value(i, j);
        }

        @Override
        public Definiteness definiteness() {
            return ofBoth(first.definiteness(), second.definiteness(), true);
        }

        @Override
        public String toString() {
            return first + " + " + second;
        }
    }

    record Product<T>(ObjectKernel<T> first, ObjectKernel<? super T> second) implements ObjectKernel<T> {

        @Override
        public double value(T a, T b) {
            return first.value(a, b) * second.value(a, b);
        }

        @Override
        public Prepared prepare(List<? extends T> objects) {
            Prepared p = first.prepare(objects);
            Prepared q = second.prepare(objects);
            return (i, j) -> p.value(i, j) * q.value(i, j);
        }

        @Override
        public Definiteness definiteness() {
            return ofBoth(first.definiteness(), second.definiteness(), false);
        }

        @Override
        public String toString() {
            return "(" + first + ") * (" + second + ")";
        }
    }

    record Scaled<T>(ObjectKernel<T> kernel, double factor) implements ObjectKernel<T> {

        Scaled {
            Require.positive("factor", factor);
        }

        @Override
        public double value(T a, T b) {
            return factor * kernel.value(a, b);
        }

        @Override
        public Prepared prepare(List<? extends T> objects) {
            Prepared p = kernel.prepare(objects);
            return (i, j) -> factor * p.value(i, j);
        }

        @Override
        public Definiteness definiteness() {
            return kernel.definiteness();
        }

        @Override
        public String toString() {
            return factor + " * (" + kernel + ")";
        }
    }

    record Normalised<T>(ObjectKernel<T> kernel) implements ObjectKernel<T> {

        @Override
        public double value(T a, T b) {
            return ratio(kernel.value(a, b), norm(a, kernel.value(a, a)), norm(b, kernel.value(b, b)));
        }

        @Override
        public Prepared prepare(List<? extends T> objects) {
            Prepared p = kernel.prepare(objects);
            double[] norms = new double[objects.size()];
            Parallel.run(norms.length, i -> norms[i] = norm(objects.get(i), p.value(i, i)));
            return (i, j) -> ratio(p.value(i, j), norms[i], norms[j]);
        }

        private double norm(T a, double square) {
            if (!(square >= 0 && square < Double.POSITIVE_INFINITY)) {
                throw Require.error(
                        "kernel",
                        "k(a, a) = " + square + " cannot be normalised, where a = " + ObjectMatrices.brief(a));
            }
            return square;
        }

        // Equal squares are divided by as they are: the diagonal is then exactly 1.
        private static double ratio(double value, double squareA, double squareB) {
            if (squareA == 0 || squareB == 0) {
                return 0;
            }
            return squareA == squareB ? value / squareA : value / (Math.sqrt(squareA) * Math.sqrt(squareB));
        }

        @Override
        public Definiteness definiteness() {
            // An object with k(a, a) = 0 keeps a zero row, so no more than semidefinite is known.
            return isPositive(kernel.definiteness()) ? Definiteness.POSITIVE_SEMIDEFINITE : Definiteness.UNKNOWN;
        }

        @Override
        public String toString() {
            return "normalised(" + kernel + ")";
        }
    }
}
