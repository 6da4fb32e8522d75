package org.icl4j.solvers.stream;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;

/**
 * Example pairs that can be read block by block, again and again: inputs of d numbers and targets of t. Learners that stream take it in
 * place of a {@link Context}, and hold one block at a time.
 *
 * <pre>{@code
 * NystromRidgeModel model = NystromRidge.of(kernel, 0.1, 1000).fit(RowSource.csv(path, "price"));
 * }</pre>
 *
 * <p>One's own gives the same rows in the same order at every pass. It is read by one thread at a time.
 */
public interface RowSource {

    /**
     * The number of inputs of a row.
     *
     * @return d
     */
    int inputWidth();

    /**
     * The number of targets of a row.
     *
     * @return t
     */
    int targetWidth();

    /**
     * The number of rows, where it is known without reading them: listeners can then tell the time left of a pass.
     *
     * @return n; empty unless overridden
     */
    default OptionalLong size() {
        return OptionalLong.empty();
    }

    /**
     * Reads all rows, in order.
     *
     * @param rows the most rows of a block, at least 1; the last block may be smaller
     * @param consumer takes a block and says whether to go on
     * @throws IllegalArgumentException if a row cannot be read, with its place
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    void read(int rows, Predicate<Context> consumer);

    /**
     * Rows in memory.
     *
     * @param context inputs of shape [n, d], targets of shape [n, t]
     * @return the source
     */
    static RowSource of(Context context) {
        Require.notNull("context", context);
        return new RowSource() {
            @Override
            public int inputWidth() {
                return context.inputs().width();
            }

            @Override
            public int targetWidth() {
                return context.targets().width();
            }

            @Override
            public OptionalLong size() {
                return OptionalLong.of(context.size());
            }

            @Override
            public void read(int rows, Predicate<Context> consumer) {
                Require.positive("rows", rows);
                Require.notNull("consumer", consumer);
                int n = context.size();
                for (int from = 0; from < n; from += rows) {
                    int[] block = new int[Math.min(rows, n - from)];
                    int first = from;
                    Arrays.setAll(block, i -> first + i);
                    Context part = block.length == n
                            ? context
                            : Context.of(
                                    context.inputs().select(block),
                                    context.targets().select(block));
                    if (!consumer.test(part)) {
                        return;
                    }
                }
            }

            @Override
            public String toString() {
                return "RowSource[" + context + "]";
            }
        };
    }

    /**
     * The rows of a text file of numbers separated by commas, with a line of names first. Every other column is an input.
     *
     * @param file the file; quotes and blank cells are not for it
     * @param targets the names of the target columns, at least one
     * @return the source; the file is opened anew for each pass
     * @throws IllegalArgumentException if there is no such column, or no other one; later, with the line, if a row has another number of
     *     cells or a cell is not a finite number
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    static RowSource csv(Path file, String... targets) {
        Require.notNull("file", file);
        Require.notNull("targets", targets);
        Require.positive("targets.length", targets.length);
        return new CsvRows(file, List.of(targets));
    }

    /**
     * The rows of two NumPy files of float64 in row order ({@code numpy.save}).
     *
     * @param inputs shape [n, d]
     * @param targets shape [n, t] or [n]
     * @return the source; the files are mapped a block at a time
     * @throws IllegalArgumentException if a file is of another type or order, or their numbers of rows differ
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    static RowSource npy(Path inputs, Path targets) {
        Require.notNull("inputs", inputs);
        Require.notNull("targets", targets);
        return new NpyRows(NpyTable.open(inputs), NpyTable.open(targets));
    }

    /**
     * Chooses rows uniformly without repetition, in one pass (reservoir sampling: Vitter 1985, algorithm R): centres, pilots.
     *
     * @param count the most rows to choose, at least 1
     * @param seed of the choice
     * @return the inputs chosen, shape [min(count, n), d]
     * @throws IllegalArgumentException if the source has no row
     */
    default Points sample(int count, long seed) {
        return sample(count, seed, Progress.NONE);
    }

    /**
     * As {@link #sample(int, long)}, with a listener.
     *
     * @param count the most rows to choose, at least 1
     * @param seed of the choice
     * @param progress told of the rows read, stage {@code "sample"}
     * @return the inputs chosen, shape [min(count, n), d]
     * @throws IllegalArgumentException if the source has no row
     * @throws java.util.concurrent.CancellationException if the listener says stop
     */
    default Points sample(int count, long seed, Progress progress) {
        return Reservoir.sample(this, count, seed, progress);
    }
}
