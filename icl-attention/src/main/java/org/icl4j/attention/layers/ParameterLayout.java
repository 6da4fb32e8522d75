package org.icl4j.attention.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
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
        return new Builder("", new ArrayList<>());
    }

    /**
     * A layout of one slice {@code vector} of one row.
     *
     * @param size the number of parameters, 0 for none
     * @return the layout
     */
    public static ParameterLayout vector(int size) {
        Require.inRange("size", size, 0, Integer.MAX_VALUE - 8);
        return size == 0
                ? new ParameterLayout(List.of(), 0)
                : new ParameterLayout(List.of(new Slice("vector", 0, 1, size)), size);
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
     * Which parameters are those of some slices: what is frozen, or decays.
     *
     * @param choice true for the slices chosen, such as {@code s -> s.name().startsWith("layer1.")}
     * @return a new array of length {@link #size()}, true at the parameters of the slices chosen
     */
    public boolean[] select(Predicate<Slice> choice) {
        Require.notNull("choice", choice);
        boolean[] chosen = new boolean[size];
        for (Slice slice : slices) {
            Arrays.fill(chosen, slice.offset(), slice.end(), choice.test(slice));
        }
        return chosen;
    }

    /**
     * A model between two: (1 - t) a + t b, number by number.
     *
     * @param a the parameters at t = 0; read only
     * @param b the parameters at t = 1; read only
     * @param t any finite number
     * @return a new vector
     * @throws IllegalArgumentException if a length is not the layout's
     */
    public double[] interpolate(double[] a, double[] b, double t) {
        Require.length("a", a, size, "the layout's size");
        Require.length("b", b, size, "the layout's size");
        Require.finite("a", a);
        Require.finite("b", b);
        Require.finite("t", t);
        double[] between = new double[size];
        Arrays.setAll(between, i -> (1 - t) * a[i] + t * b[i]);
        return between;
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
         * Some of its rows, as a slice.
         *
         * @param first the first row
         * @param count how many
         * @return the slice {@code name[first..]}
         * @throws IllegalArgumentException if it has no such rows
         */
        public Slice part(int first, int count) {
            Require.inRange("first", first, 0, rows - 1);
            Require.inRange("count", count, 1, rows - first);
            return new Slice(
                    name + "[" + first + ".." + (first + count - 1) + "]", offset + first * columns, count, columns);
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

        private final String prefix;
        private final List<Slice> slices;

        private Builder(String prefix, List<Slice> slices) {
            this.prefix = prefix;
            this.slices = slices;
        }

        /**
         * A builder of the same layout, whose slices' names begin with a scope: layers made with it can be selected by it.
         *
         * @param scope such as {@code "layer1"}; a dot follows it
         * @return a builder that appends to this one's slices
         */
        public Builder scope(String scope) {
            return new Builder(prefix + Require.notNull("scope", scope) + ".", slices);
        }

        private int size() {
            return slices.isEmpty() ? 0 : slices.get(slices.size() - 1).end();
        }

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
            String full = prefix + Require.notNull("name", name);
            Slice slice = new Slice(full, size(), rows, columns);
            for (Slice other : slices) {
                if (other.name().equals(full)) {
                    throw Require.error("name", "slice \"" + full + "\" is there already");
                }
            }
            slices.add(slice);
            return slice;
        }

        /**
         * The layout of what has been added so far.
         *
         * @return an immutable layout
         */
        public ParameterLayout build() {
            return new ParameterLayout(List.copyOf(slices), size());
        }

        @Override
        public String toString() {
            return "Builder[" + slices.size() + " slices" + "]";
        }
    }
}
