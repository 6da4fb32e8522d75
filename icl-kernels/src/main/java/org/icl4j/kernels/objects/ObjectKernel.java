package org.icl4j.kernels.objects;

import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel on objects of any kind: a symmetric function k(a, b). <b>A lambda is one</b>:
 *
 * <pre>{@code
 * ObjectKernel<String> kernel = (a, b) -> a.charAt(0) == b.charAt(0) ? 1 : 0;
 * INDArray gram = kernel.matrix(words);                       // n x n, to look at
 * IndexKernel indexed = kernel.over(words);                   // an ordinary Kernel whose points are indices
 * KernelRidgeModel model = KernelRidge.of(indexed, 0.1).fit(indexed.context(y));
 * INDArray answers = model.predictFromKernel(kernel.matrix(newWords, words)); // m x n
 * }</pre>
 *
 * <p>Implementations are immutable and thread-safe. Objects must not change while they are used.
 *
 * @param <T> what it compares
 */
@FunctionalInterface
public interface ObjectKernel<T> {

    /**
     * The kernel at one pair.
     *
     * @param a an object
     * @param b an object
     * @return k(a, b) = k(b, a)
     */
    double value(T a, T b);

    /**
     * The kernel on a list, with whatever each object needs computed once: the counts of a string's parts, the labels of a
     * graph. The default computes nothing beforehand.
     *
     * @param objects the objects; read, and kept
     * @return k(objects[i], objects[j]) as a function of i and j, thread-safe
     */
    default Prepared prepare(List<? extends T> objects) {
        Require.notNull("objects", objects);
        return (i, j) -> value(objects.get(i), objects.get(j));
    }

    /** A kernel's values on a list of objects, by their indices. */
    @FunctionalInterface
    interface Prepared {

        /**
         * The kernel at one pair.
         *
         * @param i index of an object
         * @param j index of an object
         * @return k(object i, object j)
         */
        double value(int i, int j);
    }

    /**
     * What is known of the sign of c' K c for a kernel matrix K of distinct objects.
     *
     * @return {@link Kernel.Definiteness#UNKNOWN} unless overridden
     */
    default Kernel.Definiteness definiteness() {
        return Kernel.Definiteness.UNKNOWN;
    }

    /**
     * The kernel matrix of a list, each pair evaluated once, on all processors, symmetric to the bit. Cost: n (n + 1) / 2 kernel
     * values, 8 n^2 bytes of native memory.
     *
     * @param objects n objects, none null
     * @return a new float64 array of shape [n, n]
     * @throws IllegalArgumentException if the list is empty or holds null, the matrix does not fit, or a value is not finite
     */
    default INDArray matrix(List<? extends T> objects) {
        return ObjectMatrices.symmetric(this, objects);
    }

    /**
     * The kernel values between two lists, on all processors: what {@code predictFromKernel} takes, with the new objects as rows
     * and those of the fit as columns. Cost: m n kernel values, 8 m n bytes of native memory.
     *
     * @param queries m objects, none null
     * @param objects n objects, none null
     * @return a new float64 array of shape [m, n]
     * @throws IllegalArgumentException if a list is empty or holds null, the matrix does not fit, or a value is not finite
     */
    default INDArray matrix(List<? extends T> queries, List<? extends T> objects) {
        return ObjectMatrices.rectangular(this, queries, objects);
    }

    /**
     * An ordinary kernel on points of width 1 that hold an index into the list: k(x, z) = k(objects[x_1], objects[z_1]). Every
     * solver and tool takes it; a subset of its points is a subset of the objects on both axes of every matrix. Values are
     * computed whenever they are asked for: for methods that ask more than once, {@link Precomputed#of(ObjectKernel, List)}
     * computes them once. Of two orders of a pair one is asked for; the {@link Kernel#checked() checked} kernel compares both.
     *
     * @param objects n objects, none null; the list is copied
     * @return the kernel of the indices 0 to n - 1
     * @throws IllegalArgumentException if the list is empty or holds null
     */
    default IndexKernel over(List<? extends T> objects) {
        return new ListKernel<>(this, objects);
    }

    /**
     * The sum k1(a, b) + k2(a, b).
     *
     * @param other the kernel added
     * @return the sum
     */
    default ObjectKernel<T> plus(ObjectKernel<? super T> other) {
        return new CombinedKernels.Sum<>(this, Require.notNull("other", other));
    }

    /**
     * The product k1(a, b) k2(a, b).
     *
     * @param other the other factor
     * @return the product
     */
    default ObjectKernel<T> times(ObjectKernel<? super T> other) {
        return new CombinedKernels.Product<>(this, Require.notNull("other", other));
    }

    /**
     * The kernel s k(a, b).
     *
     * @param factor s, positive
     * @return the scaled kernel
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    default ObjectKernel<T> scaled(double factor) {
        return new CombinedKernels.Scaled<>(this, factor);
    }

    /**
     * The kernel k(a, b) / sqrt(k(a, a) k(b, b)): exactly 1 between an object and itself. An object with k(a, a) = 0, such as
     * a string shorter than the parts that are counted, has no direction: its values are 0, also with itself.
     *
     * @return the normalised kernel; it throws {@link IllegalArgumentException} at an object with k(a, a) below 0
     */
    default ObjectKernel<T> normalised() {
        return new CombinedKernels.Normalised<>(this);
    }
}
