package org.icl4j.attention.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;

/**
 * Where each matrix of a model lies in the model's one flat parameter vector: named slices, back to back, row-major. A layer
 * owns slices and reads its weights through their offsets; optimisers, checkpoints, interpolation between models and
 * gradient checks see nothing but the vector.
 *
 * <pre>{@code
 * ParameterLayout.Builder builder = ParameterLayout.builder();
 * ParameterLayout.Slice weight = builder.add("in.weight", 64, 3);
 * ParameterLayout.Slice bias = builder.add("in.bias", 1, 64);
 * double[] parameters = new double[builder.build().size()];
 * }</pre>
 */
public final class ParameterLayout {

    private final List<Slice> slices;
    private final int size;

    private ParameterLayout(List<Slice> slices, int size) {
        this.slices = slices;
        this.size = size;
    }

    /**
     * An empty layout to add slices to.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The length of the parameter vector.
     *
     * @return the number of parameters
     */
    public int size() {
        return size;
    }

    /**
     * All slices, in the order of their offsets.
     *
     * @return an immutable list
     */
    public List<Slice> slices() {
        return slices;
    }

    /**
     * The slice of a name.
     *
     * @param name the name it was added under
     * @return the slice
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public Slice slice(String name) {
        for (Slice slice : slices) {
            if (slice.name().equals(name)) {
                return slice;
            }
        }
        throw Require.error(
                "name",
                "no slice \"" + name + "\" among "
                        + slices.stream().map(Slice::name).toList());
    }

    /**
     * Adds a parameter vector to a model, each slice as a table of its own name, so that NumPy reads the weights by name.
     *
     * @param model what is added to; slices' names must be fit for it: a letter, then up to 63 letters, digits, dots, dashes
     *     or underscores
     * @param parameters length {@link #size()}, finite; read only
     * @return a new value
     * @throws IllegalArgumentException if the length is not the layout's, a number is not finite, or a name is not fit
     */
    public ModelFile save(ModelFile model, double[] parameters) {
        Require.notNull("model", model);
        Require.length("parameters", parameters, size, "the layout's size");
        Require.finite("parameters", parameters);
        ModelFile saved = model;
        for (Slice slice : slices) {
            double[] rows = Arrays.copyOfRange(parameters, slice.offset(), slice.offset() + slice.size());
            saved = saved.with(slice.name(), Points.ofRows(slice.name(), slice.rows(), slice.columns(), rows));
        }
        return saved;
    }

    /**
     * The parameter vector that {@link #save} added to a model, the same bits.
     *
     * @param model a model
     * @return a new vector of length {@link #size()}
     * @throws IllegalArgumentException if the model lacks a slice or has it in another shape
     */
    public double[] load(ModelFile model) {
        Require.notNull("model", model);
        double[] parameters = new double[size];
        for (Slice slice : slices) {
            Points table = model.points(slice.name());
            if (table.size() != slice.rows() || table.width() != slice.columns()) {
                throw Require.error(
                        slice.name(),
                        "expected shape [" + slice.rows() + ", " + slice.columns() + "], got [" + table.size() + ", "
                                + table.width() + "] (the layout of this model)");
            }
            table.copyRows(0, slice.rows(), parameters, slice.offset());
        }
        return parameters;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterLayout that && slices.equals(that.slices);
    }

    @Override
    public int hashCode() {
        return slices.hashCode();
    }

    @Override
    public String toString() {
        return "ParameterLayout" + slices;
    }

    /**
     * One matrix inside the parameter vector: element (i, j) is {@code parameters[offset + i * columns + j]}.
     *
     * @param name unique in its layout, such as {@code "query.weight"}
     * @param offset index of its first element
     * @param rows rows of the matrix
     * @param columns columns of the matrix
     */
    public record Slice(String name, int offset, int rows, int columns) {

        /**
         * Checks the sizes.
         *
         * @param name unique in its layout, such as {@code "query.weight"}
         * @param offset index of its first element
         * @param rows rows of the matrix
         * @param columns columns of the matrix
         * @throws IllegalArgumentException if an argument is out of its range
         */
        public Slice {
            Require.notNull("name", name);
            Require.inRange("offset", offset, 0, Integer.MAX_VALUE);
            Require.positive("rows", rows);
            Require.positive("columns", columns);
            if (offset + (double) rows * columns > Integer.MAX_VALUE - 8) {
                throw Require.error(
                        name, "would end at " + (offset + (long) rows * columns) + " numbers, more than 2^31");
            }
        }

        /**
         * The number of parameters in it.
         *
         * @return rows times columns
         */
        public int size() {
            return rows * columns;
        }

        /**
         * Where it ends: the offset of what may follow.
         *
         * @return offset plus size
         */
        public int end() {
            return offset + size();
        }

        private double[] in(double[] parameters) {
            if (Require.notNull("parameters", parameters).length < end()) {
                throw Require.error(
                        "parameters",
                        "expected length " + end() + " or more, got " + parameters.length + " (slice " + name
                                + " ends there)");
            }
            return parameters;
        }

        /**
         * Copies the matrix out of a parameter vector.
         *
         * @param parameters the whole vector
         * @return rows of columns numbers
         */
        public double[][] read(double[] parameters) {
            in(parameters);
            double[][] matrix = new double[rows][columns];
            for (int i = 0; i < rows; i++) {
                System.arraycopy(parameters, offset + i * columns, matrix[i], 0, columns);
            }
            return matrix;
        }

        /**
         * Copies a matrix into a parameter vector.
         *
         * @param matrix rows of columns numbers
         * @param parameters the whole vector; this slice of it is overwritten
         * @throws IllegalArgumentException if the matrix has another shape or a number that is not finite
         */
        public void write(double[][] matrix, double[] parameters) {
            Require.notNull("matrix", matrix);
            in(parameters);
            if (matrix.length != rows) {
                throw Require.error(
                        "matrix", "expected " + rows + " rows for slice " + name + ", got " + matrix.length);
            }
            for (int i = 0; i < rows; i++) {
                Require.length(
                        "matrix[" + i + "]",
                        matrix[i],
                        columns,
                        "slice " + name + " is [" + rows + ", " + columns + "]");
                Require.finite("matrix[" + i + "]", matrix[i]);
            }
            for (int i = 0; i < rows; i++) {
                System.arraycopy(matrix[i], 0, parameters, offset + i * columns, columns);
            }
        }
    }

    /** Collects slices, each after the one before. */
    public static final class Builder {

        private final List<Slice> slices = new ArrayList<>();
        private int size;

        private Builder() {}

        /**
         * Appends a slice.
         *
         * @param name its name, not used before in this layout
         * @param rows rows of the matrix
         * @param columns columns of the matrix
         * @return the slice
         * @throws IllegalArgumentException if the name is taken, a size is below 1, or the vector would pass 2^31 numbers
         */
        public Slice add(String name, int rows, int columns) {
            Slice slice = new Slice(name, size, rows, columns);
            for (Slice other : slices) {
                if (other.name().equals(name)) {
                    throw Require.error("name", "slice \"" + name + "\" is there already");
                }
            }
            long end = size + (long) rows * columns;
            if (end > Integer.MAX_VALUE - 8) {
                throw Require.error(name, "the parameter vector would have " + end + " numbers, more than 2^31");
            }
            slices.add(slice);
            size = (int) end;
            return slice;
        }

        /**
         * The layout of what has been added so far.
         *
         * @return an immutable layout
         */
        public ParameterLayout build() {
            return new ParameterLayout(List.copyOf(slices), size);
        }
    }
}
