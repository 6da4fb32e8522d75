package org.icl4j.kernels.objects;

import java.util.Arrays;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;

/**
 * An ordinary kernel on n numbered objects: its points have width 1 and hold an index, and k(x, z) is the kernel of the
 * objects that they number. Every solver and tool takes it as it takes a kernel of vectors.
 *
 * <pre>{@code
 * Points all = kernel.indices();
 * Points train = all.select(0, 1, 2, 5), test = all.select(3, 4);
 * model = KernelRidge.of(kernel, 0.1).fit(Context.of(train, targets)); // or fit(kernel.context(y)) on all
 * model.predict(test);
 * }</pre>
 *
 * <p>A point that holds no whole number from 0 to n - 1 is refused with an {@link IllegalArgumentException}. The kernel has no text
 * form: a saved model is read back with a kernel of the same objects in the same order.
 */
public interface IndexKernel extends Kernel {

    /**
     * The number of objects.
     *
     * @return n
     */
    int size();

    /**
     * The kernel at a pair of objects.
     *
     * @param i index of an object, 0 to n - 1
     * @param j index of an object, 0 to n - 1
     * @return k(object i, object j), the same bits as for (j, i)
     */
    double at(int i, int j);

    /**
     * The objects as points.
     *
     * @return the numbers 0 to n - 1, shape [n, 1]
     */
    default Points indices() {
        double[] numbers = new double[size()];
        Arrays.setAll(numbers, i -> i);
        return Points.ofRows("indices", numbers.length, 1, numbers);
    }

    /**
     * All objects with one target each, to fit on.
     *
     * @param targets n numbers
     * @return the context of {@link #indices()} and the targets
     * @throws IllegalArgumentException if there are not n targets, or one is not finite
     */
    default Context context(double[] targets) {
        return Context.of(indices(), Points.ofColumn("targets", targets));
    }

    /**
     * All objects with several targets each, to fit on.
     *
     * @param targets n rows of length t
     * @return the context of {@link #indices()} and the targets
     * @throws IllegalArgumentException if there are not n rows, they are ragged, or a target is not finite
     */
    default Context context(double[][] targets) {
        return Context.of(indices(), Points.of("targets", targets));
    }

    /**
     * The number that a point holds.
     *
     * @param point length 1
     * @return its index, 0 to n - 1
     * @throws IllegalArgumentException if the point has another length, or its coordinate is not an index
     */
    default int index(double[] point) {
        if (point.length != 1) {
            throw Require.error(
                    "x",
                    "expected shape [m, 1], got points of width " + point.length + " (the points of " + this
                            + " hold an index)");
        }
        int index = (int) point[0];
        if (index != point[0] || index < 0 || index >= size()) {
            throw Require.error(
                    "x", point[0] + " is not the index of an object; " + this + " has 0 to " + (size() - 1));
        }
        return index;
    }

    @Override
    default double value(double[] x, double[] z) {
        return at(index(x), index(z));
    }

    @Override
    default void block(Tile tile, double[] result) {
        int[] rows = new int[tile.rows()];
        int[] columns = new int[tile.columns()];
        Arrays.setAll(rows, i -> index(tile.rowPoint(i)));
        Arrays.setAll(columns, j -> index(tile.columnPoint(j)));
        int stride = tile.stride();
        // A tile on the diagonal of a symmetric matrix: objects may be costly to compare.
        boolean symmetric = Arrays.equals(rows, columns);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                boolean known = symmetric && j < i;
                result[i * stride + j] = known ? result[j * stride + i] : at(rows[i], columns[j]);
            }
            Arrays.fill(result, i * stride + columns.length, (i + 1) * stride, result[i * stride + columns.length - 1]);
        }
    }

    @Override
    default String specification() {
        throw Require.error(
                "kernel",
                this + " has no text form, because its objects are not part of a file; models of it are saved all the"
                        + " same, and read back by who has the kernel and gives it to load");
    }
}
