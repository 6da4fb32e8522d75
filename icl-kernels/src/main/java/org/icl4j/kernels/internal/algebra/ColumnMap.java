package org.icl4j.kernels.internal.algebra;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableMap;
import org.jspecify.annotations.Nullable;

/** Some coordinates of a point. */
final class ColumnMap implements DifferentiableMap {

    private final int[] columns;

    ColumnMap(int... columns) {
        this.columns = Require.notNull("columns", columns).clone();
        if (columns.length == 0) {
            throw Require.error("columns", "is empty");
        }
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] < 0) {
                throw Require.error("columns", "columns[" + i + "] = " + columns[i] + " must be at least 0");
            }
            if (!seen.add(columns[i])) {
                throw Require.error("columns", "column " + columns[i] + " occurs twice");
            }
        }
    }

    @Override
    public double[] apply(double[] x) {
        double[] image = new double[columns.length];
        for (int k = 0; k < image.length; k++) {
            if (columns[k] >= x.length) {
                throw Require.error(
                        "columns",
                        "there is no column " + columns[k] + " in points with " + x.length
                                + " coordinates (the first is 0)");
            }
            image[k] = x[columns[k]];
        }
        return image;
    }

    @Override
    public void pullBack(double[] x, double[] outputGradient, double[] inputGradient) {
        for (int k = 0; k < columns.length; k++) {
            inputGradient[columns[k]] += outputGradient[k];
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ColumnMap that && Arrays.equals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(columns);
    }

    @Override
    public String toString() {
        return Arrays.stream(columns).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
